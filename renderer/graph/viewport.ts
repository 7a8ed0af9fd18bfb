import { getViewportForBounds, type Viewport } from '@xyflow/react';
import type { Box } from './layout.ts';
import type { Picture } from './picture.ts';

/** Of the canvas, in pixels. */
export interface Size {
  width: number;
  height: number;
}

const PADDING = 0.12;
const LARGEST = 1.15;
/** Names cannot be read at a smaller zoom. */
const LEGIBLE = 0.35;
/** Where what cannot be read is looked at instead. */
const COMFORTABLE = 0.8;
const MARGIN = 40;

/** In pixels; React Flow computes with these, so a stylesheet may not set them. */
export const minimapSize: Size = { width: 132, height: 88 };
const MINIMAP_MARGIN = 10;
/** A minimap on less would lie on what is looked at. */
const ROOMY: Size = { width: 560, height: 400 };

export const isLegible = ({ zoom }: Viewport): boolean => zoom >= LEGIBLE;

/** What of a graph a canvas is to show. */
export type Aim = (picture: Picture, size: Size) => Viewport;

/** All of it, at whatever zoom that takes. */
export const wholeView: Aim = ({ boxes }, { width, height }) =>
  getViewportForBounds(boundsOf(boxes), width, height, 0, LARGEST, PADDING);

/** Where it starts, at a zoom at which it can be read. */
export const startView: Aim = (picture, size) => {
  const first = firstBox(picture);
  if (!first) return wholeView(picture, size);
  const zoom = COMFORTABLE;
  return { ...centred(first, size, zoom), y: MARGIN - first.y * zoom };
};

/** How a graph is first seen: all of it, or where it starts if its names could not be read then. */
export const firstAim = (picture: Picture, size: Size): Aim =>
  isLegible(wholeView(picture, size)) ? wholeView : startView;

/**
 * The view in which what is looked at stays where it is when the graph is laid out anew: what was folded, else what
 * is nearest to the middle. Undefined when nothing of the old graph is in the new one.
 */
export function steadyView(
  before: Picture,
  after: Picture,
  view: Viewport,
  size: Size,
): Viewport | undefined {
  const kept = before.graph.nodes.flatMap(({ id, closed }) => {
    const from = before.boxes.get(id);
    const to = after.boxes.get(id);
    if (!from || !to) return [];
    const { x, y, width, height } = onScreen(from, view);
    const away = Math.hypot(x + width / 2 - size.width / 2, y + height / 2 - size.height / 2);
    const isFolded = after.graph.nodes.some((node) => node.id === id && node.closed !== closed);
    return { from, to, away: isFolded ? -1 : away };
  });
  const [nearest] = kept.sort((one, other) => one.away - other.away);
  if (!nearest) return undefined;
  const { from, to } = nearest;
  const { zoom } = view;
  return { zoom, x: view.x + (from.x - to.x) * zoom, y: view.y + (from.y - to.y) * zoom };
}

/** `view`, moved until a box is in its middle, and brought nearer only where names could not be read. */
export function viewOf(box: Box, view: Viewport, size: Size): Viewport {
  const zoom = isLegible(view) ? view.zoom : COMFORTABLE;
  return centred(headOf(box, size, zoom), size, zoom);
}

/** Whether all of a box can be seen; of one that is larger than the canvas, where it begins. */
export function isInView(picture: Picture, box: Box, view: Viewport, size: Size): boolean {
  const head = onScreen(headOf(box, size, view.zoom), view);
  const canvas = { x: 0, y: 0, ...size };
  return isWithin(head, canvas) && !(hasMinimap(picture, view, size) && isUnderMinimap(head, size));
}

/** A minimap is worth its place where there is much of it, and something to see that is out of view. */
export function hasMinimap({ boxes }: Picture, view: Viewport, size: Size): boolean {
  if (size.width < ROOMY.width || size.height < ROOMY.height) return false;
  return !isWithin(onScreen(boundsOf(boxes), view), { x: 0, y: 0, ...size });
}

const isUnderMinimap = ({ x, y, width, height }: Box, size: Size): boolean =>
  x + width > size.width - minimapSize.width - MINIMAP_MARGIN &&
  y + height > size.height - minimapSize.height - MINIMAP_MARGIN;

const isWithin = (inner: Box, outer: Box): boolean =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;

const onScreen = ({ x, y, width, height }: Box, view: Viewport): Box => ({
  x: x * view.zoom + view.x,
  y: y * view.zoom + view.y,
  width: width * view.zoom,
  height: height * view.zoom,
});

const centred = ({ x, y, width, height }: Box, size: Size, zoom: number): Viewport => ({
  x: size.width / 2 - (x + width / 2) * zoom,
  y: size.height / 2 - (y + height / 2) * zoom,
  zoom,
});

/** As much of a box as the canvas holds; a subgraph's name is where it begins. */
const headOf = (box: Box, size: Size, zoom: number): Box => ({
  ...box,
  width: Math.min(box.width, Math.max(0, size.width - 2 * MARGIN) / zoom),
  height: Math.min(box.height, Math.max(0, size.height - 2 * MARGIN) / zoom),
});

function firstBox({ graph, boxes }: Picture): Box | undefined {
  const start = graph.nodes.find(({ kind, parent }) => kind === 'start' && parent === undefined);
  const highest = [...boxes.values()].sort((one, other) => one.y - other.y)[0];
  return (start && boxes.get(start.id)) ?? highest;
}

function boundsOf(boxes: Picture['boxes']): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y, width, height } of boxes.values()) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x + width);
    bottom = Math.max(bottom, y + height);
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}
