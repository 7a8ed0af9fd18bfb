import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fromRoot } from '../../../scripts/root.ts';
import { median } from '../lib/report.ts';
import { LEAST, measure, medianOf, type Of, type Plan, type Run } from './measure.ts';
import { child, remove, type Figures } from './runChild.ts';
import { installSqliteSaver, type SaverName } from './savers.ts';

/**
 * The checkpoint store beside `SqliteSaver` and `MemorySaver`, every measurement in a process of its own.
 * It takes half an hour and, for the longest thread under `SqliteSaver`, 17 GB. `--quick`: small sizes, once, without
 * targets. `--only a,b`: these workloads; `rows` and `many` are the last two. `--rounds N`. `--json FILE`.
 */
const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    rounds: { type: 'string' },
    json: { type: 'string' },
  },
});

interface Row {
  workload: string;
  size: number;
  measure: string;
  ours: number;
  sqliteSaver: number | null;
  memorySaver: number | null;
  ratio: number | null;
  atLeast: number | null;
}

const { quick } = options;
const all: SaverName[] = ['ours', 'sqliteSaver', 'memorySaver'];
const rounds = Number(options.rounds ?? (quick ? 1 : 3));
/** What little ours takes is told less surely than what others take. */
const times = quick ? 1 : 5;
const sized = (size: number) => (quick ? Math.max(10, size / 20) : size);

const plans: Plan[] = (
  [
    {
      name: 'messages',
      size: sized(1000),
      rounds,
      times,
      savers: all,
      reads: true,
      atLeast: { added: 15, disk: 300, history: 120, page: 100, moment: 6 },
    },
    {
      name: 'messages',
      size: sized(5000),
      rounds: 1,
      times: quick ? 1 : 3,
      savers: ['ours', 'sqliteSaver'],
      reads: false,
      atLeast: { added: 20 },
    },
    {
      name: 'document',
      size: sized(500),
      rounds,
      times,
      savers: all,
      reads: false,
      atLeast: { added: 100, disk: 400 },
    },
    {
      name: 'channels',
      size: sized(1000),
      rounds,
      times,
      savers: all,
      reads: false,
      atLeast: { added: 9, disk: 40 },
    },
    {
      name: 'fanOut',
      size: sized(50),
      // What SqliteSaver adds is little of the run as well.
      rounds: quick ? rounds : 3 * rounds,
      times: quick ? 1 : 2,
      savers: all,
      reads: false,
      atLeast: { added: 3, disk: 2.5 },
    },
  ] satisfies Plan[]
).filter(({ name }) => !options.only || options.only.split(',').includes(name));

/** How far the rounds lie apart, by row. */
const spreads = new Map<string, string>();

mkdirSync(fromRoot('.cache'), { recursive: true });
const folder = mkdtempSync(fromRoot('.cache/bench-store-run-'));

function rowsOf(plan: Plan): Row[] {
  const { name, size, atLeast } = plan;
  const checked = join(folder, 'verify.db');
  const { compared } = child(
    'verify',
    'both',
    name,
    Math.max(10, Math.min(60, size / 10)),
    checked,
  );
  remove(checked);
  process.stderr.write(`${name}: ${compared} checkpoints equal to MemorySaver's\n`);
  const measured = measure(plan, folder);
  const row = (label: string, of: Of, least?: number): Row[] => {
    const ours = of('ours');
    if (ours === undefined) return [];
    const [sqliteSaver = null, memorySaver = null] = [of('sqliteSaver'), of('memorySaver')];
    const told = sqliteSaver !== null && ours !== LEAST && sqliteSaver !== LEAST;
    const ratio = told ? sqliteSaver / ours : null;
    spreads.set(`${name} ${size} ${label}`, measured.spread(of));
    const figures = { ours, sqliteSaver, memorySaver, ratio };
    return [{ workload: name, size, measure: label, ...figures, atLeast: least ?? null }];
  };
  const field =
    (key: keyof Figures): Of =>
    (saver, round) =>
      medianOf(
        measured
          .rounds(saver, round)
          .flatMap(({ figures }) => figures.flatMap((one) => one[key] ?? [])),
      );
  const inRuns =
    (key: keyof Run): Of =>
    (saver, round) =>
      medianOf(measured.rounds(saver, round).flatMap(({ runs }) => runs.map((run) => run[key])));
  const ours = inRuns('added')('ours') ?? LEAST;
  const alone = inRuns('alone')('ours') ?? 0;
  const graph: Row = {
    workload: name,
    size,
    measure: 'the graph alone beside what is added, ms',
    ours,
    sqliteSaver: null,
    memorySaver: null,
    ratio: ours === LEAST ? null : alone / ours,
    atLeast: name === 'messages' && plan.atLeast.added === 20 ? 1 : null,
  };
  return [
    ...row('added to the run, ms', inRuns('added'), atLeast.added),
    graph,
    ...row('bytes on disk', field('bytes'), atLeast.disk),
    ...row('full history, ms', field('history'), atLeast.history),
    ...row('first 50, ms', field('page'), atLeast.page),
    ...row('first 50 for the first time in a process, ms', field('first')),
    ...row('state at a random checkpoint, ms', field('moment'), atLeast.moment),
    ...row('peak memory, bytes', field('rss'), 1),
  ];
}

