import { useEffect } from 'react';
import type { GraphModel } from '../../core/protocol/graph.ts';
import { activeGraph, activeThread, whyNot } from '../store/selectors.ts';
import { sourceKey } from '../store/sources.ts';
import { type AppState, useApp } from '../store/store.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { CodeEditor } from './editors/CodeEditor.tsx';
import styles from './Inspector.module.css';

/** The node in focus, else the one where the thread stands. */
const sourceNode = (state: AppState) => state.node ?? activeThread(state)?.stopped?.nodes[0];
const sourceWanted = (state: AppState) => state.sourceWanted;
const source = (state: AppState) => {
  const node = sourceNode(state);
  return node === undefined ? undefined : state.sources[sourceKey(state.sessionId, node)];
};

const selectWhyNot = whyNot('source');

/** Functional tasks are in no graph, and have one. */
const mayHaveSource = (graph: GraphModel | null | undefined, node: string | undefined): boolean =>
  graph?.nodes.find((one) => one.id === node)?.hasSource ?? true;

/** The source of a node, at its first line. */
export function SourceTab() {
  const node = useApp(sourceNode);
  const graph = useApp(activeGraph);
  const known = useApp(source);
  const read = useApp(sourceWanted);
  const why = useApp(selectWhyNot);
  const hasSource = mayHaveSource(graph, node);

  // A new graph may come from a changed file.
  useEffect(() => {
    if (node !== undefined && !why && mayHaveSource(graph, node)) void read(node);
  }, [node, graph, why, read]);

  if (why) return <EmptyState title={why} />;
  if (node === undefined) return <EmptyState title="Select a node to see its source." />;
  if (!hasSource) return <EmptyState title={`${node} has no source of its own.`} />;
  if (!known) return <EmptyState title="Reading…" />;
  if (known.state === 'failed') {
    return <EmptyState title={known.error.message}>{known.error.hint}</EmptyState>;
  }
  const { file, line, text, language } = known.location;
  const name = file.split(/[\\/]/).pop();
  return (
    <div className={styles.source}>
      <header className={styles.file} title={file}>
        <span className={styles.step}>{node}</span>
        <span className={styles.facts}>
          {name}:{line}
        </span>
      </header>
      <div className={styles.code}>
        <CodeEditor
          key={file}
          label={`Source of ${node}`}
          value={text}
          language={language}
          line={line}
          lineNumbers
        />
      </div>
    </div>
  );
}
