import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** A refusal as the person or program at the other end reads it. */
export interface Refusal {
  status: 403;
  message: string;
}

/** Who may talk to the host: only pages it served itself, to somebody who was given the token. */
export interface Gate {
  token: string;
  cookieName: string;
  /** What sets the cookie, as a header's value. */
  cookie: string;
  isToken: (text: string | null) => boolean;
  /** Undefined = let in. `strict` asks for an `Origin`, which browsers send with all but plain GETs. */
  check: (
    request: Pick<IncomingMessage, 'headers' | 'method' | 'url'>,
    strict: boolean,
  ) => Refusal | undefined;
}

/**
 * Makes the gate of one port. Cookies belong to a host name, not to a port: the name tells two Retrographs
 * apart. `Host` is checked against rebinding of other names to 127.0.0.1.
 */
export function createGate(port: number, token = randomBytes(32).toString('base64url')): Gate {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  const cookieName = `retrograph-${port}`;
  const wanted = digest(token);
  const isToken = (text: string | null) => text !== null && timingSafeEqual(digest(text), wanted);

  return {
    token,
    cookieName,
    cookie: `${cookieName}=${token}; Path=/; HttpOnly; SameSite=Strict`,
    isToken,
    check({ headers, url }, strict) {
      const host = headers.host ?? '';
      if (!hosts.includes(host))
        return refuse('Retrograph answers only at 127.0.0.1 and localhost.');
      const { origin } = headers;
      if (
        strict ? origin !== `http://${host}` : origin !== undefined && origin !== `http://${host}`
      ) {
        return refuse('Retrograph answers only pages of its own.');
      }
      // A browser may still have the cookie of a Retrograph that used this port before.
      if (isToken(cookieOf(headers.cookie, cookieName)) || isToken(tokenOf(url))) return undefined;
      return refuse('Open the address that retrograph printed: it holds the token.');
    },
  };
}

/** The `token` of a request's URL. */
export function tokenOf(url = '/'): string | null {
  const query = url.indexOf('?');
  return query < 0 ? null : new URLSearchParams(url.slice(query)).get('token');
}

function cookieOf(header: string | undefined, name: string): string | null {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? null;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function refuse(message: string): Refusal {
  return { status: 403, message };
}
