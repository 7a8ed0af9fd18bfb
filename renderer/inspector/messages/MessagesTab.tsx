import { useState } from 'react';
import { ROOT_CHANNEL } from '../../../core/protocol/channels.ts';
import type { ValueLevel } from '../../../core/protocol/model.ts';
import { activeGraph, activeRows, parentOf } from '../../store/selectors.ts';
import { type AppState, useApp } from '../../store/store.ts';
import { EAGER, type Loadable, type Place } from '../../store/valueCache.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ReadFailure } from '../ReadFailure.tsx';
import { sizeText } from '../tree/ValuePreview.tsx';
import { type Moment, placeOf } from '../useMoment.ts';
import { useSteady } from '../useSteady.ts';
import { useValues } from '../useValues.ts';
import { chatOf } from './chatModel.ts';
import { MessageView } from './MessageView.tsx';
import styles from './Messages.module.css';

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
  channel === ROOT_CHANNEL ? place : { ...place, path: [channel] };

/** The messages of the moment shown. */
export function MessagesTab({ moment }: { moment: Moment }) {
  const channel = useApp(declared);
  if (channel !== undefined) return <Chat moment={moment} channel={channel} />;
  return <FoundChat moment={moment} />;
}

/** Of a graph that does not say where its messages are. */
function FoundChat({ moment }: { moment: Moment }) {
  const values = useValues();
  const isRead = (content: { root: Place }) => values.level(content.root).state !== 'loading';
  const { root } = useSteady({ root: moment.state }, isRead);
  const state = values.level(root);
  if (state.state === 'loading') return <EmptyState title="Reading…" />;
  if (state.state === 'failed') return <ReadFailure error={state.error} place={root} />;
  const inState = found(state.value);
  if (inState === undefined) return <EmptyState title="There are no messages in the state." />;
  return <Chat moment={moment} channel={inState} />;
}

function Chat({ moment, channel }: { moment: Moment; channel: string }) {
  const values = useValues();
  const rows = useApp(activeRows);
  const [wanted, setWanted] = useState<string>();
  const [count, setCount] = useState(SHOWN);
  /** The same messages one step before. */
  const before = ({ row }: Moment): Loadable<ValueLevel> | undefined => {
    const parent = parentOf(rows, row);
    return parent && values.level(within(placeOf(moment.state.sessionId, parent), channel));
  };
  const isRead = ({ root, moment: at }: { root: Place; moment: Moment }) => {
    const level = values.level(root);
    if (level.state !== 'ready') return level.state === 'failed';
    const isLarge = level.value.node.size > EAGER;
    return isLarge || [values.whole(root), before(at)].every((one) => one?.state !== 'loading');
  };
  const shown = useSteady({ root: within(moment.state, channel), moment }, isRead);
  const { root: place } = shown;
  const level = values.level(place);
  const earlierLevel = before(shown.moment);
  const known = earlierLevel?.state === 'ready' ? earlierLevel.value.total : 0;

  if (level.state === 'loading') return <EmptyState title="Reading…" />;
  if (level.state === 'failed') return <ReadFailure error={level.error} place={place} />;
  const { node, total } = level.value;
  if (total === 0) return <EmptyState title="No messages at this point." />;
  const { checkpoint_id } = shown.moment.row;
  if (node.size > EAGER && wanted !== checkpoint_id) {
    return (
      <EmptyState title={`${total} messages, ${sizeText(node.size)}`}>
        <Button onClick={() => setWanted(checkpoint_id)}>Read them all</Button>
      </EmptyState>
    );
  }
  const whole = values.whole(place);
  if (whole.state === 'loading') return <EmptyState title="Reading…" />;
  if (whole.state === 'failed') return <ReadFailure error={whole.error} place={place} />;

  const chat = chatOf(whole.value, known);
  const earlier = Math.max(chat.length - count, 0);
  return (
    <div className={styles.chat}>
      {earlier > 0 && (
        <Button look="quiet" onClick={() => setCount(count + SHOWN)}>
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
