import { expect, test } from 'vitest';
import { createSearches } from '../../core/searches.ts';

/** A search that ends when it is told to, or its signal. */
const waits = (signal: AbortSignal) =>
  new Promise<string>((_, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason as Error)),
  );

test('another search of the same name ends the one before', async () => {
  const searches = createSearches();
  const first = searches.begin('window', waits);
  const elsewhere = searches.begin('other window', waits);
  const second = searches.begin('window', async () => 'found');
  await expect(first).rejects.toMatchObject({ code: 'superseded' });
  expect(await second).toBe('found');
  void searches.begin('other window', async () => '');
  await expect(elsewhere).rejects.toMatchObject({ code: 'superseded' });
});
