import { beforeAll, expect, test } from 'vitest';
import { lint, type LintProblem } from '../helpers/lint.ts';

/** One file per rule that the house is built on, each breaking exactly that rule. */
const files = {
  'core/any.ts': 'export const f = (x: any): unknown => x;\n',
  'core/sleep.ts':
    'export const nap = (): Promise<void> => new Promise((wake) => setTimeout(wake, 100));\n',
  'core/sleepBlock.ts':
    'export const nap = (): Promise<void> =>\n  new Promise((wake) => {\n    setTimeout(wake, 100);\n  });\n',
  'core/sleepImport.ts':
    "import { setTimeout as nap } from 'node:timers/promises';\nexport const later = nap;\n",
  'core/floating.ts':
    'const work = async (): Promise<void> => {};\nexport function go(): void {\n  work();\n}\n',
  'core/default.ts': 'export default 1;\n',
  'core/barrel.ts': "export * from './any.ts';\n",
  'core/long.ts': 'export {};\n'.repeat(301),
  'core/console.ts': "console.log('x');\n",
  'core/cycleA.ts': "import { b } from './cycleB.ts';\nexport const a = (): unknown => b;\n",
  'core/cycleB.ts': "import { a } from './cycleA.ts';\nexport const b = (): unknown => a;\n",
  'renderer/Hook.tsx':
    "import { useState } from 'react';\nexport function Hook({ on }: { on: boolean }) {\n  if (on) useState(0);\n  return null;\n}\n",
};

let problems: LintProblem[];
beforeAll(() => {
  problems = lint(files);
});

test.each([
  ['core/any.ts', 'no-explicit-any'],
  ['core/sleep.ts', 'no-sleep'],
  ['core/sleepBlock.ts', 'no-sleep'],
  ['core/sleepImport.ts', 'no-sleep'],
  ['core/floating.ts', 'no-floating-promises'],
  ['core/default.ts', 'no-default-export'],
  ['core/barrel.ts', 'no-barrel-file'],
  ['core/long.ts', 'max-lines'],
  ['core/console.ts', 'no-console'],
  ['core/cycleA.ts', 'no-cycle'],
  ['renderer/Hook.tsx', 'rules-of-hooks'],
])('%s breaks %s', (file, rule) => {
  const broken = problems.filter((problem) => problem.file === file).map(({ code }) => code);
  expect(broken).toContainEqual(expect.stringContaining(`(${rule})`));
});
