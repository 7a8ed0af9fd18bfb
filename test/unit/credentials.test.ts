import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createCredentials } from '../../core/credentials.ts';
import type { Vault } from '../../core/protocol/vault.ts';
import { dataDir } from '../helpers/dataDir.ts';
import { scriptedCore } from '../helpers/scriptedCore.ts';

/** What a system's secret storage does, with a key of its own. */
function createVault(): Vault {
  const [key, iv] = [randomBytes(32), randomBytes(12)];
  return {
    async seal(text) {
      const cipher = createCipheriv('aes-256-gcm', key, iv);
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([cipher.getAuthTag(), sealed]);
    },
    async open(sealed) {
      const decipher = createDecipheriv('aes-256-gcm', key, iv);
      decipher.setAuthTag(sealed.subarray(0, 16));
      return decipher.update(sealed.subarray(16), undefined, 'utf8') + decipher.final('utf8');
    },
  };
}

const url = 'http://127.0.0.1:2024';
const access = { apiKey: 'a-secret-key', headers: { Authorization: 'Bearer also-secret' } };
const file = () => join(dataDir(), 'credentials.json');

test('what is given for a server is sealed, and there again for the next start', async () => {
  const [path, vault] = [file(), createVault()];
  await createCredentials(path, vault).keep(url, access);
  await createCredentials(path, vault).keep('http://other', { apiKey: 'another' });
  const text = await readFile(path, 'utf8');
  expect(text).toContain(url);
  expect(text).not.toMatch(/secret|another|Bearer/);
  expect((await stat(path)).mode & 0o077).toBe(0);
  const later = createCredentials(path, vault);
  expect(await later.of(url)).toEqual(access);
  expect(await later.of('http://nobody')).toBeUndefined();
});

test('without a vault nothing is written, and it is forgotten with core', async () => {
  const path = file();
  const credentials = createCredentials(path, undefined);
  await credentials.keep(url, access);
  expect(await credentials.of(url)).toEqual(access);
  await expect(stat(path)).rejects.toMatchObject({ code: 'ENOENT' });
});

test('what was sealed with another key is as good as not there, and can be given anew', async () => {
  const path = file();
  await createCredentials(path, createVault()).keep(url, access);
  const vault = createVault();
  expect(await createCredentials(path, vault).of(url)).toBeUndefined();
  await createCredentials(path, vault).keep(url, { apiKey: 'new' });
  expect(await createCredentials(path, vault).of(url)).toEqual({ apiKey: 'new' });
});

test('a damaged file is replaced', async () => {
  const [path, vault] = [file(), createVault()];
  await writeFile(path, '{"half');
  expect(await createCredentials(path, vault).of(url)).toBeUndefined();
  await createCredentials(path, vault).keep(url, access);
  expect(await createCredentials(path, vault).of(url)).toEqual(access);
});

test('a key that cannot be kept is said, and used all the same', async () => {
  const credentials = createCredentials(join(dataDir(), 'no-folder', 'file.json'), createVault());
  await expect(credentials.keep(url, access)).rejects.toMatchObject({ code: 'keyNotKept' });
  expect(await credentials.of(url)).toEqual(access);
});

test('a key given for a server that is open and refuses us connects it anew', async () => {
  const seen: IncomingHttpHeaders[] = [];
  const server = createServer(({ url: path, headers }, response) => {
    const isRight = headers['x-api-key'] === 'right' && headers['x-team'] === 'a';
    if (path !== '/ok') seen.push(headers);
    const said = path === '/ok' ? { ok: true } : [];
    response.writeHead(path === '/ok' || isRight ? 200 : 401, {
      'content-type': 'application/json',
    });
    response.end(JSON.stringify(said));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const target = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const core = await scriptedCore();
  const first = await core.open(target);
  expect((await core.hello()).sessions[0]?.problem?.code).toBe('serverRefused');
  const given = { apiKey: 'right', headers: { 'X-Team': 'a' } };
  const { sessionId } = await core.openProject({ target, access: given });
  expect(sessionId).not.toBe(first);
  // Past the door: this server has no graphs.
  await core.untilSession(({ problem }) => problem?.code === 'noGraphExport');
  const { sessions } = await core.hello();
  expect(sessions.map((session) => session.sessionId)).toEqual([sessionId]);
  expect(JSON.stringify(core.events)).not.toContain('right');
  await core.closeProject({ sessionId });
  await core.open(target);
  expect(seen.at(-1)).toMatchObject({ 'x-api-key': 'right', 'x-team': 'a' });
});
