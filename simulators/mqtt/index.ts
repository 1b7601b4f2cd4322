import path from 'node:path';
import type { BrokerAddress } from '../broker/address.js';
import { BrokerConnection } from '../broker/connection.js';
import type { LedgerLine } from '../unit/disk.js';
import { Link } from '../unit/link.js';
import type { UnitKind } from '../unit/kinds.js';
import { closeAll, openUnit, type UnitSettings } from '../unit/open-unit.js';
import { MqttPanel, OFFLINE } from './panel.js';

export type { LedgerLine } from '../unit/disk.js';

export interface MqttUnitOptions extends UnitSettings {
  broker: BrokerAddress;
  /** topics begin with `ballroom/<site>/<room>/<name>` */
  site: string;
  room: string;
  serial?: string;
}

export interface RunningMqttUnit {
  name: string;
  /** what its topics begin with */
  base: string;
  /** `http://127.0.0.1:…` */
  control: string;
  ledger(from?: number): LedgerLine[];
  /** samples that wait for their PUBACK */
  waiting(): number;
  stop(): Promise<void>;
  /** resolves when the unit has stopped, by whatever way */
  stopped: Promise<void>;
}

/** What stands for its make in a unit's world-wide name. */
const MAKES: Readonly<Record<UnitKind, string>> = {
  'closed-bioreactor': 'culture-unit',
  washer: 'washer',
  freezer: 'freezer',
  'cell-counter': 'cell-counter',
};

/** Starts one unit in this process; it samples at once, whether the broker is there or not. */
export async function startMqttUnit(options: MqttUnitOptions): Promise<RunningMqttUnit> {
  const { name, site, room, broker, serial = `BR-${name}`, kind = 'closed-bioreactor' } = options;
  const base = `ballroom/${site}/${room}/${name}`;
  const open: (() => Promise<unknown> | void)[] = [];
  let settle: () => void = () => undefined;
  const stopped = new Promise<void>((resolve) => (settle = resolve));
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopping ??= closeAll(open).finally(settle));

  try {
    const link = new Link();
    const port = await link.listen('127.0.0.1', 0);
    open.push(() => link.close());
    const about = { broker: broker.url, topics: base };
    const own = await openUnit(options, { link, about, stop: () => void stop() });
    open.push(() => own.close());
    const identity = { serial, productInstanceUri: `urn:ballroom:${MAKES[kind]}:${serial}` };
    const panel = new MqttPanel(base, identity, own, path.resolve(options.dir), broker.user ?? name);
    const connection = new BrokerConnection(broker, link, port, {
      clientId: name,
      will: () => ({ topic: `${base}/status`, payload: Buffer.from(OFFLINE), qos: 1, retain: true }),
      up: (client) => panel.up(client),
      down: () => panel.down(),
      message: (_, payload) => panel.command(payload),
    });
    open.push(() => connection.close());
    open.push(() => panel.leave());
    own.run(panel);
    connection.open();
    const ledger = (from?: number): LedgerLine[] => own.disk.ledger(from);
    return { name, base, control: own.control, ledger, waiting: () => panel.waiting(), stop, stopped };
  } catch (error) {
    await stop();
    throw error;
  }
}