function lightRows(): Row[] {
  const size = sized(10_000);
  const found = (['ours', 'sqliteSaver'] as const).map((saver) => {
    const path = join(folder, `rows-${saver}.db`);
    return Array.from({ length: rounds }, () => {
      const figures = child('rows', saver, 'rows', size, path);
      remove(path);
      return figures;
    });
  });
  const row = (measure: string, key: 'ms' | 'first', atLeast: number | null): Row => {
    const [ours, sqliteSaver] = found.map((all) => median(all.map((one) => one[key] ?? 0))) as [
      number,
      number,
    ];
    const ratio = sqliteSaver / ours;
    return {
      workload: 'last 20 texts',
      size,
      measure,
      ours,
      sqliteSaver,
      memorySaver: null,
      ratio,
      atLeast,
    };
  };
  return [
    row('light rows of the thread, ms', 'ms', 100),
    row('light rows for the first time in a process, ms', 'first', null),
  ];
}

/** Many threads in one file beside few: how much slower each thing is. Of one thread alone, as a person looks at it. */
function manyCheckpoints(): Row[] {
  const sizes = [sized(1000), sized(100_000)] as const;
  const pathOf = (size: number) => join(folder, `many-${size}.db`);
  const found = new Map<number, Record<string, number>[]>(sizes.map((size) => [size, []]));
  for (const size of sizes) {
    const { ms } = child('fillMany', 'ours', 'many', size, pathOf(size));
    process.stderr.write(`${size} checkpoints written in ${Math.round(ms)} ms\n`);
  }
  for (let round = 0; round < rounds; round++) {
    for (const size of sizes) {
      const looks: object = child('lookAtMany', 'ours', 'many', size, pathOf(size));
      found.get(size)?.push(looks as Record<string, number>);
    }
  }
  sizes.forEach((size) => remove(pathOf(size)));
  return ['opening', 'timeline', 'state', 'append'].map((name): Row => {
    const [few, many] = sizes.map((size) =>
      median((found.get(size) ?? []).map((looks) => looks[name] ?? 0)),
    ) as [number, number];
    return {
      workload: 'many threads',
      size: sizes[1],
      measure: `${name}, ms (ratio: to ${sizes[0]} checkpoints)`,
      ours: many,
      sqliteSaver: null,
      memorySaver: null,
      ratio: few / many,
      atLeast: 0.7,
    };
  });
}

try {
  installSqliteSaver();
  const wants = (name: string) => !options.only || options.only.split(',').includes(name);
  const rows = [
    ...plans.flatMap(rowsOf),
    ...(wants('rows') ? lightRows() : []),
    ...(wants('many') ? manyCheckpoints() : []),
  ];
  const shown = (value: number | null) => (value === null ? '' : Number(value.toPrecision(4)));
  console.table(
    rows.map((row) => ({
      ...row,
      ours: shown(row.ours),
      sqliteSaver: shown(row.sqliteSaver),
      memorySaver: shown(row.memorySaver),
      ratio: shown(row.ratio),
      rounds: spreads.get(`${row.workload} ${row.size} ${row.measure}`) ?? '',
      atLeast: quick ? '' : row.atLeast,
    })),
  );
  if (options.json) writeFileSync(options.json, `${JSON.stringify(rows, null, 2)}\n`);
  const missed = rows.filter(({ ratio, atLeast }) => ratio !== null && ratio < (atLeast ?? 0));
  if (!quick && missed.length > 0) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
