import type { AppRequest, AuthRef } from './apiConfig.ts';
import type { Json } from './model.ts';

/** The `auth` of a `langgraph.json`: handlers of the person's say who a client is, and what it may. */

/** What the person's `authenticate` made of a request. It is plain JSON: what else was in it is gone. */
export interface AuthUser {
  identity: string;
  display_name: string;
  is_authenticated: boolean;
  permissions: string[];
  [more: string]: Json;
}

export type AuthEvent =
  | `assistants:${'create' | 'read' | 'update' | 'delete' | 'search'}`
  | `threads:${'create' | 'read' | 'update' | 'delete' | 'search' | 'create_run'}`
  | `store:${'put' | 'get' | 'search' | 'list_namespaces' | 'delete'}`;

/** What a client wants to do. */
export interface AuthQuestion {
  event: AuthEvent;
  /** The handler may change it. */
  value: Record<string, unknown>;
  user: AuthUser;
}

/** By field of the metadata: the value it must have, `{$eq}` the same, `{$contains}` what must be in its list. */
export type AuthFilters = Record<string, Json>;

export interface Permission {
  /** As the handler left it. */
  value: Record<string, unknown>;
  /** What of it the client may see; all of it when absent. */
  filters?: AuthFilters;
}

/** Why not, as the client is told. */
export interface Refusal {
  status: number;
  message: string;
  headers: Record<string, string>;
}

export type Verdict<T> = { allowed: T; refused?: undefined } | { refused: Refusal };

/** The person's handlers, wherever they run. Both throw `loadFailed` and `invalidConfig` while they cannot be had. */
export interface AuthHandlers {
  authenticate: (auth: AuthRef, request: AppRequest) => Promise<Verdict<AuthUser>>;
  authorize: (auth: AuthRef, question: AuthQuestion) => Promise<Verdict<Permission>>;
}
