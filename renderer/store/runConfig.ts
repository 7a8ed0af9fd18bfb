import { toWireError } from '../../core/protocol/errors.ts';
import type { Json } from '../../core/protocol/model.ts';
import { parseJson } from './parseJson.ts';
import { draftKey } from './selectors.ts';
import type { AppState, Slice } from './store.ts';

export interface RunConfigSlice {
  /** Text of the Run config editor, by session and graph (`draftKey`). */
  runConfigs: Record<string, string>;
  /** The Input region shows it in place of the input. */
  runConfigShown: boolean;
  /** Why runs are not given what it says; likewise. */
  runConfigProblems: Record<string, string | undefined>;

  loadRunConfig: (key: string) => Promise<void>;
  runConfigChanged: (text: string) => Promise<void>;
  runConfigToggled: () => void;
}

export const runConfigText = (state: AppState): string => state.runConfigs[draftKey(state)] ?? '';

export const runConfigProblem = (state: AppState): string | undefined =>
  state.runConfigProblems[draftKey(state)];

/** Whether runs of the graph shown are given anything beside their input. */
export const hasRunConfig = (state: AppState): boolean =>
  !['', '{}'].includes(runConfigText(state).trim());

export const runConfigSlice: Slice<RunConfigSlice> = (set, get) => {
  const keep = (key: string, text: string, problem?: string) =>
    set({
      runConfigs: { ...get().runConfigs, [key]: text },
      runConfigProblems: { ...get().runConfigProblems, [key]: problem },
    });

  return {
    runConfigs: {},
    runConfigProblems: {},
    runConfigShown: false,

    loadRunConfig: async (key) => {
      const { sessionId } = get();
      if (!sessionId || key !== draftKey(get()) || key in get().runConfigs) return;
      const config = await get().attempt(() => get().client.getRunConfig({ sessionId }));
      if (!config || key in get().runConfigs) return;
      const isEmpty = Object.keys(config).length === 0;
      keep(key, isEmpty ? '' : JSON.stringify(config, null, 2));
    },
    runConfigChanged: async (text) => {
      const { sessionId, client } = get();
      const key = draftKey(get());
      const parsed: { value: Json } | { problem: string } =
        text.trim() === '' ? { value: {} } : parseJson(text);
      keep(key, text, 'problem' in parsed ? parsed.problem : undefined);
      if ('problem' in parsed || !sessionId) return;
      try {
        await client.setRunConfig({ sessionId, config: parsed.value });
      } catch (thrown) {
        if (get().runConfigs[key] === text) keep(key, text, toWireError(thrown).message);
      }
    },
    runConfigToggled: () => set({ runConfigShown: !get().runConfigShown }),
  };
};
