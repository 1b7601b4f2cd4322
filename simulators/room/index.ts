import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { type RunningLight, startLight } from '../light/index.js';
import { startMqttUnit } from '../mqtt/index.js';
import { startUnit } from '../opcua/index.js';
import { startEdgeNode } from '../sparkplug/index.js';
import { closeAll } from '../unit/open-unit.js';
import type { RoomOptions } from './options.js';

/** One unit as it was started. */
export interface UnitInRoom {
  name: string;
  protocol: 'OPC UA' | 'Sparkplug' | 'MQTT';
  address: string;
  user: string;
  /** where the password is */
  credentials: string;
  control: string;
}

export interface RunningRoom {
  units: UnitInRoom[];
  light: RunningLight | undefined;
  stop(): Promise<void>;
}

interface Place {
  /** of the unit, from 1 */
  number: number;
  name: string;
  serial: string;
  dir: string;
}

interface Started {
  unit: UnitInRoom;
  stop(): Promise<void>;
}

/** Starts the units of a room in this process. Rejects where one does not start, with nothing left running. */
export async function startRoom(options: RoomOptions): Promise<RunningRoom> {
  const { opcua, sparkplug, mqtt } = options;
  const open: (() => Promise<unknown> | void)[] = [];
  const units: UnitInRoom[] = [];
  try {
    for (let number = 1; number <= opcua + sparkplug + mqtt; number++) {
      const name = `U-${String(number).padStart(2, '0')}`;
      const serial = `BR-${String(number).padStart(4, '0')}`;
      const place = { number, name, serial, dir: path.resolve(options.dir, name) };
      const begin = number <= opcua ? overOpcUa : number <= opcua + sparkplug ? overSparkplug : overMqtt;
      const started = await begin(options, place);
      open.push(() => started.stop());
      units.push(started.unit);
    }
    const light = options.light.units > 0 ? startLights(options) : undefined;
    if (light) open.push(() => light.stop());
    return { units, light, stop: () => closeAll(open) };
  } catch (error) {
    await closeAll(open);
    throw error;
  }
}

async function overOpcUa(options: RoomOptions, place: Place): Promise<Started> {
  const { trust, host, port } = options;
  const { name, serial, dir } = place;
  const { user, password, credentials } = access(options, name, 'ballroom', dir);
  const own = { name, serial, dir, user, password, trust, host, ...paceOf(options, place) };
  const running = await startUnit({ ...own, ...(port === undefined ? {} : { port: port + place.number - 1 }) });
  const { endpoint: address, control } = running;
  return { unit: { name, protocol: 'OPC UA', address, user, credentials, control }, stop: () => running.stop() };
}

async function overSparkplug(options: RoomOptions, place: Place): Promise<Started> {
  const { site, primaryHost, opcua } = options;
  const { name, serial } = place;
  const edge = `EN-${String(place.number - opcua).padStart(2, '0')}`;
  const dir = path.resolve(options.dir, edge);
  const { user, password, credentials } = access(options, edge, edge, dir);
  const broker = { ...options.broker!, user, password };
  const { seed, ...pace } = paceOf(options, place);
  const devices = [{ name, serial, seed }];
  const node = await startEdgeNode({ name: edge, group: site, dir, broker, primaryHost, devices, ...pace });
  const address = `${site}/${edge}/${name} at ${broker.url}`;
  const { control } = node.devices[0]!;
  return { unit: { name, protocol: 'Sparkplug', address, user, credentials, control }, stop: () => node.stop() };
}

async function overMqtt(options: RoomOptions, place: Place): Promise<Started> {
  const { site, room } = options;
  const { name, serial, dir } = place;
  const { user, password, credentials } = access(options, name, name, dir);
  const broker = { ...options.broker!, user, password };
  const unit = await startMqttUnit({ name, serial, dir, broker, site, room, ...paceOf(options, place) });
  const address = `${unit.base} at ${broker.url}`;
  return {
    unit: { name, protocol: 'MQTT', address, user, credentials, control: unit.control },
    stop: () => unit.stop(),
  };
}

function startLights(options: RoomOptions): RunningLight {
  const { light, site, room } = options;
  const given = options.credentials.get('light');
  const as = given === undefined ? {} : { user: given.username, password: given.password };
  return startLight({ ...light, site, room, broker: { ...options.broker!, ...as } });
}

function paceOf({ speed, rate, seed = 1 }: RoomOptions, { number }: Place) {
  return {
    ...(speed === undefined ? {} : { speed }),
    ...(rate === undefined ? {} : { rate }),
    seed: seed + number - 1,
  };
}

/** User name and password from the given file, or else a password of its own, made once. */
function access(
  { credentials }: RoomOptions,
  name: string,
  user: string,
  dir: string,
): { user: string; password: string; credentials: string } {
  const given = credentials.get(name);
  if (given) return { user: given.username, password: given.password, credentials: 'the credentials file' };
  const file = path.join(dir, 'password');
  fs.mkdirSync(dir, { recursive: true });
  if (!fs.existsSync(file)) fs.writeFileSync(file, randomBytes(18).toString('base64url'), { mode: 0o600 });
  return { user, password: fs.readFileSync(file, 'utf8').trim(), credentials: file };
}
