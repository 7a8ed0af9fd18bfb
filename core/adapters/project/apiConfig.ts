import { apiParts, type ApiConfig } from '../../protocol/apiConfig.ts';
import { moduleRef } from './moduleRef.ts';

type Fields = Record<string, unknown>;

/**
 * Reads `auth` and `http` of a `langgraph.json`, in the names of langgraph-api 1.5.1 (dist/server.mjs). `invalid` makes the
 * error for what cannot be meant.
 */
export function readApiConfig(
  folder: string,
  { auth, http }: Fields,
  invalid: (what: string) => Error,
): ApiConfig {
  const { path: handlers, disable_studio_auth } = fieldsOf(auth);
  const given = fieldsOf(http);
  const cors = fieldsOf(given['cors']);
  const app = given['app'];
  if (app !== undefined && typeof app !== 'string') throw invalid('gives no file for "http.app".');
  if (handlers !== undefined && typeof handlers !== 'string') {
    throw invalid('gives no file for "auth.path".');
  }
  const pattern = cors['allow_origin_regex'];
  return {
    ...(handlers && {
      auth: { ...moduleRef(folder, handlers), disableStudio: disable_studio_auth === true },
    }),
    ...(app && { app: moduleRef(folder, app) }),
    disabled: apiParts.filter((part) => given[`disable_${part}`] === true),
    origins: Array.isArray(cors['allow_origins']) ? cors['allow_origins'].map(String) : [],
    ...(typeof pattern === 'string' && { originPattern: patternOf(pattern, invalid) }),
    credentials: cors['allow_credentials'] === true,
  };
}

const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {};

function patternOf(text: string, invalid: (what: string) => Error): RegExp {
  try {
    return new RegExp(text);
  } catch (error) {
    throw invalid(`has a broken "http.cors.allow_origin_regex": ${(error as Error).message}.`);
  }
}
