import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ConfigError, loadConfig } from '../src/platform/config/index.js';
import { whichDatabase } from './backup/which-database.js';
import { failureWords } from './failure-words.js';
import { drillDatabase } from './restore/drill-database.js';
import { judgeArchive } from './restore/judge-archive.js';
import type { Witnesses } from './restore/prove-archive.js';
import { Damaged, Unreadable } from './restore/read-archive.js';
import { report } from './restore/report.js';
import { restoreArchive } from './restore/restore-archive.js';

const USAGE = 'usage: npm run restore -- FILE [--check] [--sha256 HEX] [--key FILE] [--seals FILE]';

/** 0: restored, and all is as it was backed up; 1: it is not, and nothing is restored; 2: nothing that can be judged. */
async function main(args: string[]): Promise<void> {
  const { file, check: isDrill, ...kept } = readArguments(args);
  const config = loadConfig();
  const witnesses = { sealsDir: config.sealsDir, ...kept };
  const say = (line: string): void => console.log(line);
  const began = Date.now();
  // no database is made for an archive that is none
  const judged = await judgeArchive(file, witnesses.sha256);
  const database = isDrill ? await drillDatabase(config.migrationUrl, say) : await whichDatabase(config, say, true);
  try {
    const restored = await restoreArchive(file, database.url, witnesses, judged);
    const run = { file, into: database.name, at: new Date(began).toISOString(), isDrill };
    console.log(report(restored, { ...run, seconds: (Date.now() - began) / 1000 }));
  } finally {
    await database.leave();
  }
}

function readArguments(args: string[]): { file: string; check: boolean } & Partial<Witnesses> {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    ...{ args, allowPositionals: true },
    options: { check: { type: 'boolean' }, sha256: text, key: text, seals: text },
  });
  const [file, ...more] = positionals;
  const { check = false, sha256, key, seals } = values;
  if (file === undefined || more.length > 0) throw new Error(USAGE);
  if (sha256 !== undefined && !/^[0-9a-f]{64}$/i.test(sha256)) throw new Error(`--sha256: 64 digits\n${USAGE}`);
  if (seals !== undefined && !existsSync(seals)) throw new Unreadable(`${seals} cannot be read: there is no such file`);
  return {
    ...{ file: resolve(file), check },
    ...(sha256 === undefined ? {} : { sha256 }),
    ...(key === undefined ? {} : { key: readFileSync(key, 'utf8') }),
    ...(seals === undefined ? {} : { sealsDir: dirname(resolve(seals)), sealsFile: basename(seals) }),
  };
}

await main(process.argv.slice(2)).catch((error: unknown) => {
  const known = error instanceof Unreadable ? error.message : failureWords(error);
  const words = error instanceof ConfigError ? error.problems.join('\n') : known;
  const isJudged = error instanceof Damaged;
  console.error(isJudged ? `${error.message}\nNOT EQUAL: nothing is restored.` : `${words}\nNOT RESTORED.`);
  process.exitCode = isJudged ? 1 : 2;
});
