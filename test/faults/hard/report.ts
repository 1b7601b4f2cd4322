import type { Figures, Outcome } from './judge.js';
import type { HardTest } from './list.js';

export interface Where {
  machine: string;
  broker: string;
  units: number;
  rate: number;
  /** date, `2026-11-23` */
  on: string;
  long: boolean;
}

const number = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ' ');
const time = (ms: number | null): string => (ms === null ? '' : `${(ms / 1000).toFixed(1)} s`);
const row = (...cells: string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

const rowOf = ({ scenario: { name, title }, state, words, figures }: Outcome): string =>
  row(`\`${name}\``, `${title}. ${words.join('. ')}`.replace(/\.? *$/, ''), ...cells(figures), state);

function cells(figures: Figures | null): string[] {
  if (figures === null) return Array<string>(6).fill('');
  const { values, covered, gaps, missing, doubled, seen, recovered } = figures;
  const inGaps = gaps === 0 ? '0' : `${number(covered)} in ${gaps} gaps`;
  return [number(values), inGaps, number(missing), number(doubled), time(seen), time(recovered)];
}

/** docs/faults.md, before it is formatted. */
export function reportOf(outcomes: readonly Outcome[], list: readonly HardTest[], where: Where): string {
  const { machine, broker, units, rate, on, long } = where;
  const count = (state: Outcome['state']): number => outcomes.filter((one) => one.state === state).length;
  const found = new Map(outcomes.map((outcome) => [outcome.scenario.name, outcome.state]));
  const shown = ({ scenarios, tests }: HardTest): string =>
    [
      ...scenarios.map((name) => `\`${name}\` (${found.get(name) ?? 'not run'})`),
      ...[...Map.groupBy(tests, ([file]) => file)].map(
        ([file, of]) => `${file}: ${of.map(([, title]) => `*${title}*`).join('; ')}`,
      ),
    ].join('<br>');
  return `# Faults

\`\`\`
npm run faults [-- --only NAME,… --rounds N --units N --long]
\`\`\`

Each fault is done to real processes: the server, PostgreSQL with fsync on, a broker and simulated units of all three
protocols, with lines to cut between the server and what it needs. A unit writes each value into a ledger of its own before it
sends it; afterwards the ledgers are compared with what is stored. A fault is passed when no value is missing but inside exactly
one gap of its tag, no gap has anything in it that is stored or reaches further than what is missing, no value is stored twice,
none is stored that the unit did not measure, and nothing was taken for wrong that was right. What cannot run on a machine
says why, and counts as not run.

This page is written by the command. A subset of these faults runs in \`npm test\`, over and over: the kills, and the tests that
the second table names. What an upgrade of node-opcua or mqtt.js could change under them is pinned by
test/faults/contracts.spec.ts, and hostile input at every entrance is thrown by test/faults/fuzz.spec.ts,
fuzz-files.spec.ts and test/api/requests.spec.ts.

## Last run: ${on}, ${count('passed')} passed, ${count('failed')} failed, ${count('not run')} not run

${machine}, all on this machine. Broker: ${broker}. ${units} units, ${rate} samples a second of nine values each${long ? ', in full (`--long`)' : ''}.

${row('fault', 'what was done, and what happened', 'values', 'missing, in gaps', 'missing, in none', 'doubled', 'shown after', 'flowing again after', 'outcome')}
${row(...Array<string>(2).fill('---'), ...Array<string>(6).fill('--:'), '---')}
${outcomes.map(rowOf).join('\n')}

*Shown after*: until the server said of a unit that it was gone. *Flowing again after*: from the end of the fault until new values
of every tag of every unit were committed, which has the wait between two tries to connect in it.

## How they scale

The default takes some minutes. \`--long\` does what the hard tests ask for; \`--rounds\` says how often what is repeated is repeated,
\`--units\` (1 to 8) with how many units. What is lost does not depend on how long a fault lasts but on what the queues hold: an
OPC UA unit's queue is sized for ten minutes away, an edge node and a plain unit keep what they could not send on disk, and a
broker keeps as much as it is told to.

${row('fault', 'with `--long`')}
${row('---', '---')}
${outcomes.map(({ scenario: { name, long: more } }) => row(`\`${name}\``, more)).join('\n')}

## The hard tests

What shows each of them, here and in \`npm test\`, and what is still open.

${row('', 'hard test', 'shown by', 'open')}
${row('--:', '---', '---', '---')}
${list.map((test) => row(`${test.number}`, `**${test.name}**: ${test.what}`, shown(test), test.open ?? '')).join('\n')}
`;
}
