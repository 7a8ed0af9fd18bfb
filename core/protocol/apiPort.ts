/** Where a project is served under the LangGraph API unless told: LangGraph's own server listens there too. */
export const API_PORT = 2024;
