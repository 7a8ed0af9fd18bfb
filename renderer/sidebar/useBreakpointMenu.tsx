import { CircleDot, CircleEqual, CircleOff, Diamond, PencilLine, X } from 'lucide-react';
import type { BreakpointPlace } from '../../core/protocol/breakpoint.ts';
import { breakpointAt, whyNoCondition, whyNoPlace } from '../store/breakpoints.ts';
import { appStore, useApp } from '../store/store.ts';
import type { MenuEntry } from '../ui/Menu.tsx';

const atNode = {
  add: 'Add breakpoint',
  addIf: 'Add conditional breakpoint…',
  addLog: 'Add log message…',
};
const onEdge = {
  add: 'Break where this edge is taken',
  addIf: 'Break where this edge is taken, if…',
  addLog: 'Log where this edge is taken…',
};
const onChannel = {
  add: 'Break where it is written',
  addIf: 'Break where it is written, if…',
  addLog: 'Log where it is written…',
};

/** What can be done at a place for a breakpoint, as in the margin of VS Code; what opens the editor says so by its dots. */
export function useBreakpointMenu(place: BreakpointPlace | undefined): MenuEntry[] {
  const found = useApp((state) => place && breakpointAt(state, place));
  const impossible = useApp((state) => place && whyNoPlace(state, place));
  const plainOnly = useApp((state) => place && whyNoCondition(state, place.node));
  if (!place) return [];
  const { when, channel, to } = place;
  const isOnNode = channel === undefined && to === undefined;
  const act = () => appStore().getState();
  const keys = isOnNode && { keys: when === 'before' ? 'F9' : 'Shift+F9' };
  const words = isOnNode ? atNode : to === undefined ? onChannel : onEdge;
  const toggle = () => void act().breakpointToggled(place);
  if (!found) {
    return [
      {
        label: words.add,
        icon: <CircleDot size={13} />,
        ...keys,
        why: impossible,
        onSelect: toggle,
      },
      {
        label: words.addIf,
        icon: <CircleEqual size={13} />,
        why: plainOnly,
        leads: true,
        onSelect: () => act().breakpointEdited(place, 'condition'),
      },
      {
        label: words.addLog,
        icon: <Diamond size={13} />,
        why: plainOnly,
        leads: true,
        onSelect: () => act().breakpointEdited(place, 'logMessage'),
      },
    ];
  }
  const { enabled } = found;
  return [
    {
      label: 'Edit breakpoint…',
      icon: <PencilLine size={13} />,
      why: plainOnly,
      leads: true,
      onSelect: () => act().breakpointEdited(place),
    },
    {
      label: enabled ? 'Disable breakpoint' : 'Enable breakpoint',
      icon: enabled ? <CircleOff size={13} /> : <CircleDot size={13} />,
      onSelect: () => void act().breakpointEnabled(place, !enabled),
    },
    {
      label: 'Remove breakpoint',
      icon: <X size={13} />,
      ...keys,
      separated: true,
      onSelect: toggle,
    },
  ];
}
