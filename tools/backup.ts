import { resolve } from 'node:path';
import { type Config, ConfigError, loadConfig } from '../src/platform/config/index.js';
import { type Backup, makeBackup } from './backup/make-backup.js';
import { whichDatabase } from './backup/which-database.js';
import { failureWords } from './failure-words.js';

const USAGE = 'usage: npm run backup -- FILE';

/** Writes all rows of the database into a new file, while servers write on. 0: written, 1: not. */
async function main(args: string[]): Promise<void> {
  const [file, ...more] = args;
  if (file === undefined || more.length > 0 || file.startsWith('-')) throw new Error(USAGE);
  const config = loadConfig();
  const began = Date.now();
  const database = await whichDatabase(config, (line) => console.log(line), false);
  try {
    const backup = await makeBackup(database.url, resolve(file), config);
    console.log(
      told(backup, { file: resolve(file), from: database.name, seconds: (Date.now() - began) / 1000 }, config),
    );
  } finally {
    await database.leave();
  }
}

/** What a person should know of it, and keep with it. */
function told(backup: Backup, run: { file: string; from: string; seconds: number }, config: Config): string {
  const { header, manifest, bytes, sha256, isSigned } = backup;
  const tables = Object.values(manifest.tables);
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const { facts, heads, seal } = manifest.ledger;
  const sealed = seal === null ? 'no seal' : `newest seal ${seal.number}, key ${header.sealKey!.fingerprint}`;
  return [
    `Backed up ${run.from} as it was at ${header.at}:`,
    `  ${run.file}`,
    `  ${bytes} bytes, SHA-256 ${sha256}`,
    `  ${rows} rows in ${tables.length} tables, ${header.migrations.length} migrations, Ballroom ${header.product}, ${run.seconds.toFixed(1)} s`,
    `  ledger: ${facts} facts in ${heads.rows} streams, ${sealed}`,
    isSigned
      ? '  The manifest is signed by the key of its seals.'
      : `  It is not signed: the key of its seals is not in ${config.keysDir}. Keep its SHA-256 where nobody can write.`,
    ...(header.sealKey?.pem === null
      ? [`  The public key of its seals was not found in ${config.sealsDir}: keep it with the archive.`]
      : []),
    'It holds what the database holds, hashes of passwords among it: keep it as you keep the database, and on another machine.',
    'Keep apart from it, for it holds none of them:',
    `  ${config.keysDir}/seal.pem            signs seals and records; without it a restored server cannot go on`,
    `  ${config.dataDir}/pki/                certificates and keys towards units`,
    `  ${config.dataDir}/unit-credentials.json, unit-users/, secrets/   passwords and keys of units and of the database`,
    `  ${config.sealsDir}/                 the seals that were published`,
  ].join('\n');
}

await main(process.argv.slice(2)).catch((error: unknown) => {
  const words = error instanceof ConfigError ? error.problems.join('\n') : failureWords(error);
  console.error(`${words}\nNOT BACKED UP.`);
  process.exitCode = 1;
});
