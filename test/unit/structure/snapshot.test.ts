import { DeltaSnapshot } from '@langchain/langgraph-checkpoint';
import { expect, test } from 'vitest';
import { createStructureMemory, stateOf, write } from '../../helpers/structureMemory.ts';

const element = (i: number) => ({ id: `m${i}`, text: String(i).padStart(400) });

test('a snapshot of a list that grows costs what was added, and is read as it was written', () => {
  const memory = createStructureMemory();
  const list: object[] = [];
  const added: number[] = [];
  for (let step = 0; step < 200; step++) {
    list.push(element(step));
    if (step === 60) list[3] = { id: 'm3', text: 'changed' };
    const before = memory.written();
    const snapshot = new DeltaSnapshot([...list]);
    memory.put(`c${step}`, step > 0 ? `c${step - 1}` : undefined, stateOf({ list: snapshot }));
    added.push(memory.written() - before);
    expect(memory.text(`c${step}`, 'list')).toBe(write(snapshot));
  }
  expect(added[190]).toBeLessThan((added[10] ?? 0) + 50);
});

test('a snapshot and the plain list of the same elements are told apart', () => {
  const memory = createStructureMemory();
  const list = Array.from({ length: 20 }, (_, i) => element(i));
  const values = [
    list,
    new DeltaSnapshot(list),
    list,
    { lc: 2, type: 'delta_snapshot', value: list },
  ];
  for (const [index, value] of values.entries()) {
    memory.put(`c${index}`, index > 0 ? `c${index - 1}` : undefined, stateOf({ list: value }));
    expect(memory.text(`c${index}`, 'list')).toBe(write(value));
  }
});

test.each([
  ['empty', new DeltaSnapshot([])],
  ['no list', new DeltaSnapshot({ a: [element(1), element(2)] })],
  ['named like one', { lg_name: 'DeltaSnapshot', value: [element(1)] }],
  ['with more in it', { lc: 2, type: 'delta_snapshot', value: [element(1)], more: 1 }],
])('a snapshot that is %s is stored as LangGraph writes it', (_, value) => {
  const memory = createStructureMemory();
  memory.put('c1', undefined, stateOf({ value }));
  expect(memory.text('c1', 'value')).toBe(write(value));
});
