import {
  BaseStore,
  MemorySaver,
  type Operation,
  type OperationResults,
  type SerializerProtocol,
} from '@langchain/langgraph-checkpoint';
import type { StoredItem, StoreOperation, StoreResult } from '../protocol/items.ts';
import { isPut, itemOf, operationOf, type GivenOperation } from '../protocol/storeOperations.ts';
import { createItems } from '../storage/items/items.ts';
import { sweepRegularly } from '../storage/items/sweep.ts';
import type { Items } from '../storage/storage.ts';
import { findSuspects } from '../structure/findSuspects.ts';
import { createLossList } from '../structure/lossList.ts';
import { checkWritten } from '../structure/refusal.ts';
import { writeTextWith } from '../structure/serde.ts';
import { warnOfLoss } from './configs.ts';
import { openShared, type SharedDatabase } from './sharedDatabase.ts';

export interface RetrographStoreOptions {
  /** How long to wait for another process to finish writing, in milliseconds; 5,000 by default. */
  busyTimeout?: number;
  /** Minutes throughout, as in LangGraph's other stores; without it items live for ever. */
  ttl?: { defaultTtl?: number; refreshOnRead?: boolean; sweepIntervalMinutes?: number };
  /** As of a `RetrographSaver`. */
  onLoss?: (sentence: string) => void;
}

/** A LangGraph long-term store in a SQLite file; it may be the file of a `RetrographSaver`. */
export class RetrographStore extends BaseStore {
  private readonly shared: SharedDatabase;
  private readonly items: Items;
  private readonly serde: SerializerProtocol = new MemorySaver().serde;
  private readonly stopSweeping: () => void;
  private readonly losses = createLossList();
  private readonly onLoss: (sentence: string) => void;

  /** Opens, and on the first time makes, the database at `path`; `:memory:` keeps it in memory. */
  constructor(path: string, options: RetrographStoreOptions = {}) {
    super();
    const { busyTimeout = 5000, ttl = {}, onLoss = warnOfLoss } = options;
    this.onLoss = onLoss;
    this.shared = openShared(path, busyTimeout);
    this.items = createItems(this.shared.db, '', ttl);
    const { sweepIntervalMinutes } = ttl;
    this.stopSweeping = sweepIntervalMinutes
      ? sweepRegularly(this.shared.db, sweepIntervalMinutes)
      : () => {};
  }

  /** Closes the file, if no saver of this process uses it. */
  close(): void {
    this.stopSweeping();
    this.shared.close();
  }

  /** `ttl` in minutes. What LangGraph checks of a namespace is checked by it. */
  override async put(
    namespace: string[],
    key: string,
    value: Record<string, unknown>,
    index?: false | string[],
    { ttl }: { ttl?: number | null } = {},
  ): Promise<void> {
    const batch = (operations: Operation[]) =>
      this.batch(operations.map((one) => ({ ...one, ...(ttl !== undefined && { ttl }) })));
    await super.put.call({ batch } as never, namespace, key, value, index);
  }

  override async batch<Op extends Operation[]>(given: Op): Promise<OperationResults<Op>> {
    const operations = await Promise.all(
      (given as GivenOperation[]).map(async (one) => operationOf(one, await this.textOf(one))),
    );
    const results = this.commit(operations);
    const revived = results.map((result, index) => this.revived(operations[index], result));
    return (await Promise.all(revived)) as OperationResults<Op>;
  }

  private commit(operations: StoreOperation[]): StoreResult[] {
    if (!operations.some(({ type }) => type === 'put')) return this.items.batch(operations);
    let results: StoreResult[] = [];
    this.shared.commits.now(() => {
      results = this.items.batch(operations);
    });
    return results;
  }

  private async textOf(given: GivenOperation): Promise<string | null> {
    if (!isPut(given) || given.value === null) return null;
    const [type, bytes] = await this.serde.dumpsTyped(given.value);
    const text = new TextDecoder().decode(bytes);
    const path = `item ${given.key}`;
    checkWritten(given.value, text, path);
    if (type !== 'json') throw new Error(`The value of ${path} is no object.`);
    const suspects = findSuspects(given.value, path, writeTextWith(this.serde as never));
    this.losses.fresh(suspects).forEach(this.onLoss);
    return text;
  }

  private async revived(operation: StoreOperation | undefined, result: StoreResult) {
    const revive = async (stored: StoredItem) =>
      itemOf(stored, await this.serde.loadsTyped('json', stored.text));
    if (operation?.type === 'get') return result && revive(result as StoredItem);
    if (operation?.type !== 'search') return result;
    return Promise.all((result as StoredItem[]).map(revive));
  }
}
