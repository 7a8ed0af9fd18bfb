import { Check, Radio, X } from 'lucide-react';
import { useState } from 'react';
import { commandOf } from '../palette/commands.ts';
import { runCommand } from '../palette/runCommand.ts';
import { activeSession } from '../store/selectors.ts';
import { appStore, useApp, type AppState } from '../store/store.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { Tooltip } from '../ui/Tooltip.tsx';
import styles from './ServedAt.module.css';

const selectApi = (state: AppState) => activeSession(state)?.api;

/** Where the project is served under the LangGraph API; absent while it is not. */
export function ServedAt() {
  const api = useApp(selectApi);
  if (!api) return null;
  return (
    <div role="group" aria-label="Served at" className={styles.served}>
      <Address key={api} api={api} />
      <IconButton
        label={commandOf('stopServing').title}
        className={styles.stop}
        onClick={() => runCommand(appStore().getState(), 'stopServing')}
      >
        <X size={13} />
      </IconButton>
    </div>
  );
}

/** Copies itself, and says so for as long as the person stays on it. */
function Address({ api }: { api: string }) {
  const [copied, setCopied] = useState(false);
  const copy = () =>
    appStore()
      .getState()
      .attempt(async () => {
        await navigator.clipboard.writeText(api);
        setCopied(true);
      });
  const leave = () => setCopied(false);
  return (
    <Tooltip text={`LangGraph API: copy ${api}`}>
      <button
        type="button"
        aria-label={`Copy ${api}`}
        aria-description={copied ? 'Copied' : undefined}
        className={styles.address}
        onClick={() => void copy()}
        onPointerLeave={leave}
        onBlur={leave}
      >
        {copied ? <Check size={13} /> : <Radio size={13} />}
        <span>{copied ? 'Copied' : new URL(api).host}</span>
      </button>
    </Tooltip>
  );
}
