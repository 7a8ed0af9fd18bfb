import { shownChannel } from '../../protocol/channels.ts';
import type { ChannelInfo } from '../../protocol/graph.ts';
import type { Pregel } from '../langgraph.ts';
import { builderOf } from './builder.ts';

type Channel = Pregel['channels'][string];

/** By name and not by identity, so that every version, copy and schema library counts. */
const MESSAGES = /^(messagesStateReducer|messagesDeltaReducer|addMessages|_messagesDeltaReducer)$/;

/** The channels a person knows as the state. Of the root only: subgraphs keep their own. */
export function channelsOf(pregel: Pregel): ChannelInfo[] {
  const input = builderOf(pregel)?._inputDefinition;
  return Object.entries(pregel.channels)
    .filter(([name, channel]) => isState(name, channel))
    .map(([name, channel]) => {
      const reducer = reducerOf(channel);
      return {
        name,
        type: channel.lc_graph_name ?? 'channel',
        reducer: inWords(channel, reducer),
        isMessages: MESSAGES.test(reducer?.name ?? ''),
        input: input ? name in input : [pregel.inputChannels].flat().includes(name),
        ...(typeof channel.initialValueFactory === 'function' && { hasDefault: true }),
      };
    });
}

function isState(name: string, channel: Channel): boolean {
  // What a functional graph returned is shown, but declared by nobody. Managed values are no channels.
  return shownChannel(name) === name && typeof channel.lc_graph_name === 'string';
}

type Reducer = (...args: never[]) => unknown;

function reducerOf(channel: Channel): Reducer | undefined {
  const reducer = channel.operator ?? channel.reducer;
  return typeof reducer === 'function' ? (reducer as Reducer) : undefined;
}

function inWords(channel: Channel, reducer: Reducer | undefined): string {
  switch (channel.lc_graph_name) {
    case 'LastValue':
    case 'LastValueAfterFinish':
    case 'AnyValue':
      return 'replaces';
    case 'Topic':
      return channel.accumulate ? 'appends' : 'collects, for one step';
    case 'EphemeralValue':
      return 'replaces, for one step';
    case 'UntrackedValue':
      return 'replaces, not saved';
    default:
      return reducer ? reducerInWords(reducer) : 'replaces';
  }
}

/** A few are read from their text; none is ever called to find out what it does. */
function reducerInWords(reducer: Reducer): string {
  if (MESSAGES.test(reducer.name)) return 'merges messages by id';
  const text = Function.prototype.toString.call(reducer).replace(/\s+/g, '');
  const [, old = '', update = '', body] = REDUCER.exec(text) ?? [];
  if (body === `${old}.concat(${update})` || body === `[...${old},...${update}]`) return 'appends';
  return body === update && body ? 'replaces' : 'reducer';
}

/** `(a, b) => …` and `function (a, b) { return …; }`, without their spaces. */
const REDUCER = /^(?:function\w*)?\(?(\w+),(\w+)\)?(?:=>)?\{?(?:return)?(.*?);?\}?$/;
