import { join } from 'node:path';
import { startRunner, type RunnerProcess, type RunnerSpec } from './runnerProcess.ts';

/** Projects whose spare is kept, the one used last first; each costs a Node process with LangGraph loaded. */
const MAX_PROJECTS = 3;

/** Gives out runners that are warm already, so that opening again and reloading take milliseconds. */
export interface StandbyPool {
  /** A spare prepared for exactly this, else a fresh process. Does not refill: call `keep` when the swap is over. */
  take: (spec: RunnerSpec) => RunnerProcess;
  /** Has a spare for this ready from now on, replacing one whose environment is out of date. */
  keep: (spec: RunnerSpec) => void;
  /** Somebody is there for whom a spare saves time: those asked for so far are started. */
  attend: () => void;
  /** Has a spare ready that belongs to no project yet; the first project opened takes it. */
  keepGeneric: (nodePath: string, cwd: string) => void;
  dispose: () => Promise<void>;
}

/**
 * `tapes` is an empty folder for the runners' tapes; without it they do without. Unless it is `attended`, spares are not
 * started before `attend`.
 */
export function createStandbyPool(
  entry: string,
  tapes?: string,
  { attended = true } = {},
): StandbyPool {
  let started = 0;
  const start = (spec: RunnerSpec) =>
    startRunner(entry, spec, tapes && join(tapes, String((started += 1))));
  const spares = new Map<string, RunnerProcess>();
  let generic: { process: RunnerProcess; nodePath: string } | undefined;
  let disposed = false;
  let isAttended = attended;
  /** By project: what is to be kept once somebody is there. */
  const asked = new Map<string, RunnerSpec>();

  const key = ({ nodePath, root, tsconfig, env }: RunnerSpec) =>
    JSON.stringify([root, nodePath, tsconfig ?? null, Object.entries(env).sort()]);
  const sameRoot = (one: string, other: string) => JSON.parse(one)[0] === JSON.parse(other)[0];

  const drop = (spareKey: string) => {
    const spare = spares.get(spareKey);
    spares.delete(spareKey);
    void spare?.retire();
  };

  const takeGeneric = (nodePath: string) => {
    if (!generic || generic.nodePath !== nodePath || !generic.process.alive) return;
    const { process } = generic;
    generic = undefined;
    return process;
  };

  const keep = (spec: RunnerSpec) => {
    if (disposed) return;
    if (!isAttended) {
      asked.set(spec.root, spec);
      return;
    }
    const wanted = key(spec);
    for (const other of spares.keys()) if (other !== wanted && sameRoot(other, wanted)) drop(other);
    const spare = spares.get(wanted) ?? start(spec);
    const fresh = !spares.delete(wanted);
    spares.set(wanted, spare);
    if (fresh) {
      void spare.ended.then(() => spares.get(wanted) === spare && spares.delete(wanted));
      const { root, tsconfig } = spec;
      // Only warmth: what is wrong with the project shows when it is loaded.
      spare.calls.prepare({ root, ...(tsconfig && { tsconfig }) }).catch(() => {});
    }
    const [oldest] = spares.keys();
    if (oldest && spares.size > MAX_PROJECTS) drop(oldest);
  };

  return {
    keep,
    attend() {
      isAttended = true;
      for (const spec of asked.values()) keep(spec);
      asked.clear();
    },

    take(spec) {
      const spareKey = key(spec);
      const spare = spares.get(spareKey);
      spares.delete(spareKey);
      if (spare?.alive) return spare;
      return takeGeneric(spec.nodePath) ?? start(spec);
    },

    keepGeneric(nodePath, cwd) {
      if (disposed || generic?.process.alive) return;
      generic = { nodePath, process: start({ nodePath, root: cwd, env: {} }) };
    },

    async dispose() {
      disposed = true;
      const all = [...spares.values(), ...(generic ? [generic.process] : [])];
      spares.clear();
      generic = undefined;
      for (const spare of all) spare.kill();
      await Promise.all(all.map((spare) => spare.ended));
    },
  };
}
