import { readdirSync, readFileSync } from 'node:fs';
import { AEDES, REAL } from '../../support/broker.js';
import type { Client } from '../../support/client.js';
import { type KillRig, startKillRig, type Victim } from '../../support/kill-rig.js';
import { untilFlowing } from '../../support/kill-storm.js';
import { MOSQUITTO } from '../../support/mosquitto.js';
import { until } from '../../support/walk.js';
import { MqttTap } from '../mqtt-tap.js';
import { DatabaseLine } from './database-line.js';

/** samples a second of each unit, nine values each */
export const RATE = 5;
const SPEED = 60;
/** Units of the demo's plant: one of each protocol first. */
const CODES = ['U-01', 'U-05', 'U-07', 'U-02', 'U-06', 'U-08', 'U-03', 'U-04'];

/** The server, PostgreSQL with fsync, a broker and units, each a process, with a line to cut between the server and both others. */
export interface HardPlant extends KillRig {
  codes: readonly string[];
  /** where its database's files are, if they have a place of their own */
  disk: string | null;
  lines: { database: DatabaseLine; broker: MqttTap };
  operator(): Promise<Client>;
  /** of the units that are not live, in the words of the API; an answer that does not come is no answer */
  away(): Promise<string[]>;
}

/** The broker that tests run against. */
export const BROKER = MOSQUITTO === undefined ? 'aedes' : 'mosquitto, with its sessions on disk';

export async function startPlant(units: number, disk?: string): Promise<HardPlant> {
  const codes = CODES.slice(0, units);
  let lines!: HardPlant['lines'];
  const rig = await startKillRig({
    ...(MOSQUITTO === undefined
      ? ({ broker: AEDES, version: '3.1.1' } as const)
      : ({
          broker: { ...REAL, start: (options) => REAL.start({ ...options, persistent: true }) },
          version: '5',
        } as const)),
    ...{ rate: RATE, speed: SPEED, units: codes, disk },
    between: async ({ database, broker }) => {
      lines = { database: await DatabaseLine.open(database), broker: await MqttTap.open(broker) };
      return { database: lines.database.port, broker: lines.broker.port };
    },
  });
  const operator = () => rig.as('operator');
  const away = async (): Promise<string[]> => {
    const all = await (await operator()).get<{ code: string; connection: { state: string } | null }[]>('/units');
    return all
      .filter(({ code, connection }) => codes.includes(code) && connection?.state !== 'live')
      .map(({ code }) => code);
  };
  const plant: HardPlant = {
    ...{ ...rig, codes, disk: disk ?? null, lines, operator, away },
    async stop() {
      await rig.stop();
      await Promise.all([lines.database.close(), lines.broker.close()]);
    },
  };
  try {
    await untilFlowing(plant);
    await until('all units are live', async () => (await away()).length === 0);
  } catch (error) {
    await plant.stop();
    throw error;
  }
  return plant;
}

/** A process and those that it has started, as a database has them. */
export function family(pid: number): number[] {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((each) => parentOf(each) === pid);
  return [pid, ...children];
}

function parentOf(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')[1]);
  } catch {
    return 0; // it has ended meanwhile
  }
}

/** MiB of memory that a process holds. */
export function memoryOf({ pid }: Pick<Victim, 'pid'>): number {
  const kib = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid()}/status`, 'utf8'))![1];
  return Math.round(Number(kib) / 1024);
}
