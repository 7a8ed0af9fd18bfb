import { Fragment, type ReactNode } from 'react';
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels';
import styles from './Split.module.css';

export interface Pane {
  id: string;
  /** What it starts with: pixels, or a percentage as text. Absent = what is left. */
  size?: number | string;
  /** Pixels. */
  min: number;
  /** Keeps its pixels when the window is resized, instead of its share. */
  keepsPixels?: boolean;
  content: ReactNode;
}

interface SplitProps {
  /** What this browser remembers the sizes under. */
  id: string;
  orientation: 'horizontal' | 'vertical';
  panes: Pane[];
}

/** Panes side by side or stacked, with borders to drag between them. */
export function Split({ id, orientation, panes }: SplitProps) {
  const { defaultLayout, onLayoutChanged } = useDefaultLayout({
    id: `retrograph.${id}`,
    panelIds: panes.map((pane) => pane.id),
    storage: localStorage,
    onlySaveAfterUserInteractions: true,
  });
  return (
    <Group
      id={id}
      className={styles.group}
      orientation={orientation}
      defaultLayout={defaultLayout}
      onLayoutChanged={onLayoutChanged}
    >
      {panes.map((pane, index) => (
        <Fragment key={pane.id}>
          {index > 0 && <Separator className={styles.separator} />}
          <Panel
            id={pane.id}
            className={styles.pane}
            defaultSize={pane.size}
            minSize={pane.min}
            groupResizeBehavior={pane.keepsPixels ? 'preserve-pixel-size' : undefined}
          >
            {pane.content}
          </Panel>
        </Fragment>
      ))}
    </Group>
  );
}
