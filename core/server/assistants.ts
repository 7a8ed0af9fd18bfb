import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { Json } from '../protocol/model.ts';
import type { Permit } from './access.ts';
import { ClientFailure } from './failure.ts';
import { contains, sorted, type ServedProject } from './project.ts';
import type { assistantCreate, assistantPatch, assistantSearch } from './schemas.ts';
import { uuid5 } from './uuid5.ts';

export interface Assistant {
  assistant_id: string;
  graph_id: string;
  version: number;
  name: string;
  description: string | null;
  config: Record<string, unknown>;
  context: Json;
  metadata: Record<string, Json>;
  created_at: string;
  updated_at: string;
}

type Fits = Permit<unknown>['fits'];

const KIND = 'assistant';
const VERSION = 'assistantVersion';

export type Assistants = ReturnType<typeof createAssistants>;

/** One assistant for each graph of the project, and those that clients made. */
export function createAssistants({ session, served }: ServedProject) {
  const since = new Date().toISOString();
  const graphs = () => session.info().graphs.map(({ id }) => id);

  const ids = new Map<string, string>();
  const idOf = (graph_id: string): string => {
    const id = ids.get(graph_id) ?? uuid5(graph_id);
    ids.set(graph_id, id);
    return id;
  };
  const ofGraph = (graph_id: string): Assistant => ({
    assistant_id: idOf(graph_id),
    graph_id,
    version: 1,
    name: graph_id,
    description: null,
    config: {},
    context: {},
    metadata: { created_by: 'system' },
    created_at: since,
    updated_at: since,
  });

  const all = (): Assistant[] => {
    const stored = served.list<Assistant>(KIND);
    const known = new Set(stored.map(({ assistant_id }) => assistant_id));
    const system = graphs().map(ofGraph);
    return [...stored, ...system.filter(({ assistant_id }) => !known.has(assistant_id))];
  };

  /** By its id or by its graph's. Throws 404. */
  const get = (id: string): Assistant => {
    const wanted = graphs().includes(id) ? idOf(id) : id;
    const found =
      served.get<Assistant>(KIND, wanted) ??
      graphs()
        .map(ofGraph)
        .find(({ assistant_id }) => assistant_id === wanted);
    if (!found) throw missing(id);
    return found;
  };

  const missing = (id: string) =>
    new ClientFailure(404, `There is no assistant ${id}; the graphs are ${graphs().join(', ')}.`);

  const checkGraph = (graph_id: string) => {
    if (graphs().includes(graph_id)) return;
    throw new ClientFailure(
      404,
      `There is no graph ${graph_id}; there are ${graphs().join(', ')}.`,
    );
  };

  const keep = (assistant: Assistant): Assistant => {
    const { assistant_id, version } = assistant;
    served.put(KIND, assistant_id, assistant);
    served.put(VERSION, `${assistant_id} ${version}`, assistant, assistant_id);
    return assistant;
  };

  const versions = (id: string): Assistant[] => {
    const assistant = get(id);
    const stored = served.list<Assistant>(VERSION, assistant.assistant_id);
    const first = stored.some(({ version }) => version === 1) ? [] : [{ ...assistant, version: 1 }];
    return [...stored, ...first].toSorted((a, b) => b.version - a.version);
  };

  return {
    get,
    missing,
    versions,

    create(given: z.output<typeof assistantCreate>, fits: Fits): Assistant {
      checkGraph(given.graph_id);
      const id = given.assistant_id ?? randomUUID();
      const known = all().find(({ assistant_id }) => assistant_id === id);
      if (known) {
        if (fits(known.metadata) && given.if_exists === 'do_nothing') return known;
        throw new ClientFailure(409, `There is an assistant ${id} already.`);
      }
      const now = new Date().toISOString();
      return keep({
        assistant_id: id,
        graph_id: given.graph_id,
        version: 1,
        name: given.name ?? 'Untitled',
        description: given.description ?? null,
        config: given.config ?? {},
        context: given.context ?? {},
        metadata: given.metadata ?? {},
        created_at: now,
        updated_at: now,
      });
    },

    update(id: string, changes: z.output<typeof assistantPatch>): Assistant {
      const known = get(id);
      if (changes.graph_id !== undefined) checkGraph(changes.graph_id);
      const given = Object.entries(changes).filter(([, value]) => value !== undefined);
      return keep({
        ...known,
        ...(Object.fromEntries(given) as Partial<Assistant>),
        metadata: { ...known.metadata, ...changes.metadata },
        version: (versions(id)[0]?.version ?? 0) + 1,
        updated_at: new Date().toISOString(),
      });
    },

    setLatest(id: string, version: number): Assistant {
      const found = versions(id).find((one) => one.version === version);
      if (!found) throw new ClientFailure(404, `The assistant ${id} has no version ${version}.`);
      const latest = { ...found, updated_at: new Date().toISOString() };
      served.put(KIND, found.assistant_id, latest);
      return latest;
    },

    /** One of a graph goes back to how it was first. */
    delete(id: string): void {
      const { assistant_id } = get(id);
      served.delete(KIND, assistant_id);
      served.deleteOf(VERSION, assistant_id);
    },

    search(query: z.output<typeof assistantSearch>, fits: Fits): Assistant[] {
      const name = query.name?.toLowerCase();
      const found = all().filter(
        (one) =>
          fits(one.metadata) &&
          (query.graph_id === undefined || one.graph_id === query.graph_id) &&
          (name === undefined || one.name.toLowerCase().includes(name)) &&
          contains(one.metadata, query.metadata ?? {}),
      );
      return sorted(found, query.sort_by ?? 'created_at', query.sort_order ?? 'desc');
    },
  };
}
