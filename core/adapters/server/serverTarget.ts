import { StudioError } from '../../protocol/errors.ts';
import type { ProjectInfo } from '../../protocol/model.ts';
import type { ServerAccess } from './serverClient.ts';

/** A server as a target names it. */
export interface ServerTarget {
  info: ProjectInfo;
  access: ServerAccess;
}

/**
 * Reads the URL of a LangGraph server; undefined for anything else. Keys are what the person gives and nothing of our
 * environment. Throws `foreignServer` for a URL that names no server.
 */
export function readServerTarget(
  target: string,
  given: Omit<ServerAccess, 'url'> = {},
): ServerTarget | undefined {
  if (!/^https?:\/\//i.test(target)) return undefined;
  if (!URL.canParse(target)) {
    throw new StudioError('foreignServer', `${target} is not the address of a server.`);
  }
  const { protocol, host, pathname, username } = new URL(target);
  if (username) {
    throw new StudioError('foreignServer', 'Leave names and passwords out of the address.');
  }
  const url = `${protocol}//${host}${pathname.replace(/\/+$/, '')}`;
  return {
    info: { root: url, name: host, target: url },
    access: { ...given, url },
  };
}
