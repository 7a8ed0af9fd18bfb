import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { fromRoot } from '../../../scripts/root.ts';
import { named, pythonEnvironment } from '../../helpers/python.ts';
import { servedCore } from '../../helpers/servedCore.ts';

/** The Python calls of LangGraph's documentation on waiting for a person, as they stand there, with scripted models. */
const breakpoint = 'test/fixtures/projects/agents/breakpoint.json';
const dynamic = 'test/fixtures/projects/agents/interrupt.json';

const python = await pythonEnvironment();

/** What a program of `test/fixtures/python/calls` prints, line by line. */
async function printed(program: string, target: string): Promise<string[]> {
  const { api } = await servedCore(target);
  const file = (name: string) => fromRoot(`test/fixtures/python/calls/${name}.py`);
  const args = [file('notebook'), file(program), api];
  const { stdout } = await promisify(execFile)(python.executable ?? '', args);
  return stdout.trim().split('\n');
}

/** Of each line, the first key of the dictionary it shows. */
const keysOf = (lines: string[]) => lines.map((line) => /^\{'(\w+)'/.exec(line)?.[1]);

const asked = ['agent', '__interrupt__', 'ask_human', 'agent', 'action', 'agent'];

describe.skipIf(python.missing !== undefined)(named('langgraph_sdk', python), () => {
  test('waits before ask_human, is answered by an update, and goes on', async () => {
    const lines = await printed('breakpoint', breakpoint);
    const [begun, updated, rest] = [lines.slice(0, 2), lines[2], lines.slice(3)];
    expect(keysOf(begun)).toEqual(['agent', '__interrupt__']);
    expect(updated).toMatch(/'configurable': \{'thread_id': '[^']+', 'checkpoint_id': '[^']+'/);
    expect(keysOf(rest)).toEqual(['agent', 'action', 'agent']);
  });

  test('is interrupted in ask_human, and goes on with what it resumes with', async () => {
    const lines = await printed('interrupt', dynamic);
    expect(keysOf(lines)).toEqual(asked);
    expect(lines[1]).toContain("'value': 'Where are you located?'");
    expect(lines[2]).toContain("'content': 'san francisco'");
  });
});

test.skipIf(python.missing !== undefined)(
  named("Python's RemoteGraph streams, is interrupted, resumes, and reads states", python),
  async () => {
    const [nodes, ...lines] = await printed('remote', dynamic);
    expect(nodes).toBe("['__end__', '__start__', 'action', 'agent', 'ask_human']");
    const [stopped, ended, history] = [lines[2], ...lines.slice(-2)];
    expect([stopped, ended, history]).toEqual(["('ask_human',)", '()', '7']);
    expect(keysOf(lines.filter((line) => line.startsWith('{')))).toEqual(asked);
  },
);
