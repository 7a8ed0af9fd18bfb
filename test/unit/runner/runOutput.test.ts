import { Annotation, START, StateGraph } from '@langchain/langgraph';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { OutputLine } from '../../../core/protocol/model.ts';
import { attributeOutput, flushOutput } from '../../../core/runner/output.ts';
import { debuggeeOf, latch } from '../../helpers/debuggeeOf.ts';

const Log = Annotation.Root({ n: Annotation<number> });

let lines: Omit<OutputLine, 'seq'>[] = [];
let release = () => {};
beforeEach(() => {
  lines = [];
  release = attributeOutput((events) => {
    for (const event of events) if (event.type === 'output') lines.push(...event.lines);
  });
});
afterEach(() => release());

const one = (body: () => unknown) =>
  new StateGraph(Log)
    .addNode('talks', async () => {
      await body();
      return { n: 1 };
    })
    .addEdge(START, 'talks')
    .compile();

const texts = () => lines.map(({ text }) => text);

describe('what a node prints', () => {
  test('is its own, by line and stream, and has come when the run has ended', async () => {
    const d = await debuggeeOf(
      one(() => {
        process.stdout.write('one\ntwo\nthr');
        process.stdout.write('ee\n');
        process.stderr.write(Buffer.from('bad\n'));
        process.stdout.write('no end');
      }),
    );
    await d.go({ input: { n: 0 } });
    const task = { id: d.task('talks').id, node: 'talks' };
    expect(lines.map(({ stream, text, task: by }) => ({ stream, text, task: by }))).toEqual([
      { stream: 'stdout', text: 'one', task },
      { stream: 'stdout', text: 'two', task },
      { stream: 'stdout', text: 'three', task },
      { stream: 'stderr', text: 'bad', task },
      { stream: 'stdout', text: 'no end', task },
    ]);
  });

  test('is told apart from what its siblings print', async () => {
    const graph = new StateGraph(Log)
      .addNode('p', async () => {
        for (let i = 0; i < 3; i += 1) {
          process.stdout.write(`p${i}`);
          await new Promise(setImmediate);
          process.stdout.write('.\n');
        }
        return {};
      })
      .addNode('q', async () => {
        for (let i = 0; i < 3; i += 1) {
          process.stdout.write(`q${i}`);
          await new Promise(setImmediate);
          process.stdout.write('.\n');
        }
        return {};
      })
      .addEdge(START, 'p')
      .addEdge(START, 'q')
      .compile();
    const d = await debuggeeOf(graph);
    await d.go({ input: { n: 0 } });
    const of = (node: string) =>
      lines.filter((line) => line.task?.node === node).map(({ text }) => text);
    expect(of('p')).toEqual(['p0.', 'p1.', 'p2.']);
    expect(of('q')).toEqual(['q0.', 'q1.', 'q2.']);
  });

  test('later, from a timer, is still its own', async () => {
    const later = latch();
    const d = await debuggeeOf(
      one(() => {
        setTimeout(() => {
          process.stdout.write('late\n');
          later.open();
        }, 5);
      }),
    );
    await d.go({ input: { n: 0 } });
    await later.opened;
    flushOutput();
    expect(lines.at(-1)).toMatchObject({ text: 'late', task: { node: 'talks' } });
  });

  test('by its router is its own', async () => {
    const graph = new StateGraph(Log)
      .addNode('a', () => ({}))
      .addEdge(START, 'a')
      .addConditionalEdges('a', () => {
        process.stdout.write('choosing\n');
        return '__end__';
      })
      .compile();
    const d = await debuggeeOf(graph);
    await d.go({ input: { n: 0 } });
    expect(lines).toMatchObject([{ text: 'choosing', task: { node: 'a' } }]);
  });

  test('to the custom stream is shown, and still streamed', async () => {
    const inner = new StateGraph(Log)
      .addNode('i', (_state, config) => {
        config.writer?.({ progress: 1 });
        return {};
      })
      .addEdge(START, 'i')
      .compile();
    const seen: unknown[] = [];
    const graph = new StateGraph(Log)
      .addNode('w', async (_state, config) => {
        config.writer?.('half');
        for await (const chunk of await inner.stream({ n: 1 }, { streamMode: 'custom' }))
          seen.push(chunk);
        return {};
      })
      .addEdge(START, 'w')
      .compile();
    const plain: unknown[] = [];
    for await (const chunk of await graph.stream(
      { n: 0 },
      { streamMode: 'custom', subgraphs: false },
    )) {
      plain.push(chunk);
    }
    const inPlain = [...seen];
    seen.length = 0;
    const d = await debuggeeOf(graph);
    await d.go({ input: { n: 0 } });
    expect(seen).toEqual(inPlain);
    expect(lines).toMatchObject([
      { stream: 'custom', text: 'half', task: { node: 'w' } },
      { stream: 'custom', text: '{"progress":1}', task: { node: 'w:i' } },
    ]);
  });
});

describe('a write', () => {
  test('answers as the stream would, and calls back', async () => {
    const done = latch();
    expect(process.stdout.write('x\n', 'utf8', () => done.open())).toBe(true);
    await done.opened;
    const again = latch();
    process.stdout.write('y\n', () => again.open());
    await again.opened;
    flushOutput();
    expect(texts()).toContain('x');
  });

  test('of very much is cut, and says how much is missing', () => {
    const line = `${'x'.repeat(1023)}\n`;
    for (let i = 0; i < 4096; i += 1) process.stdout.write(line);
    flushOutput();
    const shown = lines.filter((one) => one.stream === 'stdout').length;
    expect(shown).toBeLessThan(600);
    expect(lines.at(-1)?.stream).toBe('retrograph');
    expect(lines.at(-1)?.text).toMatch(/^… 3\.\d MB more not shown$/);
  });
});

test('a rejection nobody handles is printed, and nothing ends', () => {
  process.emit('unhandledRejection', new Error('forgotten'), Promise.resolve());
  flushOutput();
  expect(lines[0]).toMatchObject({ stream: 'stderr' });
  expect(lines[0]?.text).toBe('Unhandled rejection: Error: forgotten');
  expect(texts().some((text) => text.includes('runOutput.test.ts'))).toBe(true);
});
