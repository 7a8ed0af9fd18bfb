import { describe, expect, test } from 'vitest';
import type { Scene } from '../adapterSpec.ts';

export function losing({ open, behindApi }: Scene): void {
  // What a server loses it does not tell.
  describe.skipIf(behindApi)('values that LangGraph does not keep', () => {
    test('are told once a run, with the task that wrote them, and are stored as was told', async () => {
      const debuggee = await open('loses');
      await debuggee.run({ input: {} });
      const said = debuggee.log.events.flatMap((event) =>
        event.type === 'output' ? event.lines.filter(({ stream }) => stream === 'retrograph') : [],
      );
      expect(said.map(({ text, task }) => [text.replace(/; .*/, ''), task?.node])).toEqual([
        ['state.when was a Date', 'write'],
        ['state.price was a Price', 'write'],
        ['state.failure was a TypeError', 'write'],
        ['state.tool.artifact.at was a Map', 'write'],
        ['state.bytes was a Buffer', undefined],
      ]);
      const tasks = debuggee.log.events.flatMap((event) =>
        event.type === 'tasks' ? event.tasks : [],
      );
      expect(tasks.findLast(({ node }) => node === 'write')?.losses).toHaveLength(4);
      expect(await debuggee.state()).toMatchObject({
        when: '1970-01-01T00:00:00.000Z',
        price: { amount: 3 },
        bytes: { type: 'Buffer', data: [97, 98] },
      });
    });
  });
}
