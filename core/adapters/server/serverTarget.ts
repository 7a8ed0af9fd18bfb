import { StudioError } from '../../protocol/errors.ts';
import type { ProjectInfo } from '../../protocol/model.ts';

/** A server as a target names it. */
export interface ServerTarget {
  info: ProjectInfo;
  /** `http://host:port`, perhaps with a path; no slash at its end. */
  url: string;
}

/** Reads the URL of a LangGraph server; undefined for anything else. Throws `foreignServer` for one that names none. */
export function readServerTarget(target: string): ServerTarget | undefined {
  if (!/^https?:\/\//i.test(target)) return undefined;
  if (!URL.canParse(target)) {
    throw new StudioError('foreignServer', `${target} is not the address of a server.`);
  }
  const { protocol, host, pathname, username } = new URL(target);
  if (username) {
    throw new StudioError('foreignServer', 'Leave names and passwords out of the address.');
  }
  const url = `${protocol}//${host}${pathname.replace(/\/+$/, '')}`;
  return { info: { root: url, name: host, target: url }, url };
}
