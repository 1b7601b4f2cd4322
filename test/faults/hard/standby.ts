import { execFile } from 'node:child_process';
import { chmodSync, chownSync, cpSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { type RunningPostgres, startPostgres } from '../../../tools/demo/embedded-postgres.js';
import { until } from '../../support/walk.js';

const SLOT = 'standby';
/** What a copy of a running database leaves out: its process, what it streams instead, and its own readers. */
const OWN = ['postmaster.pid', 'postmaster.opts', 'pg_wal/*', 'pg_replslot/*'];

/** A second database with files of its own, which follows the first one commit by commit. */
export interface Standby {
  port: number;
  adminUrl: string;
  /** `kill -9` */
  kill(): Promise<void>;
  /** it takes the place of the first one, and is written to */
  promote(): Promise<void>;
  stop(): Promise<void>;
}

/** A copy of a database that runs, as `pg_basebackup` makes one; from then on, what is committed there is here too. */
export async function startStandby(primaryUrl: string): Promise<Standby> {
  const primary = new pg.Client({ connectionString: primaryUrl });
  await primary.connect();
  const dataDir = mkdtempSync(join(tmpdir(), `ballroom-test-${process.pid}-standby-`));
  chmodSync(dataDir, 0o711);
  let postgres: RunningPostgres | undefined;
  const stop = async (): Promise<void> => {
    await postgres?.stop();
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await backUp(primary, dataDir);
    const { port, username, password } = new URL(primaryUrl);
    const conninfo = `host=127.0.0.1 port=${port} user=${username} password=${password}`;
    const flags = [`primary_conninfo=${conninfo}`, `primary_slot_name=${SLOT}`];
    postgres = await startPostgres({ dataDir, durable: true, flags });
    await primary.query(`alter system set synchronous_standby_names = '*'`);
    await primary.query('select pg_reload_conf()');
    await until('every commit waits for the standby', async () => (await modes(primary)).includes('sync'));
  } catch (error) {
    await stop();
    throw error;
  } finally {
    await primary.end();
  }
  const { pid, exited } = postgres;
  const url = new URL(primaryUrl);
  url.port = `${postgres.port}`;
  return {
    ...{ port: postgres.port, adminUrl: url.href, stop },
    async kill() {
      process.kill(pid, 'SIGKILL');
      await exited;
    },
    async promote() {
      const client = new pg.Client({ connectionString: url.href });
      await client.connect();
      await client.query('select pg_promote(true, 300)').finally(() => client.end());
    },
  };
}

/** The files, with their owners, and what makes a standby of them. */
async function backUp(primary: pg.Client, dataDir: string): Promise<void> {
  const { rows } = await primary.query<{ data_directory: string }>('show data_directory');
  const from = rows[0]!.data_directory;
  const to = join(dataDir, 'postgres');
  await primary.query('select pg_create_physical_replication_slot($1, true)', [SLOT]);
  await primary.query(`select pg_backup_start('standby', true)`);
  await copied(from, dataDir);
  const label = await primary.query<{ labelfile: string }>('select labelfile from pg_backup_stop(false)');
  const { uid, gid } = statSync(to);
  for (const [file, text] of Object.entries({ backup_label: label.rows[0]!.labelfile, 'standby.signal': '' })) {
    writeFileSync(join(to, file), text);
    chownSync(join(to, file), uid, gid);
  }
  cpSync(join(dirname(from), 'secrets'), join(dataDir, 'secrets'), { recursive: true });
}

/** Files that go while they are copied are none that matter: the log of transactions makes the copy whole. */
const copied = (from: string, to: string): Promise<void> =>
  new Promise((done, fail) => {
    const args = [
      '-C',
      dirname(from),
      '--ignore-failed-read',
      '--warning=none',
      ...OWN.map((path) => `--exclude=postgres/${path}`),
    ];
    const pipe = `tar "$@" -cf - postgres | tar -C "$0" --same-owner -xpf -`;
    execFile('/bin/sh', ['-c', pipe, to, ...args], (error, _, said) => (error ? fail(new Error(said)) : done()));
  });

async function modes(primary: pg.Client): Promise<string[]> {
  const { rows } = await primary.query<{ sync_state: string }>('select sync_state from pg_stat_replication');
  return rows.map(({ sync_state }) => sync_state);
}
