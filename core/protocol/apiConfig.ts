/** What a `langgraph.json` says of the server API (`auth`, `http`): for whoever serves the project. */

import type { AuthUser } from './apiAuth.ts';

export const apiParts = ['meta', 'assistants', 'threads', 'runs', 'store'] as const;
/** Routes that can be turned off together, as `http.disable_…` names them. */
export type ApiPart = (typeof apiParts)[number];

/** A web app of the person's (a Hono app, or anything with its `fetch`): a module, and the export that holds it. */
export interface AppRef {
  /** Absolute. */
  file: string;
  /** `default` when absent. */
  export?: string;
}

/** Likewise, an `Auth` of `@langchain/langgraph-sdk/auth`. */
export interface AuthRef extends AppRef {
  /** A request that says it is LangGraph Studio's is asked who it is, as any other. */
  disableStudio: boolean;
}

export interface ApiConfig {
  /** A project that has it must not be served without. */
  auth?: AuthRef;
  app?: AppRef;
  disabled: ApiPart[];
  /** Origins of pages that may use the server, beside those of the settings. */
  origins: string[];
  /** As one more way to be allowed. */
  originPattern?: RegExp;
  /** Pages may send cookies. */
  credentials: boolean;
}

/** A request to the person's app. */
export interface AppRequest {
  method: string;
  url: string;
  headers: [string, string][];
  body?: Uint8Array;
  /** Who asks, where the project has an `auth`. */
  user?: AuthUser;
}

/** What it answered, when that was whole. */
export interface AppAnswer {
  status: number;
  headers: [string, string][];
  body: Uint8Array;
}
