import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { servedCore } from '../../helpers/servedCore.ts';

/** The calls of LangGraph's documentation on waiting for a person, as they stand there, with scripted models. */
const breakpoint = 'test/fixtures/projects/agents/breakpoint.json';
const dynamic = 'test/fixtures/projects/agents/interrupt.json';

const assistantId = 'agent';
const question =
  'Use the search tool to ask the user where they are, then look up the weather there';

interface Message {
  tool_calls?: { id: string }[];
}

const lastOf = (values: unknown) => (values as { messages: Message[] }).messages.at(-1);

/** `sed` and `awk` of the documented calls: the data of every event but `metadata`. */
const awk = `sed 's/\\r$//' | awk '
 /^event:/ {
   if (data_content != "" && event_type != "metadata") {
     print data_content "\\n"
   }
   sub(/^event: /, "", $0)
   event_type = $0
   data_content = ""
 }
 /^data:/ {
   sub(/^data: /, "", $0)
   data_content = $0
 }
 END {
   if (data_content != "" && event_type != "metadata") {
     print data_content "\\n"
   }
 }
 '`;

async function shell(command: string): Promise<string> {
  const { stdout } = await promisify(execFile)('sh', ['-c', command]);
  return stdout;
}

const keysOf = (printed: string) =>
  printed
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Object.keys(JSON.parse(line) as object)[0]);

describe('the SDK', () => {
  test('waits before ask_human, is answered by an update, and goes on', async () => {
    const { client } = await servedCore(breakpoint);
    const thread = await client.threads.create();
    const input = { messages: [{ role: 'human', content: question }] };
    const seen: unknown[] = [];
    let streamResponse = client.runs.stream(thread['thread_id'], assistantId, {
      input: input,
      streamMode: 'updates',
      interruptBefore: ['ask_human'],
    });
    for await (const chunk of streamResponse) {
      if (chunk.data && chunk.event !== 'metadata') seen.push(...Object.keys(chunk.data));
    }
    expect(seen[0]).toBe('agent');

    const state = await client.threads.getState(thread['thread_id']);
    const toolCallId = lastOf(state.values)?.tool_calls?.[0]?.id;
    const toolMessage = [{ tool_call_id: toolCallId, type: 'tool', content: 'san francisco' }];
    // The documented call gives `asNode` in a third argument, which no SDK has taken since.
    await client.threads.updateState(thread['thread_id'], {
      values: { messages: toolMessage },
      asNode: 'ask_human',
    });

    const after: unknown[] = [];
    streamResponse = client.runs.stream(thread['thread_id'], assistantId, {
      input: null,
      streamMode: 'updates',
    });
    for await (const chunk of streamResponse) {
      if (chunk.data && chunk.event !== 'metadata') after.push(...Object.keys(chunk.data));
    }
    expect(after).toEqual(['agent', 'action', 'agent']);
  });

  test('is interrupted in ask_human, and goes on with what it resumes with', async () => {
    const { client } = await servedCore(dynamic);
    const thread = await client.threads.create();
    const input = { messages: [{ role: 'human', content: question }] };
    const seen: unknown[] = [];
    for (const step of [{ input: input }, { command: { resume: 'san francisco' } }]) {
      const streamResponse = client.runs.stream(thread['thread_id'], assistantId, {
        ...step,
        streamMode: 'updates',
      });
      for await (const chunk of streamResponse) {
        if (chunk.data && chunk.event !== 'metadata') seen.push(...Object.keys(chunk.data));
      }
    }
    expect(seen).toEqual(['agent', '__interrupt__', 'ask_human', 'agent', 'action', 'agent']);
  });
});

describe('curl', () => {
  const made = async (api: string): Promise<string> => {
    const text = await shell(`curl -sS --request POST \\
      --url ${api}/threads \\
      --header 'Content-Type: application/json' \\
      --data '{}'`);
    return (JSON.parse(text) as { thread_id: string }).thread_id;
  };

  test('waits before ask_human, is answered by an update, and goes on', async () => {
    const { api } = await servedCore(breakpoint);
    const id = await made(api);
    const begun = await shell(`curl -sS --request POST \\
 --url ${api}/threads/${id}/runs/stream \\
 --header 'Content-Type: application/json' \\
 --data "{
   \\"assistant_id\\": \\"agent\\",
   \\"input\\": {\\"messages\\": [{\\"role\\": \\"human\\", \\"content\\": \\"${question}\\"}]},
   \\"interrupt_before\\": [\\"ask_human\\"],
   \\"stream_mode\\": [
     \\"updates\\"
   ]
 }" | ${awk}`);
    expect(keysOf(begun)[0]).toBe('agent');

    const state = await shell(`curl -sS --request GET --url ${api}/threads/${id}/state`);
    const { values } = JSON.parse(state) as { values: unknown };
    const call = lastOf(values)?.tool_calls?.[0]?.id ?? '';
    const updated = await shell(`sh -c '
   TOOL_CALL_ID="$1"
   JSON_PAYLOAD=$(printf "{\\"messages\\": [{\\"tool_call_id\\": \\"%s\\", \\"type\\": \\"tool\\", \\"content\\": \\"san francisco\\"}], \\"as_node\\": \\"ask_human\\"}" "$TOOL_CALL_ID")
   curl -sS --request POST \\
     --url ${api}/threads/${id}/state \\
     --header "Content-Type: application/json" \\
     --data "\${JSON_PAYLOAD}"
' _ ${call}`);
    expect(JSON.parse(updated)).toMatchObject({ configurable: { thread_id: id } });

    const rest = await shell(`curl -sS --request POST \\
 --url ${api}/threads/${id}/runs/stream \\
 --header 'Content-Type: application/json' \\
 --data "{
   \\"assistant_id\\": \\"agent\\",
   \\"stream_mode\\": [
     \\"updates\\"
   ]
 }" | ${awk}`);
    expect(keysOf(rest)).toEqual(['agent', 'action', 'agent']);
  });

  test('is interrupted in ask_human, and goes on with what it resumes with', async () => {
    const { api } = await servedCore(dynamic);
    const id = await made(api);
    const stream = (fields: string) =>
      shell(`curl -sS --request POST \\
 --url ${api}/threads/${id}/runs/stream \\
 --header 'Content-Type: application/json' \\
 --data "{
   \\"assistant_id\\": \\"agent\\",
   ${fields},
   \\"stream_mode\\": [
     \\"updates\\"
   ]
 }" | ${awk}`);
    const begun = await stream(
      `\\"input\\": {\\"messages\\": [{\\"role\\": \\"human\\", \\"content\\": \\"${question}\\"}]}`,
    );
    expect(keysOf(begun)).toEqual(['agent', '__interrupt__']);
    const rest = await stream('\\"command\\": { \\"resume\\": \\"san francisco\\" }');
    expect(keysOf(rest)).toEqual(['ask_human', 'agent', 'action', 'agent']);
  });
});
