import { MiniMap, useStore } from '@xyflow/react';
import styles from './Graph.module.css';
import type { Picture } from './picture.ts';
import { hasMinimap, minimapSize } from './viewport.ts';

/** The minimap, while there is something out of view and room for it. To be used inside `ReactFlow`. */
export function OverviewMap({ picture }: { picture: Picture }) {
  const isShown = useStore(({ transform: [x, y, zoom], width, height }) =>
    hasMinimap(picture, { x, y, zoom }, { width, height }),
  );
  if (!isShown) return null;
  return (
    <MiniMap pannable zoomable className={styles.minimap} style={minimapSize} ariaLabel="Minimap" />
  );
}
