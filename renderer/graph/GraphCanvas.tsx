import {
  Background,
  BackgroundVariant,
  Controls,
  ControlButton,
  ReactFlow,
  ReactFlowProvider,
  applyNodeChanges,
  type NodeChange,
} from '@xyflow/react';
import '@xyflow/react/dist/style.css';
import { Maximize, Undo2 } from 'lucide-react';
import { useCallback, useLayoutEffect, useMemo, useState } from 'react';
import { activeSession, neverRuns as selectNeverRuns } from '../store/selectors.ts';
import { useApp, type AppState } from '../store/store.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { DotMenu } from './DotMenu.tsx';
import { EdgeMarkers, EdgeView } from './EdgeView.tsx';
import { keepMeasured, toFlowEdges, toFlowNodes, type FlowNode } from './flowElements.ts';
import styles from './Graph.module.css';
import { Loading } from './Loading.tsx';
import { NodeView } from './NodeView.tsx';
import { OverviewMap } from './OverviewMap.tsx';
import { placeBoxes } from './picture.ts';
import { SubgraphView } from './SubgraphView.tsx';
import { TerminalView } from './TerminalView.tsx';
import { useDrawnGraph } from './useDrawnGraph.ts';
import { useFitted } from './useFitted.ts';
import { useRevealed } from './useRevealed.ts';

const nodeTypes = { node: NodeView, terminal: TerminalView, subgraph: SubgraphView };
const edgeTypes = { edge: EdgeView };
const nowhere = {};
const onlyThoseThatWrote = 'Of a database only the nodes that wrote something are known.';

const selectIsStarting = (state: AppState) => activeSession(state)?.phase === 'starting';
const selectPositions = (state: AppState) => state.positions[state.sessionId ?? ''] ?? nowhere;
const selectNodeFocused = (state: AppState) => state.nodeFocused;
const selectNodeDragged = (state: AppState) => state.nodeDragged;
const selectLayoutReset = (state: AppState) => state.layoutReset;

/** The graph of the active session, drawn with React Flow: boxes, routes, statuses and breakpoints. */
export function GraphCanvas() {
  return (
    <ReactFlowProvider>
      <DotMenu>
        <Canvas />
      </DotMenu>
    </ReactFlowProvider>
  );
}

function Canvas() {
  const { drawn, isCurrent } = useDrawnGraph();
  const positions = useApp(selectPositions);
  const nodeFocused = useApp(selectNodeFocused);
  const nodeDragged = useApp(selectNodeDragged);
  const layoutReset = useApp(selectLayoutReset);
  const isStarting = useApp(selectIsStarting);
  const neverRuns = useApp(selectNeverRuns);
  const picture = useMemo(
    () => drawn && { ...drawn, boxes: placeBoxes(drawn.graph, drawn.layout, positions) },
    [drawn, positions],
  );
  const { view, minZoom, onMove, onFitView } = useFitted(picture);
  const onFocus = useRevealed(picture, isCurrent, view);

  const [nodes, setNodes] = useState<FlowNode[]>([]);
  // Before anything is painted: where the view goes, its nodes are.
  useLayoutEffect(() => {
    setNodes((before) =>
      drawn ? keepMeasured(before, toFlowNodes(drawn.graph, drawn.layout, positions)) : [],
    );
  }, [drawn, positions]);
  const edges = useMemo(() => (drawn ? toFlowEdges(drawn.graph, drawn.layout) : []), [drawn]);

  const onNodesChange = useCallback(
    (changes: NodeChange<FlowNode>[]) => setNodes((now) => applyNodeChanges(changes, now)),
    [],
  );
  const moved = Object.keys(positions).length > 0;

  return (
    <section className={styles.canvas} aria-label="Graph" aria-busy={!drawn} onFocus={onFocus}>
      <EdgeMarkers />
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onNodesChange={onNodesChange}
        onNodeDragStop={(_event, node) => void nodeDragged(node.id, node.position)}
        onNodeClick={(_event, node) => nodeFocused(node.data.drawn.node)}
        onMove={onMove}
        onPaneClick={() => nodeFocused(undefined)}
        nodesConnectable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        deleteKeyCode={null}
        disableKeyboardA11y
        minZoom={minZoom}
        maxZoom={2.5}
        proOptions={{ hideAttribution: true }}
      >
        <Background variant={BackgroundVariant.Dots} gap={18} size={1} />
        {nodes.length > 0 && (
          <>
            {picture && <OverviewMap picture={picture} />}
            <Controls showInteractive={false} showFitView={false}>
              <ControlButton onClick={onFitView} title="Fit View" aria-label="Fit View">
                <Maximize />
              </ControlButton>
              {moved && (
                <ControlButton
                  onClick={() => void layoutReset()}
                  title="Arrange automatically"
                  aria-label="Arrange automatically"
                >
                  <Undo2 />
                </ControlButton>
              )}
            </Controls>
          </>
        )}
      </ReactFlow>
      {!drawn && isStarting && <Loading />}
      {drawn?.graph.nodes.length === 0 && (
        <div className={styles.nothing}>
          <EmptyState title="No nodes to draw">{neverRuns && onlyThoseThatWrote}</EmptyState>
        </div>
      )}
    </section>
  );
}
