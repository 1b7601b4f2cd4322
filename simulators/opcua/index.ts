import { openControl } from './control.js';
import { Disk, type LedgerLine } from './disk.js';
import type { Fault, FaultName } from './faults.js';
import { Link } from './link.js';
import { OpcUaPanel } from './panel.js';
import { provisionUnit, trustClient, unitApplicationUri } from './pki.js';
import { openServer } from './server.js';
import { CultureUnit } from './unit.js';

export type { LedgerLine } from './disk.js';
export { NAMESPACES } from './nodes.js';
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

/** Starts one unit in this process; sampling begins before it resolves. */
export async function startUnit(options: UnitOptions): Promise<RunningUnit> {
  const { name, dir, host = '127.0.0.1', serial = `BR-${name}`, user = 'ballroom', password } = options;
  const applicationUri = unitApplicationUri(name);
  const identity = await provisionUnit({ dir, applicationUri, hostname: host });
  for (const certificate of options.trust ?? []) await trustClient({ dir, certificate });
  const link = new Link();
  const port = await link.listen(host, options.port ?? 0);
  const { server, nodes, port: inner } = await openServer({ dir, identity, hostname: host, port, user, password });
  const disk = new Disk(dir);
  const { speed = 1, rate = 1, seed = 1 } = options;
  const unit = new CultureUnit(disk, { speed, rate, seed }, (fault) => {
    if (fault.name === 'link-cut') link.restore();
  });
  unit.run(new OpcUaPanel(nodes, { name, serial, applicationUri }, unit));
  link.connect(inner);

  let stopping: Promise<void> | undefined;
  let settle: () => void = () => undefined;
  const stopped = new Promise<void>((resolve) => (settle = resolve));
  const stop = (): Promise<void> => (stopping ??= shutDown().finally(settle));
  const control = await openControl(
    {
      inject: (fault: Fault) => {
        unit.inject(fault);
        if (fault.name === 'link-cut') link.cut(fault.mode ?? 'blackhole');
      },
      lift: (fault: FaultName) => unit.lift(fault),
      snapshot: () => ({ name, endpoint, ...unit.snapshot() }),
      ledger: (from) => disk.ledger(from),
      stop: () => void stop(),
    },
    options.controlPort ?? 0,
  );
  const endpoint = `opc.tcp://${host}:${port}`;

  async function shutDown(): Promise<void> {
    unit.halt();
    control.server.close();
    await link.close();
    await server.shutdown(0);
    disk.close();
  }

  return {
    name,
    endpoint,
    control: `http://127.0.0.1:${control.port}`,
    applicationUri,
    certificate: identity.certificate,
    thumbprint: identity.thumbprint,
    ledger: (from) => disk.ledger(from),
    stop,
    stopped,
  };
}
