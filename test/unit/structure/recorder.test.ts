import { AIMessage, HumanMessage, ToolMessage, type BaseMessage } from '@langchain/core/messages';
import { Send } from '@langchain/langgraph';
import { describe, expect, it } from 'vitest';
import { randomOf } from '../../helpers/random.ts';
import { createStructureMemory, stateOf, write } from '../../helpers/structureMemory.ts';

const words = (random: (below: number) => number, count: number) =>
  Array.from({ length: count }, () => random(1e9).toString(36)).join(' ');

class Celsius {
  readonly degrees: number;
  constructor(degrees: number) {
    this.degrees = degrees;
  }
  toJSON() {
    return { celsius: this.degrees };
  }
}

function anything(random: (below: number) => number, depth = 0): unknown {
  switch (random(depth > 3 ? 7 : 19)) {
    case 0:
      return random(100);
    case 1:
      return words(random, random(3));
    case 2:
      return null;
    case 3:
      return undefined;
    case 4:
      return random(2) === 0;
    case 5:
      return words(random, 30 + random(200));
    case 6:
      return [Number.NaN, -0, Infinity, '\u0001 "\\ \u2028 \uD800'][random(4)];
    case 7:
      return new Date(random(1e9));
    case 8:
      return /a+b/gi;
    case 9:
      return new Map<unknown, unknown>([
        [words(random, 1), anything(random, depth + 1)],
        [1, { a: 2 }],
      ]);
    case 10:
      return new Set([anything(random, depth + 1), 3]);
    case 11:
      return new Uint8Array([random(256), 2, 3]);
    case 12:
      return new Error(words(random, 2));
    case 13:
      return new AIMessage({
        content: words(random, 40),
        tool_calls: [{ name: 'a', args: { b: anything(random, 4) as string }, id: 'c' }],
      });
    case 14:
      return new Celsius(random(50));
    case 15:
      return new Send('node', { a: anything(random, depth + 1) });
    case 16:
    case 17:
      return Array.from({ length: random(6) }, () => anything(random, depth + 1));
    default:
      return Object.fromEntries(
        Array.from({ length: random(6) }, (_, i) => [`k${i}`, anything(random, depth + 1)]),
      );
  }
}

/** Changes something somewhere inside, as a node that mutates its input does. */
function mutate(value: unknown, random: (below: number) => number): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    const at = random(value.length + 1);
    const how = random(5);
    if (how === 0) value.push(anything(random, 2));
    else if (how === 1) value.splice(at, 1);
    else if (how === 2) value.unshift(anything(random, 2));
    else if (how === 3) value[at] = anything(random, 2);
    else mutate(value[at], random);
  } else if (value instanceof Map) value.set(words(random, 1), anything(random, 3));
  else if (value instanceof Set) value.add(random(1000));
  else if (value instanceof Uint8Array) value[0] = random(256);
  else if (value instanceof Date) value.setTime(random(1e9));
  else if (value instanceof Error) value.message = words(random, 1);
  else if (value instanceof AIMessage) {
    if (random(2) === 0) value.content = words(random, 20);
    else value.response_metadata[`m${random(3)}`] = random(50);
  } else if (value instanceof Send) mutate(value.args, random);
  else {
    const object = value as Record<string, unknown>;
    const keys = Object.keys(object);
    const key = keys[random(keys.length)] ?? 'new';
    if (value instanceof Celsius) Object.assign(value, { degrees: random(50) });
    else if (random(4) === 0) delete object[key];
    else if (random(2) === 0) object[`n${random(4)}`] = anything(random, 2);
    else mutate(object[key], random);
  }
}

/** Another object with the same in it, its text too. */
const readAgain = <T extends { text: unknown }>(item: T): T => ({
  ...item,
  ...(typeof item.text === 'string' && { text: Buffer.from(item.text).toString() }),
});

