import { availableParallelism } from 'node:os';
import type { Benchmark, Figure, Result } from './figure.js';
import { ingestOpcua } from './ingest-opcua.js';

const BENCHMARKS: Record<string, Benchmark> = { 'ingest-opcua': ingestOpcua };

const line = ({ name, value, unit, limit, ratio }: Figure): string =>
  `  ${name.padEnd(46)} ${String(value).padStart(9)} ${unit.padEnd(10)}${limit === undefined ? '' : ` ${ratio} of ${limit}`}`;

async function main(args: string[]): Promise<void> {
  const json = args.includes('--json');
  const named = args.filter((arg) => !arg.startsWith('--'));
  const unknown = named.filter((name) => !Object.hasOwn(BENCHMARKS, name));
  if (unknown.length > 0)
    throw new Error(`no benchmark ${unknown.join(', ')}; there are ${Object.keys(BENCHMARKS).join(', ')}`);
  const results: Result[] = [];
  for (const name of named.length > 0 ? named : Object.keys(BENCHMARKS))
    results.push(await BENCHMARKS[name]!((text) => (json ? undefined : console.error(text))));
  const machine = { node: process.version, cores: availableParallelism() };
  if (json) console.log(JSON.stringify({ machine, results }, null, 2));
  else
    for (const { benchmark, load, figures } of results)
      console.log(
        [`${benchmark} (${load}; node ${machine.node}, ${machine.cores} cores)`, ...figures.map(line)].join('\n'),
      );
}

await main(process.argv.slice(2)).then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
