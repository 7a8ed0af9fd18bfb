import { readFile, rename, writeFile } from 'node:fs/promises';
import { StudioError } from './protocol/errors.ts';
import type { ServerCredentials } from './protocol/requests.ts';
import type { Vault } from './protocol/vault.ts';

export interface Credentials {
  of: (target: string) => Promise<ServerCredentials | undefined>;
  /** Throws `keyNotKept`; it can be used all the same. */
  keep: (target: string, access: ServerCredentials) => Promise<void>;
}

/**
 * What servers want to see, by target: in memory until core ends, and sealed in `file` where the host lends a vault.
 * Nothing of it is ever written as it is.
 */
export function createCredentials(file: string, vault: Vault | undefined): Credentials {
  const known = new Map<string, ServerCredentials>();

  /** Sealed, as base64, by target. */
  const sealed = async (): Promise<Record<string, string>> => {
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '{}';
      throw error;
    });
    return JSON.parse(text) as Record<string, string>;
  };

  return {
    async of(target) {
      const given = known.get(target);
      if (given || !vault) return given;
      try {
        const text = (await sealed())[target];
        if (text === undefined) return undefined;
        const opened = JSON.parse(
          await vault.open(Buffer.from(text, 'base64')),
        ) as ServerCredentials;
        known.set(target, opened);
        return opened;
      } catch {
        // The system's key has changed, or the file is damaged: the server refuses us, and there a key is asked for.
        return undefined;
      }
    },

    async keep(target, access) {
      known.set(target, access);
      if (!vault) return;
      try {
        const others = await sealed().catch(() => ({}));
        const mine = Buffer.from(await vault.seal(JSON.stringify(access))).toString('base64');
        const unfinished = `${file}.${process.pid}`;
        await writeFile(unfinished, JSON.stringify({ ...others, [target]: mine }), { mode: 0o600 });
        await rename(unfinished, file);
      } catch (cause) {
        const message = "The key could not be kept in the system's secret storage.";
        throw new StudioError('keyNotKept', message, { cause });
      }
    },
  };
}
