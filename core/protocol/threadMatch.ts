/** Whether a text is a part of a thread's title or id, in any case; none is a part of all. */
export const threadMatches = (
  thread: { thread_id: string; title?: string },
  match: string = '',
): boolean =>
  `${thread.title ?? ''}\n${thread.thread_id}`.toLowerCase().includes(match.trim().toLowerCase());