describe('what is read back is what the serializer wrote', () => {
  it.each(Array.from({ length: 60 }, (_, seed) => seed))(
    'of a mutated history, seed %i',
    (seed) => {
      const random = randomOf(seed + 1);
      const memory = createStructureMemory();
      const expected = new Map<string, Record<string, string | undefined>>();
      let values: Record<string, unknown> = {};
      let parent: string | undefined;
      for (let step = 0; step < 90; step++) {
        const channel = `c${random(5)}`;
        const how = random(8);
        if (how === 0) values = { ...values, [channel]: anything(random) };
        else if (how === 1) delete values[channel];
        else if (how < 4) {
          const list = Array.isArray(values[channel]) ? (values[channel] as unknown[]) : [];
          values = { ...values, [channel]: [...list, anything(random)] };
        } else mutate(values[channel], random);
        const id = `s${step}`;
        if (parent !== undefined) {
          const value = random(2) === 0 ? values[channel] : [anything(random)];
          expect(memory.write(parent, channel, value)).toBe(write(value));
        }
        memory.put(id, parent, stateOf({ ...values }));
        expected.set(
          id,
          Object.fromEntries(Object.entries(values).map(([key, value]) => [key, write(value)])),
        );
        const back = random(12) === 0 ? `s${random(step + 1)}` : id;
        parent = back;
        if (random(20) === 0) memory.recorder.reset();
      }
      for (const [id, texts] of expected) {
        for (const channel of Object.keys({ ...texts, ...memory.header(id).refs })) {
          expect(memory.text(id, channel)).toBe(texts[channel]);
        }
      }
    },
  );

  it.each(Array.from({ length: 30 }, (_, seed) => seed))(
    'of values that are built alike and some of them changed, seed %i',
    (seed) => {
      const random = randomOf(seed + 1000);
      const memory = createStructureMemory();
      const item = () => ({
        i: random(9),
        done: random(2) === 0,
        text: words(random, 8 + random(90)),
      });
      let doc = { title: 'doc', sections: Array.from({ length: 30 }, item) };
      let list = Array.from({ length: 10 }, item);
      for (let step = 0; step < 60; step++) {
        const one = doc.sections[random(30)];
        if (step > 0) {
          const added = Array.from({ length: random(4) }, item);
          const wrote = [...added, ...(random(3) === 0 && one ? [one] : [])];
          expect(memory.write(`s${step - 1}`, 'list', wrote)).toBe(write(wrote));
          if (random(4) === 0) mutate(wrote[0], random);
          list = [...list, ...wrote];
        }
        const how = random(4);
        if (how === 0 && one) one.i += 1;
        else if (how === 1) mutate(one, random);
        else if (how === 2) mutate(list[random(list.length)], random);
        if (random(6) === 0) {
          doc = { ...doc, sections: doc.sections.map(readAgain) };
          list = list.map(readAgain);
        }
        memory.put(`s${step}`, step === 0 ? undefined : `s${step - 1}`, stateOf({ doc, list }));
        expect(memory.text(`s${step}`, 'doc')).toBe(write(doc));
        expect(memory.text(`s${step}`, 'list')).toBe(write(list));
      }
    },
  );

  it('of values that lead back to themselves', () => {
    const memory = createStructureMemory();
    const loop: unknown[] = [{ a: 1 }];
    loop.push({ loop });
    memory.put('a', undefined, stateOf({ loop }));
    expect(memory.text('a', 'loop')).toBe(write(loop));
    loop.push(3);
    memory.put('b', 'a', stateOf({ loop }));
    expect(memory.text('b', 'loop')).toBe(write(loop));
  });
});

