import { execFile } from 'node:child_process';
import path from 'node:path';
import { errorHints, StudioError } from '../../protocol/errors.ts';
import { codeFrame } from '../../protocol/codeFrame.ts';
import type { LoadProblem } from '../../protocol/model.ts';
import { readFileSync } from 'node:fs';
import { installCommand, typed } from './install.ts';
import { startStopped } from './stopped.ts';

interface Answer {
  /** Packages that are not there. */
  missing?: string[];
  /** Names of the graphs in the module. */
  graphs?: string[];
  error?: { type: string; message: string; traceback: string; file?: string; line?: number };
}

/** Printed before the answer: a module may print, too. */
const MARK = '__retrograph__';

/** Imports the module as LangGraph's server will, and says in JSON what is there or what is wrong. */
const program = `
import importlib.util, json, os, sys, traceback
file, root = sys.argv[1:3]
def answer(**said):
    print("\\n${MARK}" + json.dumps(said)); sys.stdout.flush(); os._exit(0)
missing = [name for name in ("langgraph_cli", "langgraph_api", "langgraph_runtime_inmem") if importlib.util.find_spec(name) is None]
if missing: answer(missing=missing)
sys.path[:0] = [root, os.path.dirname(file)]
try:
    spec = importlib.util.spec_from_file_location("__retrograph_probe__", file)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
except BaseException as error:
    frames = [f for f in traceback.extract_tb(error.__traceback__) if "importlib" not in f.filename and f.filename != "<string>"]
    file, line = (error.filename, error.lineno) if isinstance(error, SyntaxError) else (frames[-1].filename, frames[-1].lineno) if frames else (file, None)
    answer(error=dict(type=type(error).__name__, message=str(error), file=file, line=line,
        traceback="".join(traceback.format_list(frames) + traceback.format_exception_only(type(error), error))))
from langgraph.pregel import Pregel
from langgraph.graph import StateGraph
named = lambda kind: [name for name, value in vars(module).items() if isinstance(value, kind) and not name.startswith("_")]
answer(graphs=named(Pregel) or named(StateGraph))
`;

export interface ProbeOptions {
  executable: string;
  root: string;
  env: Record<string, string>;
  /** Ends it. */
  signal: AbortSignal;
}

/**
 * The names of a module's graphs. Throws with a `problem`: `missingPackage` where the server's packages are not
 * installed, `loadFailed` with the traceback where the module cannot be imported.
 */
export async function probeModule(file: string, options: ProbeOptions): Promise<string[]> {
  const { missing, graphs = [], error } = await ask(file, options);
  if (missing) {
    const command = typed(await installCommand(options.executable));
    const message = "LangGraph's dev server is not installed in the project's Python.";
    const hint = `Run ${command}, then reload.`;
    throw new StudioError('missingPackage', message, {
      problem: { code: 'missingPackage', message, hint, install: command },
    });
  }
  if (error) throw importFailed(error);
  return graphs;
}

function importFailed({ type, message, traceback, file, line }: NonNullable<Answer['error']>) {
  const text = `${type}: ${message}`;
  const problem: LoadProblem = {
    code: 'loadFailed',
    message: text,
    hint: errorHints.loadFailed,
    stack: traceback,
    ...(file !== undefined && path.isAbsolute(file) && place(file, line)),
  };
  return new StudioError('loadFailed', text, { problem });
}

function place(file: string, line: number | undefined): Partial<LoadProblem> {
  if (line === undefined || line === null) return { file };
  try {
    return { file, line, codeFrame: codeFrame(readFileSync(file, 'utf8'), line) };
  } catch {
    // The frame of a file that is gone by now is not shown.
    return { file, line };
  }
}

function ask(file: string, { executable, root, env, signal }: ProbeOptions): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = {
      cwd: root,
      env: { ...process.env, ...env },
      timeout: 60_000,
      signal,
      maxBuffer: 64 * 1024 * 1024,
    };
    execFile(executable, ['-c', program, file, root], options, (failure, stdout, stderr) => {
      const at = stdout.lastIndexOf(MARK);
      if (at >= 0) {
        resolve(JSON.parse(stdout.slice(at + MARK.length)) as Answer);
        return;
      }
      if (signal.aborted) {
        reject(startStopped());
        return;
      }
      const said = stderr.trim().split('\n').at(-1) ?? '';
      const message = `${path.basename(file)} could not be imported: ${said || (failure?.message ?? 'Python ended early')}.`;
      const problem = { code: 'loadFailed', message, hint: errorHints.loadFailed, stack: stderr };
      reject(new StudioError('loadFailed', message, { problem }));
    });
  });
}
