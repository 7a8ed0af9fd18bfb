import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  truncateSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createTapeReader, createTapeWriter } from '../../../core/structure/tape.ts';

function tapePath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'retrograph-tape-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, '1');
}

test('gives back what was written, in order and once, bytes as bytes', () => {
  const path = tapePath();
  const reader = createTapeReader(path);
  expect(reader.read().messages).toEqual([]);
  const writer = createTapeWriter(path);
  writer.write(['a', new Uint8Array([1, 2]), undefined, -0]);
  writer.write(new Map([['b', 1n]]));
  const [first, second] = reader.read().messages as [unknown[], unknown];
  expect([...(first[1] as Uint8Array)]).toEqual([1, 2]);
  expect(first.slice(2)).toEqual([undefined, -0]);
  expect(second).toEqual(new Map([['b', 1n]]));
  expect(reader.read().messages).toEqual([]);
  writer.write('c');
  expect(reader.read().messages).toEqual(['c']);
});

test('a message that was cut off is no message, and what is whole before it is', () => {
  const path = tapePath();
  const writer = createTapeWriter(path);
  const whole = writer.write('whole');
  const cut = writer.write('cut off');
  truncateSync(`${path}.0`, whole + cut - 1);
  expect(createTapeReader(path).read().messages).toEqual(['whole']);
  truncateSync(`${path}.0`, whole + 2);
  expect(createTapeReader(path).read().messages).toEqual(['whole']);
});

test('goes on reel after reel; those that were passed are gone, and nobody reads them again', () => {
  const path = tapePath();
  const writer = createTapeWriter(path, 20);
  const reader = createTapeReader(path);
  const all = Array.from({ length: 10 }, (_, index) => `message ${index}`);
  for (const message of all.slice(0, 4)) writer.write(message);
  const { messages, mark } = reader.read();
  expect(messages).toEqual(all.slice(0, 4));
  expect(mark.reel).toBeGreaterThan(0);
  for (const message of all.slice(4)) writer.write(message);
  reader.passed(mark);
  expect(existsSync(`${path}.0`)).toBe(false);
  expect(createTapeReader(path).read().messages).toEqual(all.slice(4));
  expect(reader.read().messages).toEqual(all.slice(4));
  reader.remove();
  expect(readdirSync(join(path, '..'))).toEqual([]);
});

test('a mark that is cut off counts as none', () => {
  const path = tapePath();
  createTapeWriter(path).write('a');
  appendFileSync(`${path}.mark`, 'short');
  expect(createTapeReader(path).read().messages).toEqual(['a']);
});
