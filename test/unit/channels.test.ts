import { join } from 'node:path';
import { entrypoint, getPreviousState, MessageGraph, START } from '@langchain/langgraph';
import type { BaseCheckpointSaver } from '@langchain/langgraph-checkpoint';
import { expect, onTestFinished, test } from 'vitest';
import { installSqliteSaver, openSaver } from '../bench/store/savers.ts';
import { dataDir } from '../helpers/dataDir.ts';
import { debuggeeOf } from '../helpers/debuggeeOf.ts';
import { lookAt } from './foreign/looks.ts';

const message = { type: 'ai', content: 'It rains.' };

/** Of graphs that declare no channels by name: newest first, what their checkpoints say that they changed. */
const graphs = [
  {
    kind: 'a functional graph',
    make: (checkpointer?: BaseCheckpointSaver) =>
      entrypoint({ name: 'flow', ...(checkpointer && { checkpointer }) }, async (n: number) =>
        entrypoint.final({ value: n, save: n + Number(getPreviousState() ?? 0) }),
      ),
    input: 2,
    changed: [['previous', 'result'], []],
  },
  {
    kind: 'a graph whose state is one value',
    make: (checkpointer?: BaseCheckpointSaver) =>
      new MessageGraph()
        .addNode('answer', () => [message])
        .addEdge(START, 'answer')
        .compile({ ...(checkpointer && { checkpointer }) }),
    input: [{ type: 'human', content: 'How is it outside?' }],
    changed: [['__root__'], ['__root__'], []],
  },
] as const;

const sorted = (rows: { changed?: string[] }[]) => rows.map(({ changed }) => changed?.toSorted());

test.each(graphs)('$kind says what it changed, in the app', async ({ make, input, changed }) => {
  const d = await debuggeeOf(make());
  await d.go({ input: input as never });
  expect(sorted(d.rows())).toEqual(changed);
});

installSqliteSaver();

test.each(
  (['ours', 'sqliteSaver'] as const).flatMap((saver) => graphs.map((one) => ({ ...one, saver }))),
)('$kind says so in the database of $saver', async ({ saver: name, make, input, changed }) => {
  const path = join(dataDir(), 'checkpoints.db');
  const { saver, close } = await openSaver(name, path);
  const graph = make(saver) as { invoke: (input: unknown, config: object) => Promise<unknown> };
  await graph.invoke(input, { configurable: { thread_id: 't' } });
  close();
  const { reader, history } = await lookAt(path);
  onTestFinished(() => reader.close());
  expect(sorted(await history.listCheckpoints('t'))).toEqual(changed);
});
