import { expect, test } from 'vitest';
import { readOrigins } from '../../../core/server/origins.ts';
import { servedCore } from '../../helpers/servedCore.ts';

test.for([
  ['https://App.Example.com/', 'https://app.example.com'],
  ['http://app.example.com:80', 'http://app.example.com'],
  ['http://[::1]:3000', 'http://[::1]:3000'],
  ['chrome-extension://abcdefgh', 'chrome-extension://abcdefgh'],
])('%s is written as a browser says it', ([given = '', origin]) => {
  expect(readOrigins([given, given])).toEqual([origin]);
});

test.for([
  'example.com',
  'localhost:3000',
  'https://example.com/chat',
  'https://*.example.com',
  'https://me@example.com',
  'file:///home/me/page.html',
  '*',
  'null',
])('%s is none', (given) => {
  expect(() => readOrigins(['https://example.com', given])).toThrow(`${given} is not an origin.`);
});

test('an allowed one may use the project from then on, others may not', async () => {
  const { ask, updateSettings, hello } = await servedCore('test/fixtures/graphs/linear.ts');
  const from = (origin: string) => ask('/info', { headers: { origin } });
  expect(await from('https://app.example.com')).toMatchObject({ status: 403 });
  await updateSettings({ allowedOrigins: ['https://app.example.com/'] });
  expect(await from('https://app.example.com')).toMatchObject({ status: 200 });
  expect(await from('https://other.example.com')).toMatchObject({ status: 403 });
  await expect(updateSettings({ allowedOrigins: ['app'] })).rejects.toMatchObject({
    code: 'invalidOrigin',
  });
  const { settings } = await hello();
  expect(settings.allowedOrigins).toEqual(['https://app.example.com']);
});
