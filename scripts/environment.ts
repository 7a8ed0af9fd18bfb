import { delimiter, sep } from 'node:path';

/**
 * The environment of the person's shell, as it was before npm added to it: the `node` that runs their
 * graph must be theirs and not the one in our `node_modules/.bin`, and npm's variables mean our package.
 */
export function withoutNpm(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const addedByNpm = (folder: string): boolean =>
    folder.endsWith(`${sep}node_modules${sep}.bin`) || folder.endsWith('node-gyp-bin');
  const kept = Object.entries(env).filter(
    ([name]) => !name.startsWith('npm_') && name !== 'INIT_CWD' && name.toUpperCase() !== 'PATH',
  );
  const path = (env.PATH ?? '').split(delimiter).filter((folder) => !addedByNpm(folder));
  return { ...Object.fromEntries(kept), PATH: path.join(delimiter) };
}
