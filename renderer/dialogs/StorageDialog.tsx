import { useEffect, useMemo, useState, type FormEvent } from 'react';
import type { Deletion, ThreadWeight } from '../../core/protocol/storage.ts';
import type { Outcome } from '../store/storage.ts';
import { activeSession, activeThreads, newestFirst, whyNot } from '../store/selectors.ts';
import { appStore, useApp, type AppState } from '../store/store.ts';
import { Alert } from '../ui/Alert.tsx';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { formatSize } from '../ui/format.ts';
import { Menu } from '../ui/Menu.tsx';
import { TextField } from '../ui/TextField.tsx';
import styles from './StorageDialog.module.css';

/** Threads weighed at first; more are asked for. */
const PAGE = 30;
const CHANNELS = 8;
const DAY = 86_400_000;
/** Between two looks at what runs, in milliseconds: each reads all of a thread. */
const PACE = 4_000;

const act = () => appStore().getState();
const selectInfo = (state: AppState) => state.storage;
const selectWeights = (state: AppState) => state.weights;
const selectUnweighed = (state: AppState) => state.unweighed;
const selectThreadId = (state: AppState) => state.threadId;
const selectCan = (state: AppState) => Boolean(activeSession(state)?.capabilities.surgery);
const selectWhyNot = whyNot('surgery');

/** What is on disk, what it weighs, and what can be done about it. */
export function StorageDialog() {
  const info = useApp(selectInfo);
  useEffect(() => {
    void act().storageLooked();
  }, []);
  return (
    <Dialog title="Storage" width={620} onClose={() => act().dialogClosed()}>
      <div className={styles.storage}>
        <p className={styles.file}>
          {info ? `${formatSize(info.bytes)} in ` : ' '}
          <code>{info?.path}</code>
        </p>
        <Weights />
        <FileActions path={info?.path ?? ''} />
      </div>
    </Dialog>
  );
}

