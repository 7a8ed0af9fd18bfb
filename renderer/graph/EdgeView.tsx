import { BaseEdge, EdgeLabelRenderer, getSmoothStepPath, type EdgeProps } from '@xyflow/react';
import { memo } from 'react';
import type { DrawnEdge } from './drawnGraph.ts';
import { BreakpointDot } from './BreakpointDot.tsx';
import { middleOf, roundedPath } from './edgePath.ts';
import type { FlowEdge } from './flowElements.ts';
import styles from './Graph.module.css';
import type { Point } from './layout.ts';

const near = (x: number, y: number, point: Point | undefined): boolean =>
  point !== undefined && Math.abs(x - point.x) < 2 && Math.abs(y - point.y) < 6;

/** What leads in from outside is no task's to take, and a call is no edge of the graph. */
const mayBreak = ({ kind, folded, source }: DrawnEdge): boolean =>
  kind !== 'call' && !folded && !source.endsWith('__start__');

/** An edge on the route the layout found; straightened out by React Flow once one of its ends is dragged away. */
export const EdgeView = memo(function EdgeView(props: EdgeProps<FlowEdge>) {
  const { data, sourceX, sourceY, targetX, targetY } = props;
  if (!data) return null;
  const { drawn, route, from, to } = data;
  const onRoute = route && near(sourceX, sourceY, from) && near(targetX, targetY, to);
  const [straight, labelX, labelY] = getSmoothStepPath({ ...props, borderRadius: 8 });
  const box = onRoute ? route.label : undefined;
  const middle = box
    ? { x: box.x + box.width / 2, y: box.y + box.height / 2 }
    : (onRoute && middleOf(route.points)) || { x: labelX, y: labelY };
  const className = [styles.edge, styles[drawn.kind], drawn.taken && styles.taken].join(' ');
  return (
    <>
      <BaseEdge
        id={props.id}
        path={onRoute ? roundedPath(route.points) : straight}
        className={className}
        markerEnd={`url(#${drawn.kind === 'join' ? 'retrograph-join' : 'retrograph-arrow'})`}
      />
      <EdgeLabelRenderer>
        <span
          className={styles.onEdge}
          style={{ transform: `translate(-50%, -50%) translate(${middle.x}px, ${middle.y}px)` }}
        >
          {mayBreak(drawn) && (
            <BreakpointDot node={drawn.source} to={drawn.target} when="after" box={drawn.id} />
          )}
          {drawn.label && <span className={styles.label}>{drawn.label}</span>}
        </span>
      </EdgeLabelRenderer>
    </>
  );
});

/** Arrow heads, once per canvas: they take the edge's own colour. */
export function EdgeMarkers() {
  return (
    <svg className={styles.markers} aria-hidden="true">
      <defs>
        <marker
          id="retrograph-arrow"
          viewBox="0 0 10 10"
          refX="9"
          refY="5"
          markerWidth="7"
          markerHeight="7"
          orient="auto-start-reverse"
        >
          <path d="M 1 1 L 9 5 L 1 9 z" fill="context-stroke" />
        </marker>
        <marker
          id="retrograph-join"
          viewBox="0 0 10 10"
          refX="9"
          refY="5"
          markerWidth="9"
          markerHeight="9"
          orient="auto-start-reverse"
        >
          <path d="M 1 5 L 5 1 L 9 5 L 5 9 z" fill="context-stroke" />
        </marker>
      </defs>
    </svg>
  );
}
