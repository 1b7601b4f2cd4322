import { resolve } from 'node:path';
import { ConfigError, loadConfig } from '../src/platform/config/index.js';
import { whichDatabase } from './backup/which-database.js';
import { failureWords } from './failure-words.js';
import { drillDatabase } from './restore/drill-database.js';
import { Damaged, Unreadable } from './restore/read-archive.js';
import { report } from './restore/report.js';
import { restoreArchive } from './restore/restore-archive.js';

const USAGE = 'usage: npm run restore -- FILE [--check]';

/** 0: restored, and all is as it was backed up; 1: it is not, and nothing is restored; 2: nothing that can be judged. */
async function main(args: string[]): Promise<void> {
  const { file, check: isDrill } = readArguments(args);
  const config = loadConfig();
  const say = (line: string): void => console.log(line);
  const began = Date.now();
  const database = isDrill ? await drillDatabase(config.migrationUrl, say) : await whichDatabase(config, say, true);
  try {
    const restored = await restoreArchive(file, database.url, config);
    const run = { file, into: database.name, at: new Date(began).toISOString(), isDrill };
    console.log(report(restored, { ...run, seconds: (Date.now() - began) / 1000 }));
  } finally {
    await database.leave();
  }
}

function readArguments(args: string[]): { file: string; check: boolean } {
  const files = args.filter((arg) => arg !== '--check');
  const [file, ...more] = files;
  if (file === undefined || more.length > 0 || file.startsWith('-')) throw new Error(USAGE);
  return { file: resolve(file), check: files.length < args.length };
}

await main(process.argv.slice(2)).catch((error: unknown) => {
  const known = error instanceof Unreadable ? error.message : failureWords(error);
  const words = error instanceof ConfigError ? error.problems.join('\n') : known;
  const isJudged = error instanceof Damaged;
  console.error(isJudged ? `${error.message}\nNOT EQUAL: nothing is restored.` : `${words}\nNOT RESTORED.`);
  process.exitCode = isJudged ? 1 : 2;
});
