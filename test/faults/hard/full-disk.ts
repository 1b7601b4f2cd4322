import { execFileSync } from 'node:child_process';
import { chmodSync, closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { asAdmin } from '../../support/cluster.js';
import { until } from '../../support/walk.js';
import type { HardPlant } from './hard-plant.js';
import { type Disk, type Scenario, secondsOf } from './scenario.js';

const SIZE = '512m';
const MIB = 2 ** 20;

/** Hard test 8, its second part. */
export const fullDisk: Scenario = {
  name: 'full-disk',
  title: 'The disk of the database is full, until somebody makes room',
  long: '5 min, instead of 15 s',
  hindered() {
    try {
      smallDisk().remove();
      return null;
    } catch (error) {
      return `no small disk can be made here (${String((error as Error).message).split('\n')[0]})`;
    }
  },
  own: { disk: smallDisk },
  async strike(plant, { long }) {
    const ms = long ? 300_000 : 15_000;
    const ballast = join(plant.disk!, 'ballast');
    fill(ballast);
    const full = performance.now();
    try {
      await until('the database has said so', () => isFull(plant), 120_000, 250);
      await sleep(ms);
    } finally {
      rmSync(ballast);
    }
    const took = performance.now() - full;
    // a database that could not write its log has ended, and its keeper starts it again
    const ended = !plant.database.isAlive();
    if (ended) await plant.database.start();
    const wrong = plant.server.isAlive() ? [] : ['the server ended with its database'];
    return {
      seen: null,
      words: [`${secondsOf(took)}${ended ? '; the database ended, and was started again' : ''}`],
      wrong,
    };
  },
};

function smallDisk(): Disk {
  const dir = mkdtempSync(join(tmpdir(), 'ballroom-small-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', dir], { stdio: 'pipe' });
  } catch (error) {
    rmSync(dir, { recursive: true });
    throw error;
  }
  chmodSync(dir, 0o755);
  return {
    dir,
    remove() {
      execFileSync('umount', [dir]);
      rmSync(dir, { recursive: true });
    },
  };
}

/** Writes until the disk takes no more. */
function fill(file: string): void {
  const fd = openSync(file, 'w');
  try {
    for (const size of [MIB, 4096]) {
      const bytes = Buffer.alloc(size, 1);
      try {
        for (;;) writeSync(fd, bytes);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      }
    }
  } finally {
    closeSync(fd);
  }
}

/** Whether a write of any size fails now, or the database has ended of it. */
async function isFull({ database, adminUrl }: HardPlant): Promise<boolean> {
  if (!database.isAlive()) return true;
  try {
    await asAdmin(adminUrl, async (admin) => {
      await admin.query('create table if not exists ballast (bytes bytea)');
      await admin.query(`insert into ballast select decode(repeat('00', 500000), 'hex') from generate_series(1, 40)`);
      await admin.query('drop table ballast');
    });
    return false;
  } catch {
    return true;
  }
}
