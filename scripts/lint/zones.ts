/**
 * The dependency rule: what each folder may import besides itself. The longest matching folder counts.
 * An entry is a folder or file of this repository, a package, `node:` for every Node module, or
 * `type …` for what may be imported as types only. Folders that are not here may import anything.
 */
export const zones: Record<string, readonly string[]> = {
  'core/protocol': ['birpc', 'type @langchain/langgraph-sdk'],

  // How values are stored: shared by whoever writes them and whoever keeps them.
  'core/structure': ['node:'],

  // How values are looked at, one level at a time: the same for whoever has them as JSON.
  'core/values': ['core/protocol', 'node:'],

  // Bundled alone, for the person's own Node; LangGraph comes from their project at run time.
  'core/runner': ['core/protocol', 'core/structure', 'node:', 'tsx'],
  'core/runner/main.ts': ['core/runner', 'core/protocol', 'core/structure', 'node:', 'birpc'],

  'core/adapters': [
    'core/protocol',
    'core/values',
    'core/runner/messages.ts',
    'core/structure/tape.ts',
    'node:',
    'birpc',
    'chokidar',
    '@langchain/langgraph-sdk',
  ],
  'core/storage': [
    'core/protocol',
    'core/structure',
    'core/values',
    'type core/runner/messages.ts',
    'node:',
    'better-sqlite3',
  ],
  'core/checkpointer': [
    'core/protocol',
    'core/structure',
    'core/storage',
    'type core/runner/messages.ts',
    'node:',
    // Of the program that uses it: peers of the published package.
    '@langchain/langgraph-checkpoint',
    'type @langchain/core',
  ],
  // Other programs' checkpoint databases, read only.
  'core/foreign': [
    'core/protocol',
    'core/values',
    'core/storage',
    'type core/runner/messages.ts',
    'node:',
    'pg',
  ],
  'core/session': ['core/protocol', 'core/adapters/adapter.ts', 'core/storage', 'node:'],
  'core/server': [
    'core/protocol',
    'core/session',
    'type core/storage/storage.ts',
    'node:',
    'hono',
    '@hono/node-server',
    'zod',
  ],

  // A host carries messages between a renderer and core.
  'core/host': [
    'core/protocol',
    'core/createCore.ts',
    'core/installation.ts',
    'node:',
    'hono',
    '@hono/node-server',
    'ws',
  ],

  // createCore.ts, main.ts and cli.ts: the wiring.
  core: ['node:'],

  renderer: [
    'core/protocol',
    'react',
    'react-dom',
    '@xyflow/react',
    'zustand',
    'monaco-editor',
    'elkjs',
    'radix-ui',
    'cmdk',
    'lucide-react',
    'react-resizable-panels',
    '@tanstack/react-virtual',
  ],
  // Drawn from its props alone.
  'renderer/ui': [
    'react',
    'radix-ui',
    'cmdk',
    'lucide-react',
    'react-resizable-panels',
    '@tanstack/react-virtual',
  ],

  electron: ['core/createCore.ts', 'core/dataDir.ts', 'core/protocol', 'electron', 'node:'],

  // A person's project: it knows nothing of Retrograph.
  examples: ['node:', '@langchain/langgraph', '@langchain/core', 'langchain', 'zod'],
  'examples/own-app': [
    'node:',
    '@langchain/langgraph',
    '@langchain/core',
    'retrograph/checkpointer',
  ],
};
