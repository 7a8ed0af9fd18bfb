import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';
import { fromRoot } from '../../scripts/root.ts';

export interface LintProblem {
  /** Relative to the repository that was linted, with `/`. */
  file: string;
  /** As in `eslint(no-console)`. */
  code: string;
}

/** What our lint says of a repository with our configuration and nothing but these files in it. */
export function lint(files: Record<string, string>): LintProblem[] {
  const root = mkdtempSync(join(tmpdir(), 'lint-'));
  cpSync(fromRoot('.oxlintrc.json'), join(root, '.oxlintrc.json'));
  cpSync(fromRoot('tsconfig.base.json'), join(root, 'tsconfig.base.json'));
  cpSync(fromRoot('scripts/lint'), join(root, 'scripts/lint'), { recursive: true });
  symlinkSync(fromRoot('node_modules'), join(root, 'node_modules'), 'junction');
  writeFileSync(join(root, 'tsconfig.json'), '{"extends": "./tsconfig.base.json"}');
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  const { stdout } = spawnSync(
    process.execPath,
    [fromRoot('node_modules/oxlint/bin/oxlint'), '--format=json', ...Object.keys(files)],
    { cwd: root, encoding: 'utf8' },
  );
  const report = JSON.parse(stdout) as { diagnostics: { filename: string; code: string }[] };
  return report.diagnostics.map(({ filename, code }) => ({
    file: relative(root, join(root, filename)).split(sep).join('/'),
    code,
  }));
}
