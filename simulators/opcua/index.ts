import { openControl } from '../unit/control.js';
import { Disk, type LedgerLine } from '../unit/disk.js';
import type { Fault } from '../unit/faults.js';
import { Link } from '../unit/link.js';
import { OpcUaPanel } from './panel.js';
import { provisionUnit, trustClient, unitApplicationUri } from './pki.js';
import { openServer } from './server.js';
import { CultureUnit } from '../unit/unit.js';

export type { LedgerLine } from '../unit/disk.js';
export { provisionUnit, trustClient, unitApplicationUri, type UnitIdentity } from './pki.js';

export interface UnitOptions {
  name: string;
  /** the unit's disk */
  dir: string;
  password: string;
  user?: string;
  host?: string;
  port?: number;
  controlPort?: number;
  speed?: number;
  /** samples a second */
  rate?: number;
  seed?: number;
  serial?: string;
  /** client certificates to trust, DER */
  trust?: readonly Buffer[];
}

export interface RunningUnit {
  name: string;
  /** `opc.tcp://…` as clients see it */
  endpoint: string;
  /** `http://127.0.0.1:…` */
  control: string;
  applicationUri: string;
  /** DER */
  certificate: Buffer;
  thumbprint: string;
  ledger(from?: number): LedgerLine[];
  stop(): Promise<void>;
  /** resolves when the unit has stopped, by whatever way */
  stopped: Promise<void>;
}

/** Starts one unit in this process; sampling begins before it resolves. Rejects when a port is taken, with nothing left open. */
export async function startUnit(options: UnitOptions): Promise<RunningUnit> {
  const { name, dir, host = '127.0.0.1', serial = `BR-${name}`, user = 'ballroom', password } = options;
  const { speed = 1, rate = 1, seed = 1 } = options;
  const applicationUri = unitApplicationUri(name);
  const open: (() => Promise<unknown> | void)[] = [];
  let settle: () => void = () => undefined;
  const stopped = new Promise<void>((resolve) => (settle = resolve));
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopping ??= closeAll(open).finally(settle));

  try {
    const identity = await provisionUnit({ dir, applicationUri, hostname: host });
    for (const certificate of options.trust ?? []) await trustClient({ dir, certificate });
    const link = new Link();
    const port = await link.listen(host, options.port ?? 0);
    open.push(() => link.close());
    const { server, nodes, port: inner } = await openServer({ dir, identity, hostname: host, port, user, password });
    open.push(() => server.shutdown(0));
    const disk = new Disk(dir);
    open.push(() => disk.close());
    const unit = new CultureUnit(disk, { speed, rate, seed }, (fault) => {
      if (fault.name === 'link-cut') link.restore();
    });
    const endpoint = `opc.tcp://${host}:${port}`;
    const inject = (fault: Fault): void => {
      unit.inject(fault);
      if (fault.name === 'link-cut') link.cut(fault.mode ?? 'blackhole');
    };
    const control = await openControl(
      {
        inject,
        lift: (fault) => unit.lift(fault),
        snapshot: () => ({ name, endpoint, ...unit.snapshot() }),
        ledger: (from) => disk.ledger(from),
        stop: () => void stop(),
      },
      options.controlPort ?? 0,
    );
    open.push(() => void control.server.close());
    unit.run(new OpcUaPanel(nodes, { name, serial, applicationUri }, unit));
    open.push(() => unit.halt());
    link.connect(inner);
    const { certificate, thumbprint } = identity;
    return {
      name,
      endpoint,
      control: `http://127.0.0.1:${control.port}`,
      applicationUri,
      certificate,
      thumbprint,
      ledger: (from) => disk.ledger(from),
      stop,
      stopped,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function closeAll(open: (() => Promise<unknown> | void)[]): Promise<void> {
  for (const close of open.toReversed()) await close();
}
