import type { Suspect } from './losses.ts';

/** What has been told of, so that nothing is told twice. */
export interface LossList {
  /** What is lost and was not told yet, one sentence each. */
  fresh: (suspects: Suspect[]) => string[];
}

/** More tell a person nothing new, and states may have a value of their own for every key. */
const MOST = 50;

/** Channels of LangGraph's own hold nothing that a person gave, or what a person's channels hold as well. */
const isOwn = (path: string): boolean => /^state(\.|\[")(?!__root__)(__|branch:|join:)/.test(path);

/** Elements of one list are of one path. */
const kindOf = (path: string): string => path.replaceAll(/\[\d+\]/g, '[]');

export function createLossList(): LossList {
  const told = new Set<string>();
  return {
    fresh: (suspects) =>
      suspects.flatMap(({ path, loss }) => {
        const kind = kindOf(path);
        if (told.size >= MOST || told.has(kind) || isOwn(path)) return [];
        const sentence = loss();
        if (sentence === undefined) return [];
        told.add(kind);
        return told.size < MOST
          ? [sentence]
          : [sentence, 'Further values of this kind are not listed.'];
      }),
  };
}
