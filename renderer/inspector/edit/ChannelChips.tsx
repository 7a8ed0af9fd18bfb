import { Plus } from 'lucide-react';
import { ROOT_CHANNEL } from '../../../core/protocol/channels.ts';
import type { ChannelInfo } from '../../../core/protocol/graph.ts';
import { activeGraph } from '../../store/selectors.ts';
import { parseJson } from '../../store/parseJson.ts';
import { type AppState, appStore, useApp } from '../../store/store.ts';
import { Button } from '../../ui/Button.tsx';
import type { Moment } from '../useMoment.ts';
import { sizeText } from '../tree/ValuePreview.tsx';
import { useValues } from '../useValues.ts';
import { START } from './asNode.ts';
import { insertChannel, snippetFor } from './snippets.ts';
import styles from './StateEditor.module.css';

const noChannels: ChannelInfo[] = [];
const channelsOf = (state: AppState) => activeGraph(state)?.channels ?? noChannels;

/** Bigger values are not copied into the editor. */
const COPIED = 1_000_000;

interface ChannelChipsProps {
  moment: Moment;
  asNode: string;
  text: string;
  onInsert: (inserted: { text: string; offset: number }) => void;
  onRefuse: (message: string) => void;
}

/** The channels an update can write, each with what becomes of what is written. */
export function ChannelChips({ moment, asNode, text, onInsert, onRefuse }: ChannelChipsProps) {
  const channels = useApp(channelsOf);
  const values = useValues();
  const level = values.level(moment.state);
  const known = level.state === 'ready' ? level.value.children : [];

  const insert = async (channel: ChannelInfo) => {
    const parsed = parseJson(text.trim() === '' ? '{}' : text);
    if ('problem' in parsed) return onRefuse(parsed.problem);
    const update = parsed.value;
    if (typeof update !== 'object' || update === null || Array.isArray(update)) {
      return onRefuse('An update is an object with one entry per channel.');
    }
    const size = known.find((child) => child.key === channel.name)?.node.size ?? 0;
    if (size > COPIED && !channel.isMessages) {
      return onRefuse(`${channel.name} is too large to be edited here: ${sizeText(size)}.`);
    }
    const { thread_id, checkpoint_ns, checkpoint_id } = moment.row;
    const { attempt, client } = appStore().getState();
    const place = {
      sessionId: moment.state.sessionId,
      ref: { thread_id, checkpoint_ns, checkpoint_id },
      path: [channel.name],
    };
    // Of messages it is read which calls wait for an answer; they are not given back.
    const read = () => (channel.isMessages ? client.readWhole(place) : client.readEditable(place));
    const current = size > COPIED ? null : await attempt(read);
    if (current === undefined) return undefined;
    onInsert(insertChannel(update, channel.name, snippetFor(channel, current)));
  };

  return (
    <div className={styles.chips} role="group" aria-label="Insert channel">
      {channels
        .filter(({ name, input }) => name !== ROOT_CHANNEL && (input || asNode !== START))
        .map((channel) => (
          <Button key={channel.name} className={styles.chip} onClick={() => void insert(channel)}>
            <Plus size={12} aria-hidden />
            <span className={styles.channel}>{channel.name}</span>{' '}
            <span className={styles.reducer}>{channel.reducer}</span>
          </Button>
        ))}
    </div>
  );
}
