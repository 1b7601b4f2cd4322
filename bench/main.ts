import { parseArgs } from 'node:util';
import { auditSearch } from './audit-search.js';
import { dryRun } from './dry-run.js';
import type { Benchmark, Figure, Result } from './figure.js';
import { ingestMqtt, ingestSparkplug } from './ingest-broker.js';
import { ingestOpcua } from './ingest-opcua.js';
import { machine } from './machine.js';
import { openBatch } from './open-batch.js';
import { reconnectStorm } from './reconnect-storm.js';
import { sign } from './sign.js';
import { stepCommand } from './step-command.js';
import { trend } from './trend.js';
import { verifyChain } from './verify-chain.js';

const BENCHMARKS: Record<string, Benchmark> = {
  'ingest-opcua': ingestOpcua,
  'reconnect-storm': reconnectStorm,
  'ingest-mqtt': ingestMqtt,
  'ingest-sparkplug': ingestSparkplug,
  'step-command': stepCommand,
  'open-batch': openBatch,
  'dry-run': dryRun,
  trend,
  'audit-search': auditSearch,
  'verify-chain': verifyChain,
  sign,
};

const line = ({ name, value, unit, limit, ratio }: Figure): string =>
  `  ${name.padEnd(46)} ${String(value).padStart(9)} ${unit.padEnd(10)}${limit === undefined ? '' : ` ${ratio} of ${limit}`}`.trimEnd();

/** `npm run bench [-- --json] [--quick] [name…]` */
async function main(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false }, quick: { type: 'boolean', default: false } },
  });
  const unknown = positionals.filter((name) => !Object.hasOwn(BENCHMARKS, name));
  if (unknown.length > 0)
    throw new Error(`no benchmark ${unknown.join(', ')}; there are ${Object.keys(BENCHMARKS).join(', ')}`);
  const results: Result[] = [];
  for (const name of positionals.length > 0 ? positionals : Object.keys(BENCHMARKS))
    results.push(await BENCHMARKS[name]!({ quick: values.quick, say: (text) => console.error(text) }));
  const { words, ...facts } = machine();
  if (values.json) return console.log(JSON.stringify({ machine: facts, results }, null, 2));
  console.log(words);
  for (const { benchmark, load, figures } of results)
    console.log([`${benchmark} (${load})`, ...figures.map(line)].join('\n'));
}

await main(process.argv.slice(2)).then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
