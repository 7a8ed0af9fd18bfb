import { Copy, PencilLine, Trash2 } from 'lucide-react';
import type { ThreadInfo } from '../../core/protocol/model.ts';
import type { MenuEntry } from '../ui/Menu.tsx';

interface ThreadMenuActs {
  /** Why it can be neither renamed nor deleted. */
  fixed?: string;
  onRename: () => void;
  onDelete: () => void;
}

/** What a right click on a thread offers. */
export function threadMenu(thread: ThreadInfo, acts: ThreadMenuActs): MenuEntry[] {
  const runs = thread.state === 'running';
  return [
    {
      label: 'Rename',
      keys: 'F2',
      icon: <PencilLine size={13} />,
      why: acts.fixed,
      leads: true,
      onSelect: acts.onRename,
    },
    {
      label: 'Copy thread id',
      icon: <Copy size={13} />,
      onSelect: () => void navigator.clipboard.writeText(thread.thread_id),
    },
    {
      label: 'Delete…',
      keys: 'Delete',
      icon: <Trash2 size={13} />,
      separated: true,
      danger: true,
      why: acts.fixed,
      disabled: runs,
      note: runs ? 'it runs' : undefined,
      onSelect: acts.onDelete,
    },
  ];
}
