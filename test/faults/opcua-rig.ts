import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LogLevel, setLogLevel } from 'node-opcua';
import { NEVER_KEPT } from '../../src/plant/equipment/domain/index.js';
import { Link } from '../../src/plant/equipment/opcua/link.js';
import type { Pace } from '../../src/plant/equipment/opcua/pace.js';
import type { UnitCredentials } from '../../src/plant/equipment/opcua/credentials.js';
import type { Cursor } from '../../src/plant/equipment/opcua/cursor.js';
import {
  openTrustStore,
  provisionClient,
  trustServer,
  type TrustStore,
} from '../../src/plant/equipment/opcua/trust-store.js';
import { UnitSession } from '../../src/plant/equipment/opcua/unit-session.js';
import type {
  ConditionSeen,
  ConnectionStatus,
  ConnectorMessage,
  Reserve,
  IdentityFinding,
  MessageGap,
  RawValue,
  UnitBy,
} from '../../src/plant/equipment/index.js';
import { type RunningUnit, startUnit, type UnitOptions } from '../../simulators/opcua/index.js';

setLogLevel(LogLevel.Critic);

const PASSWORD = 'of-the-test-units';
export const UNIT_LOGIN = { username: 'ballroom', password: PASSWORD };

const FU = 'lads:FunctionalUnitSet/unit:Culture';
const TAGS = {
  temperature: `${FU}/lads:FunctionSet/unit:Temperature/lads:CurrentValue`,
  ph: `${FU}/lads:FunctionSet/unit:PH/lads:CurrentValue`,
  door: `${FU}/lads:FunctionSet/unit:Door/lads:SensorValue`,
  heartbeat: `${FU}/unit:Heartbeat`,
};

/** Fast enough for tests: values every 100 ms, a cut link is seen after 1.2 s, queues hold 30 s. */
export const QUICK: Pace = {
  publishing: 100,
  keepAliveCount: 4,
  outage: 30_000,
  connect: 8000,
  backoff: { first: 100, most: 400 },
  retry: 50,
  repair: 300,
  renew: 200,
};

/** A real unit, and our side's folder with its trust. */
export class Rig {
  unit!: RunningUnit;
  trust!: TrustStore;
  private constructor(
    readonly dir: string,
    private readonly certificate: Buffer,
    private options: Partial<UnitOptions>,
  ) {}

  static async start(options: Partial<UnitOptions> = {}): Promise<Rig> {
    const dir = mkdtempSync(join(tmpdir(), 'ballroom-opcua-'));
    const { certificate } = await provisionClient(join(dir, 'pki'));
    const rig = new Rig(dir, certificate, { rate: 10, ...options });
    await rig.startUnit();
    await trustServer(join(dir, 'pki'), rig.unit.certificate);
    rig.trust = await openTrustStore(join(dir, 'pki'), { watched: false });
    return rig;
  }

  /** At the address that it had; what is given holds for later starts too. */
  async startUnit(given: Partial<UnitOptions> = {}): Promise<void> {
    this.options = { ...this.options, ...given };
    const port = this.unit === undefined ? 0 : Number(new URL(this.unit.endpoint).port);
    const trust = [this.certificate];
    const name = 'U-T';
    this.unit = await startUnit({
      name,
      dir: join(this.dir, 'unit'),
      password: PASSWORD,
      port,
      trust,
      ...this.options,
    });
  }

  /** The unit as the plant knows it. */
  row(given: Partial<UnitBy<'opcua'>> = {}): UnitBy<'opcua'> {
    return {
      id: randomUUID(),
      code: 'U-T',
      title: 'Unit under test',
      site: 'demo',
      room: 'B2',
      unitClass: 'closed-bioreactor',
      serial: 'BR-U-T',
      productInstanceUri: 'urn:ballroom:culture-unit:BR-U-T',
      connector: {
        kind: 'opcua',
        profile: 'lads',
        endpoint: this.unit.endpoint,
        applicationUri: this.unit.applicationUri,
        securityPolicy: 'Basic256Sha256',
        samplesPerSecond: 10,
      },
      tagMap: {
        namespaces: { lads: 'http://opcfoundation.org/UA/LADS/', unit: 'urn:ballroom:culture-unit' },
        tags: TAGS,
      },
      status: 'in-service',
      positions: [],
      quarantine: null,
      upkeep: NEVER_KEPT,
      ...given,
    };
  }

