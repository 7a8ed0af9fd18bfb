/** Where a project is served under the LangGraph API unless told: LangGraph's own server listens there too. */
export const API_PORT = 2024;

/** A port as a person writes it, 0 for any free one; undefined when it is none. */
export function readPort(text: string): number | undefined {
  const port = Number(text);
  return /^\d+$/.test(text) && port <= 65_535 ? port : undefined;
}
