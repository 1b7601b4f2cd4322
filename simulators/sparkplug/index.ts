import fs from 'node:fs';
import path from 'node:path';
import type { BrokerAddress } from '../broker/address.js';
import { BrokerConnection } from '../broker/connection.js';
import type { LedgerLine } from '../unit/disk.js';
import { Link } from '../unit/link.js';
import { closeAll, openUnit } from '../unit/open-unit.js';
import { Device } from './device.js';
import { EdgeNode } from './edge-node.js';

export type { LedgerLine } from '../unit/disk.js';

export interface EdgeNodeOptions {
  /** `EN-01`; also its client id */
  name: string;
  group: string;
  /** the node's disk, with a folder for each device */
  dir: string;
  broker: BrokerAddress;
  /** host whose STATE it heeds; null for none (ballroom) */
  primaryHost?: string | null;
  devices: readonly { name: string; serial?: string; controlPort?: number; seed?: number }[];
  speed?: number;
  /** samples a second */
  rate?: number;
  /** samples that each device keeps while it is not heard (86400); 0: none, so that an outage is a gap */
  buffer?: number;
  /** s; what was said so short before a loss was noticed is said again (60) */
  rewind?: number;
  /** messages of history a second (200) */
  replayRate?: number;
}

export interface RunningDevice {
  name: string;
  /** `http://127.0.0.1:…` */
  control: string;
  ledger(from?: number): LedgerLine[];
  /** samples that are not known to have arrived */
  waiting(): number;
}

export interface RunningEdgeNode {
  name: string;
  group: string;
  devices: RunningDevice[];
  stop(): Promise<void>;
  /** resolves when the node has stopped, by whatever way */
  stopped: Promise<void>;
}

/** Starts an edge node with its units in this process; they sample at once, whether the broker is there or not. */
export async function startEdgeNode(options: EdgeNodeOptions): Promise<RunningEdgeNode> {
  const { name, group, dir, broker, primaryHost = 'ballroom', speed, rate, buffer } = options;
  const { rewind = 60, replayRate = 200 } = options;
  const open: (() => Promise<unknown> | void)[] = [];
  let settle: () => void = () => undefined;
  const stopped = new Promise<void>((resolve) => (settle = resolve));
  let stopping: Promise<void>;
  const stop = (): Promise<void> => (stopping ??= closeAll(open).finally(settle));

  try {
    fs.mkdirSync(dir, { recursive: true });
    const link = new Link();
    const port = await link.listen('127.0.0.1', 0);
    open.push(() => link.close());
    const node = new EdgeNode({ name, group, dir, primaryHost, replayRate, rewind }, () => connection.renew());
    const connection = new BrokerConnection(broker, link, port, node);
    const devices: RunningDevice[] = [];
    const begin: (() => void)[] = [];
    for (const [index, one] of options.devices.entries()) {
      const settings = { ...one, dir: path.join(dir, one.name), speed, rate };
      const own = await openUnit(settings, {
        link,
        faults: { 'device-away': (isAway) => device.away(isAway) },
        about: { broker: broker.url, edgeNode: `${group}/${name}` },
        stop: () => void stop(),
      });
      open.push(() => own.close());
      const { serial = `BR-${one.name}` } = one;
      const user = broker.user ?? name;
      const device: Device = new Device(own, node, { name: one.name, dir: settings.dir, serial, index, user, buffer });
      node.add(device);
      begin.push(() => own.run(device));
      const ledger = (from?: number): LedgerLine[] => own.disk.ledger(from);
      devices.push({ name: one.name, control: own.control, ledger, waiting: () => device.waiting() });
    }
    open.push(() => connection.close());
    open.push(() => node.leave());
    for (const run of begin) run();
    node.run();
    connection.open();
    return { name, group, devices, stop, stopped };
  } catch (error) {
    await stop();
    throw error;
  }
}
