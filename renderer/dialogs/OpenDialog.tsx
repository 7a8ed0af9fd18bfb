import { Database, FileCode2, FileJson, Folder, FolderUp } from 'lucide-react';
import { useEffect, useState, type FormEvent } from 'react';
import type { DirectoryEntry } from '../../core/protocol/places.ts';
import { desktop } from '../desktop.ts';
import { useApp, type AppState } from '../store/store.ts';
import { Alert } from '../ui/Alert.tsx';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { TextField } from '../ui/TextField.tsx';
import styles from './OpenDialog.module.css';
import { parseHeaders } from './headers.ts';
import { Recents } from './Recents.tsx';
import { ServerFields, type ServerDraft } from './ServerFields.tsx';
import { useFolder } from './useFolder.ts';

const icons: Record<DirectoryEntry['kind'], React.ReactNode> = {
  folder: <Folder size={14} />,
  config: <FileJson size={14} />,
  module: <FileCode2 size={14} />,
  database: <Database size={14} />,
  file: <span />,
};

const selectOpenProject = (state: AppState) => state.openProject;
const selectClose = (state: AppState) => state.dialogClosed;
const selectFailure = (state: AppState) => state.openFailure;
const selectTarget = (state: AppState) => state.openTarget ?? '';
const selectOpening = (state: AppState) => state.opening;

/** Opens a project by its path, from a folder, or among the recent ones. */
export function OpenDialog() {
  const openProject = useApp(selectOpenProject);
  const close = useApp(selectClose);
  const failure = useApp(selectFailure);
  const opening = useApp(selectOpening);
  const [path, setPath] = useState(useApp(selectTarget));
  const [server, setServer] = useState<ServerDraft>({ apiKey: '', headers: '' });
  const [headerProblem, setHeaderProblem] = useState<string>();
  const isServer = /^https?:\/\//i.test(path.trim());
  const { listing, problem, go } = useFolder();
  useEffect(() => {
    void go();
  }, [go]);

  const open = (target: string) => void openProject(target);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (path.trim() === '') return;
    const access = isServer ? accessOf(server) : undefined;
    if (access && 'problem' in access) setHeaderProblem(access.problem);
    else void openProject(path.trim(), access);
  };
  return (
    <Dialog title="Open" width={600} onClose={close}>
      <form className={styles.form} onSubmit={submit}>
        <TextField
          className={styles.path}
          aria-label="Path"
          placeholder="/path/to/agent.ts or agent.py, a folder, langgraph.json, or http://…"
          value={path}
          onChange={(event) => setPath(event.target.value)}
        />
        <Button type="submit" look="primary" disabled={path.trim() === '' || opening}>
          Open
        </Button>
      </form>
      {isServer && (
        <ServerFields
          draft={server}
          problem={headerProblem}
          onChange={(change) => {
            setServer({ ...server, ...change });
            setHeaderProblem(undefined);
          }}
        />
      )}
      {failure && (
        <div className={styles.failure}>
          <Alert message={failure.message} hint={failure.hint}>
            <div className={styles.choices}>
              {failure.problem?.choices?.map(({ label, target }) => (
                <Button key={target} onClick={() => open(target)}>
                  {label}
                </Button>
              ))}
            </div>
          </Alert>
        </div>
      )}
      <NativeButtons onPicked={open} />
      <Recents onOpen={open} most={4} title="Recent" />
      <h2 className={styles.folder}>{listing?.path ?? 'Folder'}</h2>
      <ul className={styles.entries} aria-label="Folder">
        {problem && <li className={styles.problem}>{problem}</li>}
        {listing?.parent && (
          <li>
            <button
              type="button"
              className={styles.entry}
              aria-label="Folder above"
              onClick={() => void go(listing.parent)}
            >
              <FolderUp size={14} /> ..
            </button>
          </li>
        )}
        {listing?.entries.map((entry) => (
          <li key={entry.path}>
            <button
              type="button"
              className={styles.entry}
              data-kind={entry.kind}
              disabled={entry.kind === 'file'}
              onClick={() => (entry.kind === 'folder' ? void go(entry.path) : open(entry.path))}
            >
              {icons[entry.kind]} {entry.name}
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

/** What was typed for a server; undefined when nothing was. */
function accessOf({ apiKey, headers: text }: ServerDraft) {
  const parsed = parseHeaders(text);
  if ('problem' in parsed) return parsed;
  const { headers } = parsed;
  const hasHeaders = Object.keys(headers).length > 0;
  const key = apiKey.trim();
  return key || hasHeaders
    ? { ...(key && { apiKey: key }), ...(hasHeaders && { headers }) }
    : undefined;
}

/** The system's own dialogs, where there are any. */
function NativeButtons({ onPicked }: { onPicked: (target: string) => void }) {
  const native = desktop();
  if (!native) return null;
  const pick = async (what: 'file' | 'folder') => {
    const target = await native.pickProject(what);
    if (target) onPicked(target);
  };
  return (
    <div className={styles.native}>
      <Button onClick={() => void pick('file')}>Choose a file…</Button>
      <Button onClick={() => void pick('folder')}>Choose a folder…</Button>
    </div>
  );
}