  async fault(name: string, body: object): Promise<void> {
    const answer = await fetch(`${this.unit.control}/faults/${name}`, { method: 'POST', body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${name}: ${await answer.text()}`);
  }

  async lift(name: string): Promise<void> {
    const answer = await fetch(`${this.unit.control}/faults/${name}`, { method: 'DELETE' });
    if (!answer.ok) throw new Error(`${name}: ${await answer.text()}`);
  }

  async stop(): Promise<void> {
    await this.unit.stop();
    await this.trust.certificates.dispose();
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** The database's part: it stores what comes and keeps the cursor, over restarts of the session before it. */
export class Store {
  readonly values: RawValue[] = [];
  /** of tags that have spoken and that history does not fill; of others nothing is doubted */
  readonly gaps: MessageGap[] = [];
  readonly refused: IdentityFinding[] = [];
  readonly states: ConnectionStatus[] = [];
  readonly reserves: { before: Reserve | null; now: Reserve }[] = [];
  readonly conditions: ConditionSeen[] = [];
  missed = 0;
  /** `hold` neither commits nor fails; `fail` is a database that is away */
  mode: 'commit' | 'hold' | 'fail' = 'commit';
  uncommitted: ConnectorMessage[] = [];
  cursor: Cursor | null = null;
  credentials = async (_unit: UnitBy<'opcua'>): Promise<UnitCredentials> => UNIT_LOGIN;
  row!: UnitBy<'opcua'>;

  constructor(readonly rig: Rig) {
    this.row = rig.row();
  }

  open(pace: Pace = QUICK): UnitSession {
    const session = new UnitSession(
      this.row,
      {
        trust: this.rig.trust,
        credentials: (unit) => this.credentials(unit),
        now: () => new Date().toISOString(),
        newId: randomUUID,
        holds: () => true,
        loadCursor: async () => structuredClone(this.cursor),
        saveCursor: async (_, cursor) => {
          if (this.mode === 'fail') throw new Error('the database is away');
          this.cursor = structuredClone(cursor) as Cursor;
        },
        deliver: (message) => (this.take(message), true),
        observed: async () => undefined,
        conditions: async (_, seen) => void this.conditions.push(...seen),
        changed: (_, status) => this.states.push(status),
        turn: async () => undefined,
        reserved: async (_, before, now) => void this.reserves.push({ before, now }),
        missed: () => void this.missed++,
        refused: (_, finding) => this.refused.push(finding),
      },
      pace,
    );
    session.start();
    return session;
  }

  /** Commits what was held. */
  release(): void {
    this.mode = 'commit';
    for (const message of this.uncommitted.splice(0)) this.take(message);
  }

  get heartbeats(): number[] {
    return this.values.filter(({ tag }) => tag === 'heartbeat').map(({ value }) => Number(value));
  }

  /** Every heartbeat once, and in order. */
  get isGapless(): boolean {
    const beats = this.heartbeats;
    return beats.every((beat, at) => at === 0 || beat === beats[at - 1]! + 1);
  }

  /** No heartbeat is missing; what was not committed when its session ended comes again, and is one row. */
  get isWhole(): boolean {
    const beats = [...new Set(this.heartbeats)];
    return beats.every((beat, at) => at === 0 || beat === beats[at - 1]! + 1);
  }

  private take(message: ConnectorMessage): void {
    if (this.mode === 'hold') return void this.uncommitted.push(message);
    if (this.mode === 'fail') return void setTimeout(() => message.retry(), 5);
    const tags = message.gap?.tags?.filter((tag) => this.values.some((value) => value.tag === tag)) ?? [];
    if (tags.length > 0) this.gaps.push({ cause: message.gap!.cause, tags });
    this.values.push(...message.values);
    setTimeout(() => message.ack(), 2);
  }
}

export async function until(condition: () => boolean, what: string, ms = 60_000): Promise<void> {
  const end = performance.now() + ms;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`${what}: not within ${ms} ms`);
    await sleep(20);
  }
}

/** The unit does what it is asked, or never hears of it, and there is no answer; until it is ended. */
export function loseAnswers(service: string, isHeard = true): { lost: () => number; end: () => void } {
  const raw = Object.getOwnPropertyDescriptor(Link.prototype, 'raw')!;
  let lost = 0;
  const get = function (this: Link): object {
    const session = raw.get!.call(this) as Record<string, unknown>;
    return new Proxy(session, {
      get: (_, name) => {
        const own = session[name as string];
        if (typeof own !== 'function') return own;
        if (name !== service) return own.bind(session) as unknown;
        return async (...given: unknown[]) => {
          if (isHeard) await (own.apply(session, given) as Promise<unknown>);
          lost++;
          throw new Error(`${service}: no answer`);
        };
      },
    });
  };
  Object.defineProperty(Link.prototype, 'raw', { ...raw, get });
  return { lost: () => lost, end: () => void Object.defineProperty(Link.prototype, 'raw', raw) };
}

/** As a crash leaves it: the socket gone, and nothing said to the unit. */
export function crash(session: UnitSession): void {
  (Reflect.get(session, 'connected') as { link: Link }).link.drop();
}
