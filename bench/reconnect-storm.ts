import { fileURLToPath } from 'node:url';
import { Staff } from '../tools/demo/staff.js';
import { launchServer, openDatabase, startServer } from './bench-server.js';
import { against, type Benchmark, type Figure, figure } from './figure.js';
import { defineLight, holdUnits, type LightPlant, startLightPlant } from './light-plant.js';
import { type RunningUnit, runProgram, startRunningUnit } from './running-unit.js';
import { lostBeats, stormOf, untilLive } from './storm.js';

const FULL = { units: 200, held: 10, tags: 4, rate: 1 };
const QUICK = { units: 8, held: 2, tags: 1, rate: 1 };
/** connects a second, as the server is told by default */
const PACE = 3;
const PATIENCE = 600_000;

const program = (path: string): [string, string] => [
  process.execPath,
  fileURLToPath(new URL(`../simulators/${path}.js`, import.meta.url)),
];

/** The server is killed, and all its units are connected anew; against the least that the pace of connects allows. */
export const reconnectStorm: Benchmark = async ({ quick, say }) => {
  const load = quick ? QUICK : FULL;
  const database = await openDatabase();
  const [running, light] = [
    await startRunningUnit(program('opcua/main'), database.dir),
    await startLightPlant(program('light/main'), database.dir, load),
  ];
  try {
    const first = await startServer(database);
    const codes = [running.code, ...light.names];
    say(`defines ${load.units} light units and a culture unit, and connects them`);
    try {
      const staff = new Staff(first.url);
      await running.define(staff);
      await defineLight(staff, light, load);
      await untilLive(staff, codes, PATIENCE);
      await runProgram(staff, running.code);
      await holdUnits(staff, light.names.slice(-load.held));
    } finally {
      await first.kill();
    }
    say('the server is killed and started');
    const since = Date.now();
    const second = await launchServer(database);
    try {
      const cpu = second.cpu();
      await untilLive(new Staff(second.url), codes, PATIENCE, since);
      const seconds = (Date.now() - since) / 1000;
      const used = ((second.cpu() - cpu) / seconds) * 100;
      const figures = await figuresOf(since, { running, light, held: load.held }, { seconds, used });
      figures.push(
        figure('values of light units lost', await lostBeats(database.migrationUrl, light, PATIENCE), 'values'),
      );
      const words = `${load.units} light units and one whose program runs, ${load.held} held by batches, SignAndEncrypt`;
      return { benchmark: 'reconnect-storm', load: words, figures };
    } finally {
      await second.stop();
    }
  } finally {
    running.stop();
    light.stop();
    await database.stop();
  }
};

async function figuresOf(
  since: number,
  { running, light, held }: { running: RunningUnit; light: LightPlant; held: number },
  { seconds, used }: { seconds: number; used: number },
): Promise<Figure[]> {
  const at = await running.reachedAt();
  const all = [...(await light.told()).reached, { unit: running.code, at }];
  const { order, peak, flapped } = stormOf(all, since);
  const least = figure(`${order.length} units at ${PACE} connects a second`, order.length / PACE, 's');
  const lastHeld = Math.max(...light.names.slice(-held).map((name) => order.indexOf(name)));
  return [
    least,
    against(least, 'all units live after the start of the server', seconds),
    figure('connects in the busiest second', peak, 'connects'),
    figure('place of the unit whose program runs', order.indexOf(running.code) + 1, '.'),
    figure(`last place of the ${held} that batches hold`, lastHeld + 1, '.'),
    figure('units that were connected more than once', flapped.length, 'units'),
    figure('  share of a core, meanwhile', used, '%'),
  ];
}
