import nodeModule from 'node:module';
import { StudioError } from '../../protocol/errors.ts';
import { problem } from './problem.ts';

/** tsx is our own, found from the bundle; imported at once so that it costs no one a wait later. */
const tsx = Promise.all([import('tsx/esm/api'), import('tsx/cjs/api')]);
// A failure is reported where it is awaited.
tsx.catch(() => {});

let registered: { tsconfig: string | undefined; unregister: () => Promise<void> } | undefined;

/**
 * Makes `import` and `require` understand TypeScript and the path aliases of one tsconfig, in this process,
 * from now on. Again with another tsconfig replaces it; modules already loaded stay as they are.
 */
export async function registerModuleHooks(tsconfig: string | undefined): Promise<void> {
  if (registered && registered.tsconfig === tsconfig) return;
  await registered?.unregister();
  const [esm, cjs] = await tsx;
  process.setSourceMapsEnabled(true);
  // The CommonJS half takes its tsconfig from the environment only, and reads it while registering.
  const inherited = process.env.TSX_TSCONFIG_PATH;
  if (tsconfig) process.env.TSX_TSCONFIG_PATH = tsconfig;
  try {
    const undoCjs = cjs.register();
    const undoEsm = esm.register(tsconfig ? { tsconfig } : {});
    registered = {
      tsconfig,
      unregister: async () => {
        undoCjs();
        await undoEsm();
      },
    };
  } catch (error) {
    if (!('register' in nodeModule)) {
      const message = `Node.js ${process.versions.node} cannot load TypeScript modules: 18.19, 20.6 or later is needed.`;
      throw new StudioError('noNode', message, { cause: error });
    }
    // What else can fail is the tsconfig: one that is not JSON, or extends what is not there.
    const why = error instanceof Error ? error.message : String(error);
    throw problem('loadFailed', `${tsconfig} cannot be used: ${why}`, { file: tsconfig }, error);
  } finally {
    if (inherited === undefined) delete process.env.TSX_TSCONFIG_PATH;
    else process.env.TSX_TSCONFIG_PATH = inherited;
  }
}
