import type { Context } from 'hono';
import { z } from 'zod';
import type { AppRequest } from '../protocol/apiConfig.ts';
import { ClientFailure } from './failure.ts';

/** A request as the person's own code is given it. Its body can be read again. */
export async function requestOf(c: Context): Promise<AppRequest> {
  const { method, url } = c.req;
  const bytes = method === 'GET' || method === 'HEAD' ? undefined : await c.req.arrayBuffer();
  const body = bytes?.byteLength ? { body: new Uint8Array(bytes) } : {};
  return { method, url, headers: [...c.req.raw.headers], ...body };
}

/** The JSON body whatever its content type says, as clients of LangGraph's server may send it. Throws 400 and 422. */
export async function bodyOf<T extends z.ZodType>(c: Context, schema: T): Promise<z.output<T>> {
  const text = await c.req.text();
  return checked(schema, parse(text));
}

function parse(text: string): unknown {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ClientFailure(400, `The body is not JSON: ${(error as Error).message}.`);
  }
}

/** Throws 422 with the first thing that is wrong. */
export function checked<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue?.path.join('.') || 'The request';
  throw new ClientFailure(422, `${where}: ${issue?.message ?? 'is not what was expected'}.`);
}

const uuid = z.guid();

/** A path parameter that has to be a UUID. Throws 422. */
export function idOf(c: Context, name: string): string {
  const value = c.req.param(name) ?? '';
  if (uuid.safeParse(value).success) return value;
  throw new ClientFailure(422, `${name}: "${value}" is not a UUID.`);
}

/** A query parameter that says yes. */
export const isOn = (text: string | undefined): boolean =>
  ['true', '1', 'yes'].includes((text ?? '').toLowerCase());