describe('a step costs what it changes', () => {
  const message = (i: number) => new AIMessage({ id: `m${i}`, content: `${i} `.repeat(300) });

  it('when a list grows by what a task wrote', () => {
    const memory = createStructureMemory();
    const messages = Array.from({ length: 500 }, (_, i) => message(i));
    memory.put('s0', undefined, stateOf({ messages }));
    const before = memory.written();
    const added = message(500);
    memory.write('s0', 'messages', [added]);
    memory.put('s1', 's0', stateOf({ messages: [...messages, added] }));
    expect(memory.written() - before).toBeLessThan((write(added) ?? '').length + 400);
  });

  it('when nothing changed', () => {
    const memory = createStructureMemory();
    const doc = { sections: Array.from({ length: 50 }, (_, i) => ({ i, text: 'x'.repeat(2000) })) };
    memory.put('s0', undefined, stateOf({ doc, n: 0 }));
    const before = memory.written();
    memory.put('s1', 's0', stateOf({ doc, n: 1 }));
    expect(memory.written() - before).toBeLessThan(120);
  });

  it('when a part of a large value is mutated in place', () => {
    const memory = createStructureMemory();
    const doc = {
      sections: Array.from({ length: 50 }, (_, i) => ({ i, text: `${i}`.repeat(2000) })),
    };
    memory.put('s0', undefined, stateOf({ doc }));
    const before = memory.written();
    Object.assign(doc.sections[7] as object, { done: true });
    memory.put('s1', 's0', stateOf({ doc }));
    expect(memory.text('s1', 'doc')).toBe(write(doc));
    expect(memory.written() - before).toBeLessThan(3000);
  });

  it.each([
    ['an object', (log: string): unknown => ({ log })],
    ['a text', (log: string): unknown => log],
  ])('when %s that tasks write anew grows', (_, make) => {
    const memory = createStructureMemory();
    let log = 'begun '.repeat(300);
    memory.put('s0', undefined, stateOf({ notes: make(log) }));
    const before = memory.written();
    for (let step = 1; step <= 60; step++) {
      log += `line ${step} `.repeat(20);
      const notes = make(log);
      memory.write(`s${step - 1}`, 'notes', notes);
      memory.put(`s${step}`, `s${step - 1}`, stateOf({ notes }));
      expect(memory.text(`s${step}`, 'notes')).toBe(write(notes));
    }
    expect((memory.written() - before) / 60).toBeLessThan(1000);
  });

  it('when a window slides', () => {
    const memory = createStructureMemory();
    let recent = Array.from({ length: 40 }, (_, i) => message(i));
    memory.put('s0', undefined, stateOf({ recent }));
    const before = memory.written();
    recent = [...recent.slice(1), message(40)];
    memory.put('s1', 's0', stateOf({ recent }));
    expect(memory.written() - before).toBeLessThan((write(message(40)) ?? '').length + 300);
  });

  it('when one message in the middle is replaced', () => {
    const memory = createStructureMemory();
    const messages: BaseMessage[] = Array.from({ length: 500 }, (_, i) => message(i));
    memory.put('s0', undefined, stateOf({ messages }));
    let before = memory.written();
    let parent = 's0';
    for (let step = 1; step < 100; step++) {
      messages[(step * 37) % 500] = new HumanMessage({ id: `h${step}`, content: 'changed' });
      memory.put(`s${step}`, parent, stateOf({ messages: [...messages] }));
      parent = `s${step}`;
      expect(memory.text(parent, 'messages')).toBe(write(messages));
    }
    before = memory.written() - before;
    expect(before / 99).toBeLessThan(1200);
  });

  it('when a text grows', () => {
    const memory = createStructureMemory();
    let report = 'a'.repeat(5000);
    memory.put('s0', undefined, stateOf({ report }));
    const before = memory.written();
    for (let step = 1; step <= 50; step++) {
      report += ` and ${step} more`;
      memory.write(`s${step - 1}`, 'report', report);
      memory.put(`s${step}`, `s${step - 1}`, stateOf({ report }));
      expect(memory.text(`s${step}`, 'report')).toBe(write(report));
    }
    expect((memory.written() - before) / 50).toBeLessThan(500);
  });
});

describe('what a checkpoint cannot hold', () => {
  it('is refused with its path', () => {
    const memory = createStructureMemory();
    const state = stateOf({ rows: [{ ok: 1 }, { nested: new Map([['id', { n: 10n }]]) }] });
    expect(() => memory.put('a', undefined, state)).toThrow(
      'state.rows[1].nested.id.n is a BigInt, which a checkpoint cannot hold.',
    );
    expect(() => memory.write('a', 'x', 3n)).toThrow('state.x is a BigInt');
    memory.put(
      'b',
      undefined,
      stateOf({ rows: [new ToolMessage({ content: 'a', tool_call_id: 'b' })] }),
    );
  });
});
