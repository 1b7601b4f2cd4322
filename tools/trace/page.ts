import type { Trace, Traced } from './trace.js';

/** What the run was made of. */
export interface RunOf {
  /** YYYY-MM-DD */
  date: string;
  /** of the tree, as git has it; null outside a clone */
  commit: string | null;
  node: string;
}

const head = ({ date, commit, node }: RunOf, { clauses }: Trace): string => {
  const claimed = clauses.filter(({ open }) => open === undefined).length;
  return `# Traceability

Which tests show which clause, from a whole run of the tests on ${date}${commit === null ? '' : ` at ${commit}`}, Node ${node}.
Written by \`npm run trace\` after \`npm test\`, which fails where a claimed clause has no test, or one that does not pass.
The clauses are [data](clauses.yaml): what each asks, in our words, and what is missing where it is not claimed.
${claimed} of ${clauses.length} are claimed. A claim is about this software; a plant that uses it has its own part of each clause.
`;
};

const cell = (text: string): string => text.replaceAll('|', '\\|');
const row = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;

const line = ({ clause, asks, open, tests, result }: Traced): string =>
  row([clause, asks, `${tests.length}`, result, open === undefined ? 'claimed' : `open: ${open}`]);

const story = ({ clause, tests }: Traced): string =>
  [`### ${clause}\n`, ...tests.map(({ file, title, status }) => `- ${status}: \`${file}\`: ${title}`), ''].join('\n');

/** `docs/traceability.md`: the matrix, and under it the tests of each clause. */
export function tracePage(trace: Trace, run: RunOf): string {
  const table = [row(['clause', 'asks', 'tests', 'result', 'claim']), row(Array<string>(5).fill('---'))];
  const shown = trace.clauses.filter(({ tests }) => tests.length > 0);
  return [
    head(run, trace),
    [...table, ...trace.clauses.map(line)].join('\n'),
    '',
    '## The tests\n',
    ...shown.map(story),
  ].join('\n');
}
