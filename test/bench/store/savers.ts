import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { MemorySaver, type BaseCheckpointSaver } from '@langchain/langgraph-checkpoint';
import { RetrographSaver } from '../../../core/checkpointer/retrographSaver.ts';
import { fromRoot } from '../../../scripts/root.ts';

export type SaverName = 'none' | 'ours' | 'sqliteSaver' | 'memorySaver';

const SQLITE_SAVER = '@langchain/langgraph-checkpoint-sqlite';
const folder = fromRoot('.cache/bench-store');

/**
 * Installs `SqliteSaver` on the first time, in a folder that gets its name once it is complete: several test files may
 * ask at once. Its LangGraph and its SQLite are ours: the same for both.
 */
export function installSqliteSaver(): void {
  if (existsSync(join(folder, 'complete'))) return;
  const workshop = `${folder}.${process.pid}`;
  mkdirSync(workshop, { recursive: true });
  const manifest = { private: true, type: 'module', dependencies: { [SQLITE_SAVER]: '1.0.4' } };
  writeFileSync(join(workshop, 'package.json'), JSON.stringify(manifest));
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  const install = ['install', '--legacy-peer-deps', '--ignore-scripts', ...quiet];
  execFileSync('npm', install, { cwd: workshop, stdio: 'inherit' });
  rmSync(join(workshop, 'node_modules/better-sqlite3'), { recursive: true });
  writeFileSync(join(workshop, 'complete'), '');
  try {
    renameSync(workshop, folder);
  } catch (error) {
    // Another one was faster: its folder is as good as ours.
    if (!existsSync(join(folder, 'complete'))) throw error;
    rmSync(workshop, { recursive: true });
  }
}

/** `path` is of the database; it is made when missing. */
export async function openSaver(
  name: SaverName,
  path: string,
): Promise<{ saver: BaseCheckpointSaver | undefined; close: () => void }> {
  switch (name) {
    case 'none':
      return { saver: undefined, close: () => undefined };
    case 'memorySaver':
      return { saver: new MemorySaver(), close: () => undefined };
    case 'ours': {
      const saver = new RetrographSaver(path);
      return { saver, close: () => saver.close() };
    }
    case 'sqliteSaver': {
      const entry = createRequire(join(folder, 'package.json')).resolve(SQLITE_SAVER);
      const module = (await import(pathToFileURL(entry.replace(/\.cjs$/, '.js')).href)) as {
        SqliteSaver: {
          fromConnString: (path: string) => BaseCheckpointSaver & { db: { close: () => void } };
        };
      };
      const saver = module.SqliteSaver.fromConnString(path);
      return { saver, close: () => saver.db.close() };
    }
  }
}
