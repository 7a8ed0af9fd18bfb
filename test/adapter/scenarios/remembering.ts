import { describe, expect, test } from 'vitest';
import type { Scene } from '../adapterSpec.ts';

export function remembering({ open, behindApi }: Scene): void {
  // A server brings its own.
  describe.skipIf(behindApi)('a graph without a store of its own', () => {
    test('has a long-term store, in subgraphs too, that threads share', async () => {
      const name = `visitor ${Date.now()}`;
      const first = await open('remembers');
      await first.run({ input: { name } });
      expect(await first.state()).toMatchObject({ visits: 1, kept: false, inner: 1, found: [] });
      const second = await open('remembers');
      await second.run({ input: { name } });
      expect(await second.state()).toMatchObject({
        visits: 2,
        kept: true,
        inner: 2,
        found: [name],
      });
    });
  });
}
