import { useState } from 'react';
import type { ValueLevel } from '../../../core/protocol/model.ts';
import { activeGraph, activeRows, checkpointKey } from '../../store/selectors.ts';
import { type AppState, useApp } from '../../store/store.ts';
import type { Place } from '../../store/valueCache.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ReadFailure } from '../ReadFailure.tsx';
import { sizeText } from '../tree/ValuePreview.tsx';
import { type Moment, placeOf } from '../useMoment.ts';
import { useValues } from '../useValues.ts';
import { chatOf } from './chatModel.ts';
import { MessageView } from './MessageView.tsx';
import styles from './Messages.module.css';

/** More is read only when asked for. */
const EAGER = 2_000_000;
const SHOWN = 100;

const declared = (state: AppState): string | undefined =>
  activeGraph(state)?.channels.find((channel) => channel.isMessages)?.name;

/** Functional graphs, and graphs without a reducer for them, keep messages under any name. */
const found = (state: ValueLevel): string | undefined => {
  const list = state.children.find(
    ({ node }) => node.type === 'array' && /^\[\w+Message(Chunk)?\b/.test(node.preview),
  );
  return list && String(list.key);
};

/** The place a channel has in the state: a state of one root channel is that channel. */
const within = (place: Place, channel: string): Place =>
  channel === '__root__' ? place : { ...place, path: [channel] };

/** The messages of the moment shown. */
export function MessagesTab({ moment }: { moment: Moment }) {
  const values = useValues();
  const channel = useApp(declared);
  if (channel !== undefined) return <Chat moment={moment} channel={channel} />;
  const state = values.level(moment.state);
  if (state.state === 'loading') return <EmptyState title="Reading…" />;
  if (state.state === 'failed') return <ReadFailure error={state.error} place={moment.state} />;
  const inState = found(state.value);
  if (inState === undefined) return <EmptyState title="There are no messages in the state." />;
  return <Chat moment={moment} channel={inState} />;
}

function Chat({ moment, channel }: { moment: Moment; channel: string }) {
  const values = useValues();
  const rows = useApp(activeRows);
  const [wanted, setWanted] = useState<string>();
  const [shown, setShown] = useState(SHOWN);
  const place = within(moment.state, channel);
  const level = values.level(place);

  const { parent_checkpoint_id, checkpoint_ns } = moment.row;
  const parent = parent_checkpoint_id
    ? rows[checkpointKey({ checkpoint_ns, checkpoint_id: parent_checkpoint_id })]
    : undefined;
  const before = parent && values.level(within(placeOf(place.sessionId, parent), channel));
  const known = before?.state === 'ready' ? before.value.total : 0;

  if (level.state === 'loading') return <EmptyState title="Reading…" />;
  if (level.state === 'failed') return <ReadFailure error={level.error} place={place} />;
  const { node, total } = level.value;
  if (total === 0) return <EmptyState title="No messages at this point." />;
  if (node.size > EAGER && wanted !== moment.row.checkpoint_id) {
    return (
      <EmptyState title={`${total} messages, ${sizeText(node.size)}`}>
        <Button onClick={() => setWanted(moment.row.checkpoint_id)}>Read them all</Button>
      </EmptyState>
    );
  }
  const whole = values.whole(place);
  if (whole.state === 'loading') return <EmptyState title="Reading…" />;
  if (whole.state === 'failed') return <ReadFailure error={whole.error} place={place} />;

  const chat = chatOf(whole.value, known);
  const earlier = Math.max(chat.length - shown, 0);
  return (
    <div className={styles.chat}>
      {earlier > 0 && (
        <Button look="quiet" onClick={() => setShown(shown + SHOWN)}>
          Show {Math.min(earlier, SHOWN)} earlier of {earlier}
        </Button>
      )}
      <ol className={styles.list} aria-label="Messages">
        {chat.slice(earlier).map((message) => (
          <MessageView key={message.key} message={message} />
        ))}
      </ol>
    </div>
  );
}
