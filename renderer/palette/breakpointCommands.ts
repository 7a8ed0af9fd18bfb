import { onErrors } from '../../core/protocol/breakpoint.ts';
import { activeBreakpoints } from '../store/breakpoints.ts';
import type { Command } from './commands.ts';

/** Of all breakpoints at once, and of the one that every graph has a place for. */
export const breakpointCommands: Command[] = [
  {
    id: 'disableBreakpoints',
    title: 'Disable all breakpoints',
    group: 'Run',
    needs: 'run',
    enabled: (state) => activeBreakpoints(state).some(({ enabled }) => enabled),
    run: (state) => state.breakpointsEnabled(false),
  },
  {
    id: 'enableBreakpoints',
    title: 'Enable all breakpoints',
    group: 'Run',
    needs: 'run',
    enabled: (state) => activeBreakpoints(state).some(({ enabled }) => !enabled),
    run: (state) => state.breakpointsEnabled(true),
  },
  {
    id: 'removeBreakpoints',
    title: 'Remove all breakpoints',
    group: 'Run',
    needs: 'run',
    enabled: (state) => activeBreakpoints(state).length > 0,
    run: (state) => state.breakpointsCleared(),
  },
  {
    id: 'toggleErrors',
    title: 'Toggle breakpoint on errors',
    group: 'Run',
    also: ['exceptions', 'pause', 'throw', 'fail'],
    needs: 'conditionalBreakpoints',
    run: (state) => state.breakpointTicked(onErrors),
  },
];
