import { readdirSync, readFileSync } from 'node:fs';
import type { UnitDto } from '../../../src/plant/equipment/unit.dto.js';
import { readPlant } from '../../../tools/demo/plant-file.js';
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
export const SPEED = 60;
/** messages that the broker keeps for the server while it is away */
const QUEUE = 250_000;
/** Units of the demo's plant: one of each protocol first. */
const CODES = ['U-01', 'U-05', 'U-07', 'U-02', 'U-06', 'U-08', 'U-03', 'U-04'];

/** The server, PostgreSQL with fsync, a broker and units, each a process, with a line to cut between the server and both others. */
export interface HardPlant extends KillRig {
  codes: readonly string[];
  /** of these, the units that speak OPC UA, and those that speak plain MQTT */
  opcua: readonly string[];
  plain: readonly string[];
  /** where its database's files are, if they have a place of their own */
  disk: string | null;
  lines: { database: DatabaseLine; broker: MqttTap };
  /** what a scenario has opened, and ends with the plant */
  closing: (() => Promise<unknown>)[];
  operator(): Promise<Client>;
  /** of the units that are not live, in the words of the API; an answer that does not come is no answer */
  away(): Promise<string[]>;
  /** what is not as it should be with the units, in the words of the API */
  problems(): Promise<string[]>;
  /** resolves when values of all units are stored that were measured after this */
  flow(): Promise<void>;
}

/** The broker that tests run against. */
export const BROKER = MOSQUITTO === undefined ? 'aedes' : 'mosquitto, with its sessions on disk';

export interface PlantOptions {
  /** folder for the database's files */
  disk?: string | undefined;
  /** the broker keeps nothing on disk */
  forgetful?: boolean | undefined;
}

export async function startPlant(units: number, { disk, forgetful = false }: PlantOptions = {}): Promise<HardPlant> {
  const codes = CODES.slice(0, units);
  let lines!: HardPlant['lines'];
  const rig = await startKillRig({
    ...(MOSQUITTO === undefined
      ? ({ broker: AEDES, version: '3.1.1' } as const)
      : ({
          broker: { ...REAL, start: (options) => REAL.start({ ...options, persistent: !forgetful, queue: QUEUE }) },
          version: '5',
        } as const)),
    ...{ rate: RATE, speed: SPEED, units: codes, disk },
    between: async ({ database, broker }) => {
      lines = { database: await DatabaseLine.open(database), broker: await MqttTap.open(broker) };
      return { database: lines.database.port, broker: lines.broker.port };
    },
  });
  const operator = () => rig.as('operator');
  const shown = async (): Promise<UnitDto[]> =>
    (await (await operator()).get<UnitDto[]>('/units')).filter(({ code }) => codes.includes(code));
  const away = async (): Promise<string[]> =>
    (await shown()).filter(({ connection }) => connection?.state !== 'live').map(({ code }) => code);
  const problems = async (): Promise<string[]> =>
    (await shown()).flatMap(({ connection }) => connection?.problems ?? []);
  const [opcua, plain] = ['opcua', 'mqtt'].map((kind) =>
    readPlant()
      .units.filter(({ code, connector }) => codes.includes(code) && connector.kind === kind)
      .map(({ code }) => code),
  ) as [string[], string[]];
  const plant: HardPlant = {
    ...{ ...rig, codes, opcua, plain, disk: disk ?? null, lines, closing: [], operator, away, problems },
    flow: () => untilFlowing(plant),
    async stop() {
      await rig.stop();
      for (const close of plant.closing.splice(0)) await close();
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