function Weights() {
  const byId = useApp(activeThreads);
  const threads = useMemo(() => newestFirst(byId), [byId]);
  const weights = useApp(selectWeights);
  const unweighed = useApp(selectUnweighed);
  const threadId = useApp(selectThreadId);
  const can = useApp(selectCan);
  const why = useApp(selectWhyNot);
  const [count, setCount] = useState(PAGE);
  const shown = threads.slice(0, count);
  const wanted = shown.map(({ thread_id }) => thread_id).join(' ');
  useEffect(() => {
    if (can && wanted !== '') void act().threadsWeighed(wanted.split(' '));
  }, [can, wanted]);
  useFollowed(shown.filter(({ state }) => state === 'running').map(({ thread_id }) => thread_id));
  if (why) return <p className={styles.muted}>{why}</p>;
  if (!can || threads.length === 0) return null;

  const channels = weights[threadId ?? '']?.channels ?? [];
  return (
    <>
      <table className={styles.table} aria-label="Threads">
        <thead>
          <tr>
            <th>Thread</th>
            <th>Checkpoints</th>
            <th>On disk</th>
            <th aria-label="Actions" />
          </tr>
        </thead>
        <tbody>
          {shown.map(({ thread_id, title, checkpointCount, state }) => (
            <tr key={thread_id} data-current={thread_id === threadId}>
              <td>{title}</td>
              <td>{checkpointCount}</td>
              <td>
                <Weight of={weights[thread_id]} failure={unweighed[thread_id]} />
              </td>
              <td>
                <Prune threadId={thread_id} title={title} disabled={state === 'running'} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {threads.length > count && (
        <Button look="quiet" onClick={() => setCount(count + PAGE)}>
          Show more
        </Button>
      )}
      {channels.length > 0 && (
        <section aria-label="Channels of the thread shown">
          <h3 className={styles.heading}>Channels of the thread shown</h3>
          <ul className={styles.channels}>
            {channels.slice(0, CHANNELS).map(({ channel, bytes }) => (
              <li key={channel}>
                <span className={channel === '' ? styles.muted : styles.channel}>
                  {channel === '' ? "LangGraph's own" : channel}
                </span>
                <meter
                  className={styles.meter}
                  min={0}
                  max={channels[0]?.bytes ?? 1}
                  value={bytes}
                  aria-label={`Weight of ${channel}`}
                />
                <span>{formatSize(bytes)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

/** Looks again while threads run, and once more when they have ended. */
function useFollowed(running: string[]): void {
  const ids = running.join(' ');
  useEffect(() => {
    if (ids === '') return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    const look = async () => {
      await act().storageLooked();
      await act().threadsWeighed(ids.split(' '));
    };
    const lookLater = () => {
      timer = setTimeout(() => void look().then(() => isOver || lookLater()), PACE);
    };
    lookLater();
    return () => {
      isOver = true;
      clearTimeout(timer);
      if (act().dialog === 'storage') void look();
    };
  }, [ids]);
}

function Weight({ of, failure }: { of?: ThreadWeight; failure?: string }) {
  if (failure !== undefined) return <span title={failure}>not readable</span>;
  return of ? formatSize(of.bytes) : '…';
}

function Prune(props: { threadId: string; title: string; disabled: boolean }) {
  const ask = (deletion: () => Deletion) => () =>
    void act().deletionAsked(deletion(), props.threadId);
  const older = (days: number) =>
    ask(() => ({ what: 'older', than: new Date(Date.now() - days * DAY).toISOString() }));
  const weight = useApp((state) => state.weights[props.threadId]?.bytes);
  const half = ask(() => ({ what: 'downTo', bytes: (weight ?? 0) / 2 }));
  return (
    <Menu
      align="end"
      entries={[
        { label: 'Keep only the latest…', onSelect: ask(() => ({ what: 'allButLatest' })) },
        { label: 'Delete what is older than a day…', onSelect: older(1) },
        { label: 'Delete what is older than a week…', onSelect: older(7) },
        { label: 'Delete what is older than 30 days…', onSelect: older(30) },
        {
          label: 'Delete the oldest, down to half its size…',
          disabled: weight === undefined,
          onSelect: half,
        },
      ]}
    >
      <Button look="quiet" disabled={props.disabled} aria-label={`Prune ${props.title}`}>
        Prune…
      </Button>
    </Menu>
  );
}

const selectCheck = (state: AppState) => state.databaseCheck;
const selectBackup = (state: AppState) => state.backup;

function FileActions({ path }: { path: string }) {
  const check = useApp(selectCheck);
  const backup = useApp(selectBackup);
  const [to, setTo] = useState<string>();
  const [time] = useState(() => new Date().toISOString().slice(0, 19).replaceAll(':', ''));
  const suggested = path.replace(/[^/\\]*$/, `backup-${time}.db`);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void act().databaseBackedUp((to ?? suggested).trim());
  };
  return (
    <footer className={styles.actions}>
      <div className={styles.line}>
        <Button disabled={check?.state === 'busy'} onClick={() => void act().databaseChecked()}>
          Check database
        </Button>
        <Said outcome={check} busy="Checking…" />
      </div>
      <form className={styles.line} onSubmit={submit}>
        <TextField
          aria-label="Backup file"
          className={styles.path}
          value={to ?? suggested}
          onChange={(event) => setTo(event.target.value)}
        />
        <Button type="submit" disabled={backup?.state === 'busy'}>
          Back up
        </Button>
      </form>
      <Said outcome={backup} busy="Copying…" />
    </footer>
  );
}

function Said({ outcome, busy }: { outcome?: Outcome; busy: string }) {
  if (!outcome) return null;
  if (outcome.state === 'failed') return <Alert message={outcome.message} hint={outcome.hint} />;
  return (
    <span role="status" className={styles.said}>
      {outcome.state === 'busy' ? busy : outcome.message}
    </span>
  );
}
