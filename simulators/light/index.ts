import { randomBytes } from 'node:crypto';
import mqtt, { type MqttClient } from 'mqtt';
import type { BrokerAddress } from '../broker/address.js';
import { connectOptions } from '../broker/connection.js';
import type { LightUnit } from './light-unit.js';
import { plainUnit } from './plain-unit.js';
import { sparkplugUnit } from './sparkplug-unit.js';

export interface LightOptions {
  protocol: 'mqtt' | 'sparkplug';
  broker: BrokerAddress;
  units: number;
  /** values a second of each unit; null: as many as the broker takes */
  rate: number | null;
  /** so many tags, `tag-0` and on; left out: those of a culture unit */
  tags?: number;
  /** in the topics of plain MQTT; the site is the group of Sparkplug */
  site?: string;
  room?: string;
  /** units are named by it and a number (L-) */
  prefix?: string;
}

export interface LightCounts {
  /** connected now */
  connected: number;
  /** messages and values handed to the connection */
  messages: number;
  values: number;
  /** of these messages: acknowledged by the broker, or with QoS 0 gone out */
  arrived: number;
}

export interface RunningLight {
  names: string[];
  counts(): LightCounts;
  /** by unit */
  countsOf(name: string): Omit<LightCounts, 'connected'>;
  /** resolves when every unit has been connected once */
  ready: Promise<void>;
  /** stops sending, waits for what is under way for so many ms at most, and disconnects */
  stop(patience?: number): Promise<void>;
}

const TICK = 20; // ms
const IN_FLIGHT = 200; // messages of a unit that sends as fast as it can
const RETRY = 1000; // ms
const TAGS = { temperature: 37, co2: 5, ph: 7.2, do: 50, agitation: 10, glucose: 4, lactate: 2 } as const;
const METRICS = ['Temperature', 'CO2', 'PH', 'DO', 'Agitation', 'Glucose', 'Lactate'].map((name) => `Culture/${name}`);

interface Running {
  unit: LightUnit;
  client: MqttClient | undefined;
  isUp: boolean;
  /** values that are due */
  due: number;
  /** ms since 1970, of its last message */
  at: number;
  messages: number;
  arrived: number;
  inFlight: number;
}

/** Starts many units without a culture or a disk, each with a connection of its own; what is not sent in time is not made up. */
export function startLight(options: LightOptions): RunningLight {
  const { protocol, rate, units, site = 'demo', room = 'B2', prefix = 'L-' } = options;
  const boot = randomBytes(4).toString('hex');
  const own = Array.from({ length: options.tags ?? 0 }, (_, index) => `tag-${index}`);
  const tags = own.length > 0 ? own : protocol === 'mqtt' ? Object.keys(TAGS) : METRICS;
  const bases = new Map(tags.map((tag, index) => [tag, own.length > 0 ? index : Object.values(TAGS)[index]!]));
  const all = Array.from({ length: units }, (_, index): Running => {
    const name = `${prefix}${String(index + 1).padStart(4, '0')}`;
    const unit = protocol === 'mqtt' ? plainUnit(name, site, room, tags, boot) : sparkplugUnit(name, site, tags);
    return { unit, client: undefined, isUp: false, due: 0, at: 0, messages: 0, arrived: 0, inFlight: 0 };
  });

  const send = (one: Running): void => {
    const client = one.client!;
    one.messages++;
    one.inFlight++;
    one.at = Math.max(Date.now(), one.at + 1);
    const measured = { at: one.at, value: (tag: string) => bases.get(tag)! + (one.messages % 1000) / 10_000 };
    one.unit.send(client, measured, (error) => {
      if (one.client === client) one.inFlight--;
      if (!error) one.arrived++;
      if (rate === null && !isStopped) fill(one);
    });
  };
  const fill = (one: Running): void => {
    while (one.isUp && one.inFlight < IN_FLIGHT) send(one);
  };
  const tick = (): void => {
    const now = performance.now();
    const due = ((rate ?? 0) * (now - last)) / 1000;
    last = now;
    for (const one of all.filter(({ isUp }) => isUp)) {
      if (rate === null) fill(one);
      // what a stalled process has missed is gone, but for a second
      else one.due = Math.min(one.due + due, Math.max(rate, one.unit.valuesInMessage));
      for (; one.due >= one.unit.valuesInMessage && one.isUp; one.due -= one.unit.valuesInMessage) send(one);
    }
  };

  let isStopped = false;
  let last = performance.now();
  const ready = Promise.all(all.map((one) => connect(one, options.broker, () => isStopped))).then(() => undefined);
  const timer = setInterval(tick, TICK);
  const counts = (some: readonly Running[]): Omit<LightCounts, 'connected'> => ({
    messages: some.reduce((sum, { messages }) => sum + messages, 0),
    values: some.reduce((sum, { messages, unit }) => sum + messages * unit.valuesInMessage, 0),
    arrived: some.reduce((sum, { arrived }) => sum + arrived, 0),
  });
  return {
    names: all.map(({ unit }) => unit.name),
    counts: () => ({ connected: all.filter(({ isUp }) => isUp).length, ...counts(all) }),
    countsOf: (name) => counts(all.filter(({ unit }) => unit.name === name)),
    ready,
    async stop(patience = 5000) {
      isStopped = true;
      clearInterval(timer);
      const isOpen = (): boolean => all.some(({ isUp, inFlight }) => isUp && inFlight > 0);
      for (const end = Date.now() + patience; isOpen() && Date.now() < end;)
        await new Promise((resolve) => setTimeout(resolve, TICK));
      await Promise.all(all.flatMap(({ client, isUp }) => (client ? [client.endAsync(!isUp)] : [])));
    },
  };
}

/** Connects a unit, and again whenever that is lost; resolves at the first time. */
function connect(one: Running, broker: BrokerAddress, isStopped: () => boolean): Promise<void> {
  return new Promise((first) => {
    const open = (): void => {
      if (isStopped()) return;
      const will = one.unit.will?.();
      const client = mqtt.connect({
        ...connectOptions(broker),
        clientId: one.unit.name,
        ...(will === undefined ? {} : { will }),
      });
      one.client = client;
      client.on('connect', () => {
        one.isUp = true;
        one.inFlight = 0;
        one.unit.up(client);
        first();
      });
      client.on('message', () => one.unit.heard(client));
      client.on('error', () => client.end(true));
      client.on('close', () => {
        one.isUp = false;
        if (one.client === client && !isStopped()) setTimeout(open, RETRY);
      });
    };
    open();
  });
}
