import type { LedgerLine } from '../unit/disk.js';
import { Link } from '../unit/link.js';
import { closeAll, openUnit, type UnitSettings } from '../unit/open-unit.js';
import { CONDITION_FAULTS, type ConditionFault } from './condition-nodes.js';
import { Neighbour } from './neighbour.js';
import { OpcUaPanel } from './panel.js';
import { provisionUnit, trustClient, unitApplicationUri } from './pki.js';
import { openServer, type SignIn } from './server.js';
import { plantDecoys, SessionFaults } from './session-faults.js';

export type { LedgerLine } from '../unit/disk.js';
export { provisionUnit, trustClient, unitApplicationUri, type UnitIdentity } from './pki.js';

export interface UnitOptions extends UnitSettings {
  password: string;
  user?: string;
  /** `user-name` where it is left out */
  signIn?: SignIn;
  /** certificates that sign in by `certificate`, DER */
  users?: readonly Buffer[];
  host?: string;
  port?: number;
  serial?: string;
  /** serial number of a second device at its server; none where it is left out */
  neighbour?: string;
  /** client certificates to trust, DER */
  trust?: readonly Buffer[];
  /** another namespace stands where the unit's own is else, with nodes of the same ids that lie */
  isShifted?: boolean;
  /** a sensor that has no node until so long after the start */
  late?: { tag: 'glucose' | 'lactate'; seconds: number };
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
  const {
    name,
    dir,
    host = '127.0.0.1',
    serial = `BR-${name}`,
    user = 'ballroom',
    password,
    signIn,
    users,
    isShifted,
    late,
  } = options;
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
    const access = { hostname: host, port, user, password, signIn, users };
    const { server, nodes, port: inner } = await openServer({ dir, identity, ...access, isShifted });
    open.push(() => server.shutdown(0));
    const sessions = new SessionFaults(server, () => {
      link.cut('reset');
      link.restore();
    });
    const endpoint = `opc.tcp://${host}:${port}`;
    const own = await openUnit(options, {
      link,
      // the OPC UA library sends no value of another type than its variable's
      wrongs: ['not-a-number', 'out-of-range'],
      about: {
        endpoint,
        get reachedAt() {
          return sessions.reachedAt;
        },
        get queues() {
          return panel.places.map(([tag, { nodeId }]) => [tag, sessions.queueOf(nodeId.toString())]);
        },
        get staleAcks() {
          return sessions.stale;
        },
        get numbersShifted() {
          return sessions.shifted;
        },
      },
      faults: {
        ...Object.fromEntries(CONDITION_FAULTS.map((name) => [name, (isOn: boolean) => alarm(name, isOn)])),
        'strict-acks': (isOn) => (sessions.isStrict = isOn),
        'last-numbers': (isOn) => isOn && sessions.renumber(),
      },
      stop: () => void stop(),
    });
    open.push(() => own.close());
    const panel = new OpcUaPanel(nodes, { name, serial, applicationUri }, own.unit, late?.tag);
    const neighbour = options.neighbour === undefined ? null : new Neighbour(nodes, options.neighbour);
    const alarm = (fault: ConditionFault, isOn: boolean): void => {
      if (fault === 'gas-supply-low') neighbour?.switch(isOn);
      panel.conditions.switch(fault, isOn);
    };
    if (isShifted === true) plantDecoys(nodes, panel.places);
    if (late !== undefined) {
      const reveal = setTimeout(() => panel.reveal(late.tag), late.seconds * 1000);
      open.push(() => clearTimeout(reveal));
    }
    own.run(panel);
    link.connect(inner);
    const { certificate, thumbprint } = identity;
    const ledger = (from?: number): LedgerLine[] => own.disk.ledger(from);
    const { control } = own;
    return { name, endpoint, control, applicationUri, certificate, thumbprint, ledger, stop, stopped };
  } catch (error) {
    await stop();
    throw error;
  }
}
