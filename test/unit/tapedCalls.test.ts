import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createTapedCalls } from '../../core/adapters/local/tapedCalls.ts';
import type { PutWrites, TapedCall } from '../../core/runner/messages.ts';
import { createTapeReader, createTapeWriter } from '../../core/structure/tape.ts';

const put = (thread_id: string, task_id: string): TapedCall => {
  const writes: PutWrites = {
    thread_id,
    checkpoint_ns: '',
    checkpoint_id: 'c',
    task_id,
    task_path: '',
    writes: [],
  };
  return ['putWrites', writes];
};

/** A runner's end of a tape, and what core is called with; a task named `bad` is refused. */
function taped() {
  const folder = mkdtempSync(join(tmpdir(), 'retrograph-tape-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, '1');
  const writer = createTapeWriter(path);
  const called: string[] = [];
  const refusals: [string, unknown][] = [];
  let tell = () => {};
  const threeCalled = new Promise<void>((resolve) => (tell = resolve));
  const calls = createTapedCalls(
    path,
    async (name, argument) => {
      const { thread_id, task_id } = argument as PutWrites;
      called.push(name === 'emit' ? 'emit' : `${thread_id} ${task_id}`);
      if (task_id === 'bad') throw new Error('The disk is full.');
      if (called.length === 3) tell();
    },
    (threadId, error) => refusals.push([threadId, error]),
  );
  onTestFinished(() => calls.end());
  const write = (...turn: TapedCall[]) => void writer.write(turn);
  return { folder, path, write, calls, called, refusals, threeCalled };
}

test('what is written after a look is found without being told again', async () => {
  const { write, calls, called, threeCalled } = taped();
  write(put('a', '1'));
  calls.drain();
  expect(called).toEqual(['a 1']);
  write(put('a', '2'), ['emit', []]);
  await threeCalled;
  expect(called).toEqual(['a 1', 'a 2', 'emit']);
});

test('what follows something refused is let go, in its thread and until it was heard', async () => {
  const { write, calls, called, refusals } = taped();
  write(put('a', 'bad'));
  await expect(calls.stored('a')).rejects.toThrow('The disk is full.');
  await calls.stored('b');
  expect(refusals).toEqual([['a', new Error('The disk is full.')]]);
  write(put('a', 'after it'));
  write(put('b', 'other thread'));
  write(['forgot', 'a'], put('a', 'anew'));
  await calls.stored('a');
  expect(called).toEqual(['a bad', 'b other thread', 'a anew']);
  expect(refusals).toHaveLength(1);
});

test('what is stored is not read by the next core; what is not is', async () => {
  const { path, write, calls } = taped();
  write(put('a', '1'));
  await calls.stored('a');
  write(put('a', '2'));
  expect(createTapeReader(path).read().messages).toEqual([[put('a', '2')]]);
});

test('at the end everything is called, and the tape is gone', async () => {
  const { folder, write, calls, called } = taped();
  write(put('a', '1'));
  await calls.end();
  expect(called).toEqual(['a 1']);
  expect(readdirSync(folder)).toEqual([]);
});
