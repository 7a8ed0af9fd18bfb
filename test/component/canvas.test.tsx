import { act, cleanup, render, screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import type { GraphNode } from '../../core/protocol/graph.ts';
import type { Stopped } from '../../core/protocol/model.ts';
import { GraphCanvas } from '../../renderer/graph/GraphCanvas.tsx';
import type { DrawnGraph } from '../../renderer/graph/drawnGraph.ts';
import { CommandPalette } from '../../renderer/palette/CommandPalette.tsx';
import { useApp } from '../../renderer/store/store.ts';
import { graph as model, inspect, thread } from '../helpers/inspected.ts';
import { giveLayout } from '../helpers/layout.ts';

const size = { width: 600, height: 400 };
const STEP = 80;

/** One below the other, in subgraphs too: jsdom has no worker to lay anything out. */
vi.mock('../../renderer/graph/layout.ts', () => ({
  layoutGraph: async ({ nodes }: DrawnGraph) => {
    const inside = (id: string) => nodes.filter(({ parent }) => parent === id).length;
    const boxes = nodes.map(({ id, parent, width, height }) => {
      const index = nodes
        .filter((node) => node.parent === parent)
        .findIndex((node) => node.id === id);
      const above = nodes.slice(
        0,
        nodes.findIndex((node) => node.id === id),
      );
      const y = (parent === undefined ? above.length : index + 0.5) * STEP;
      return [id, { x: 10, y, width: width + 20, height: height + inside(id) * STEP }];
    });
    return { boxes: Object.fromEntries(boxes), routes: {} };
  },
}));

giveLayout(() => {
  vi.spyOn(HTMLElement.prototype, 'offsetWidth', 'get').mockReturnValue(size.width);
  vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(size.height);
  vi.stubGlobal('matchMedia', () => ({ matches: true }));
  vi.stubGlobal(
    'DOMMatrixReadOnly',
    class {
      m22 = 1;
    },
  );
});
afterEach(cleanup);

const node = (id: string, more: Partial<GraphNode> = {}): GraphNode => ({
  id,
  name: id,
  kind: 'node',
  hasSource: true,
  ...more,
});
const chain = (length: number) => Array.from({ length }, (_, index) => node(`n${index}`));

/** The canvas with these nodes, once they are drawn. */
async function draw(nodes: GraphNode[]) {
  const { store } = inspect({});
  store.setState({ graphs: { s: { ...model, nodes } } });
  render(<GraphCanvas />);
  await screen.findByRole('group', { name: nodes[0]?.id, hidden: true });
  return store;
}

const Palette = () => (useApp(({ dialog }) => dialog) === 'palette' ? <CommandPalette /> : null);

/** By the keyboard: what React Flow does with a pointer takes a real browser. */
async function press(name: string): Promise<void> {
  (await screen.findByRole('button', { name, hidden: true })).focus();
  await userEvent.keyboard('{Enter}');
}

const numbers = (element: Element | null | undefined): number[] =>
  (element instanceof HTMLElement ? element.style.transform : '').match(/-?[\d.]+/g)?.map(Number) ??
  [];
const viewport = () => numbers(document.querySelector('.react-flow__viewport'));

/** Whether a node begins in view. */
function isSeen(id: string): boolean {
  const [left = 0, top = 0, zoom = 1] = viewport();
  const [x = 0, y = 0] = numbers(document.querySelector(`.react-flow__node[data-id="${id}"]`));
  const at = { x: x * zoom + left, y: y * zoom + top };
  return at.x >= 0 && at.y >= 0 && at.x < size.width && at.y < size.height;
}

test('all of a graph is in view, also after a subgraph was closed and opened', async () => {
  const nodes = [
    node('a'),
    node('sub', { kind: 'subgraph' }),
    node('sub:x', { parent: 'sub' }),
    node('sub:y', { parent: 'sub' }),
    node('z'),
  ];
  await draw(nodes);
  const all = nodes.map(({ id }) => id);
  await waitFor(() => expect(all.filter(isSeen)).toEqual(all));
  await press('Collapse sub');
  await screen.findByRole('button', { name: 'Expand sub', hidden: true });
  await waitFor(() => expect(['a', 'sub', 'z'].filter(isSeen)).toEqual(['a', 'sub', 'z']));
  await press('Expand sub');
  await screen.findByRole('group', { name: 'sub:x', hidden: true });
  await waitFor(() => expect(all.filter(isSeen)).toEqual(all));
});

test('Fit View shows all of a graph that was too large to be read so', async () => {
  await draw(chain(30));
  await waitFor(() => expect(isSeen('n0')).toBe(true));
  expect(isSeen('n29')).toBe(false);
  await press('Fit View');
  await waitFor(() => expect(isSeen('n29')).toBe(true));
  expect(isSeen('n0')).toBe(true);
});

test('a node chosen in the palette comes into view and has the focus', async () => {
  const store = await draw(chain(30));
  render(<Palette />);
  act(() => store.getState().dialogOpened('palette'));
  await userEvent.type(screen.getByRole('combobox'), 'n25{Enter}');
  await waitFor(() => expect(isSeen('n25')).toBe(true));
  expect(document.activeElement?.getAttribute('aria-label')).toBe('n25');
});

test('the view goes to where a thread stops, if that is out of view', async () => {
  const store = await draw(chain(30));
  const stop = (node: string): void => {
    const stopped: Stopped = { reason: 'step', nodes: [node], checkpoint_id: node };
    act(() => store.setState({ threads: { s: { t: { ...thread, state: 'stopped', stopped } } } }));
  };
  await waitFor(() => expect(isSeen('n0')).toBe(true));
  const before = viewport();
  stop('n1');
  expect(viewport()).toEqual(before);
  stop('n18');
  await waitFor(() => expect(isSeen('n18')).toBe(true));
  expect(viewport()[2]).toBe(before[2]);
});
