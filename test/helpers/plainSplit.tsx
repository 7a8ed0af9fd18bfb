import type { Pane } from '../../renderer/ui/Split.tsx';

/** Stands for `Split.tsx` in jsdom, where every border lies under the pointer. */
export const Split = ({ panes }: { panes: Pane[] }) =>
  panes.map(({ id, content }) => <div key={id}>{content}</div>);
