import { sha256 } from '../../../kernel/canonical-json.js';
import type { Instant, Uuid } from '../../../kernel/ids.js';
import {
  type ActivityChange,
  type ConnectionStatus,
  type ConnectorPorts,
  type GapCause,
  isActivity,
  type RawReject,
  type RawValue,
  type UnitBy,
  UnitConnection,
} from '../domain/index.js';
import { Backlog, type Entry } from './backlog.js';
import type { DeviceData, Effect, KnownMetric } from './edge-node.js';
import type { Pace } from './pace.js';
import { type Answer, activityIn, answerIn, findStranger, isOfProfile, isOfSight, type Said } from './profile.js';
import { instantOf, rawValue } from './raw-values.js';
import { Resync } from './resync.js';

/** Of what was refused: characters of its name, and its bytes. */
const MOST_SOURCE = 200;
const MOST_KEPT = 4096;

/** One unit as its device speaks: nothing of a stranger is taken, nothing that is lost goes unsaid. */
export class UnitFeed {
  readonly device: string;
  private readonly tags: ReadonlyMap<string, string[]>;
  private readonly backlog: Backlog;
  private readonly shown: UnitConnection;
  /** why something may be missing before the next value */
  private doubt: GapCause | null = 'host-offline';
  private resync: Resync | null = null;
  private said: Map<string, KnownMetric> | null = null;
  private isStranger = false;
  private problems: string[] = [];
  private connection: Uuid;
  /** metrics of the birth that no tag has: each is kept as a reject once */
  private readonly strange = new Set<string>();
  private waiting = new Map<Uuid, (answer: Answer | null) => void>();

  constructor(
    readonly unit: UnitBy<'sparkplug'>,
    private readonly ports: ConnectorPorts,
    private readonly pace: Pace,
  ) {
    this.device = unit.connector.device;
    const metrics = Object.entries(unit.tagMap.metrics);
    const byName = Map.groupBy(metrics, ([, name]) => name);
    this.tags = new Map([...byName].map(([name, entries]) => [name, entries.map(([tag]) => tag)]));
    const changed = (status: ConnectionStatus): void => ports.changed(unit.id, status);
    this.shown = new UnitConnection({ now: () => ports.now(), changed });
    this.connection = ports.newId();
    this.backlog = new Backlog(
      {
        deliver: ({ changes: _, ...entry }, ack, retry) =>
          ports.deliver({ unit: unit.id, ...entry, isOnlyCopy: true, urgent: () => true, ack, retry }),
        observed: (changes) => ports.observed(unit.id, changes),
      },
      { values: pace.backlog, retry: pace.retry },
    );
  }

  get status(): ConnectionStatus {
    return this.shown.status;
  }

  /** What the unit last said of itself; null while that is stale. */
  get current(): Said | null {
    return this.shown.isLive ? this.said : null;
  }

  /** The unit's answer to a command; null where the unit is gone before it comes. Asked before the command is sent. */
  answer(command: Uuid): Promise<Answer | null> {
    return new Promise((resolve) => this.waiting.set(command, resolve));
  }

  give(command: Uuid, answer: Answer | null): void {
    this.waiting.get(command)?.(answer);
    this.waiting.delete(command);
  }

  close(): void {
    this.abandon();
    this.backlog.close();
  }

  /** Our own connection to the broker is lost. */
  lose(problem: string): void {
    this.leave('host-offline', problem, this.ports.now());
  }

  /** The broker is reached, and births are awaited. */
  reach(): void {
    this.shown.enter('lost', [`no birth of ${this.unit.connector.edgeNode} yet`]);
  }

  take(effect: Effect, now: number): void {
    switch (effect.effect) {
      case 'rebirth':
        return;
      case 'lost':
        return this.miss(now);
      case 'node-born':
        if (!effect.again) this.leave('unit-offline', `no birth of ${this.device} yet`, this.ports.now());
        else if (this.said !== null) this.shown.enter('seek', [`no birth of ${this.device} yet`]);
        return;
      case 'device-born':
        return this.bear(effect.data, now);
      case 'data':
        return this.hear(effect.data, now);
      case 'device-gone': {
        const at = effect.at === null ? null : instantOf(effect.at);
        return this.leave('unit-offline', `${effect.by} of ${this.device}`, at ?? this.ports.now());
      }
      case 'unknown':
        return this.refuseUnknown(effect);
      case 'malformed': {
        if (this.isStranger) return;
        const reason = effect.fault === 'too-large' ? 'payload.too-large' : 'payload.malformed';
        return this.refuse([{ reason, source: `${effect.verb} ${this.device}`, bytes: effect.bytes }]);
      }
    }
  }

  tick(now: number): void {
    if (this.status.state === 'resyncing' && this.resync?.isOver(now) === true) this.goLive();
  }

  /** Births are asked for, and an edge node that keeps what it has sent says it again with them. */
  private miss(now: number): void {
    this.doubt ??= 'message-lost';
    if (this.said === null) return;
    this.resync ??= new Resync(this.pace.history, now);
    if (this.current !== null) this.shown.enter('reached', this.problems);
  }

  private bear(data: DeviceData, now: number): void {
    const birth = new Map(data.metrics.map((metric) => [metric.name, metric]));
    const finding = findStranger(this.unit, birth);
    this.isStranger = finding !== null;
    if (finding !== null) {
      this.leave('unit-offline', `identity: ${finding.reason}`, this.ports.now());
      return this.ports.refused(this.unit.id, finding);
    }
    const wasAway = this.said === null;
    this.strange.clear();
    this.said = birth;
    this.problems = [...this.tags]
      .filter(([name]) => !birth.has(name))
      .flatMap(([name, tags]) => tags.map((tag) => `${tag}: ${name} is not in the birth`));
    if (wasAway) {
      this.connection = this.ports.newId();
      this.resync = new Resync(this.pace.history, now);
    }
    this.resync?.begin(now);
    // what has neither a time nor a quality yet is no reading
    const isSaid = ({ isNull, timestamp, properties }: KnownMetric): boolean =>
      !isNull || timestamp !== null || properties !== null;
    this.collect({ ...data, metrics: data.metrics.filter(isSaid) }, now);
    if (this.resync !== null || !this.shown.isReached) this.shown.enter('reached', this.problems);
    if (this.resync === null) this.goLive();
  }

  private hear(data: DeviceData, now: number): void {
    if (this.said === null) return;
    for (const metric of data.metrics) if (!metric.isHistorical) this.said.set(metric.name, metric);
    const answer = answerIn(data.metrics);
    if (answer !== null) this.give(answer.id, answer);
    this.collect(data, now);
  }

  /** Values of tags, changes of activity, and what can be neither, as entries. */
  private collect({ metrics, timestamp, bytes }: DeviceData, now: number): void {
    const values: RawValue[] = [];
    const faults: { reason: RawReject['reason']; name: string }[] = [];
    for (const metric of metrics) {
      const { name } = metric;
      const tags = this.tags.get(name);
      if (tags === undefined && !isOfProfile(name) && !this.strange.has(name)) {
        this.strange.add(name);
        faults.push({ reason: 'tag.unknown', name });
      }
      for (const tag of tags ?? []) {
        const mapped = rawValue(tag, metric, timestamp);
        if ('value' in mapped) values.push(mapped.value);
        else faults.push({ reason: mapped.fault, name });
      }
    }
    const byReason = Map.groupBy(faults, ({ reason }) => reason);
    this.refuse(
      [...byReason].map(([reason, all]) =>
        this.reject(
          reason,
          all.map(({ name }) => name),
          bytes,
        ),
      ),
    );
    for (const isHistory of [true, false]) {
      const change = this.changeIn(metrics.filter(({ isHistorical }) => isHistorical === isHistory));
      const own = values.filter(({ origin }) => (origin === 'history') === isHistory);
      const entry = { ...this.entry(own), changes: change !== null && isActivity(change.activity) ? [change] : [] };
      if (own.length + entry.changes.length === 0) continue;
      this.pass(this.resync === null ? [entry] : this.resync.take(entry, isHistory, now));
    }
  }

  /** A setpoint that is another now is looked at as the unit's activity is, which goes on as it was. */
  private changeIn(metrics: KnownMetric[]): ActivityChange | null {
    const isLive = metrics.some(({ name, isHistorical }) => isOfSight(name) && !isHistorical);
    return activityIn(metrics) ?? (isLive ? activityIn([...(this.said?.values() ?? [])]) : null);
  }

  private refuseUnknown({ names, aliases, bytes }: Extract<Effect, { effect: 'unknown' }>): void {
    if (this.said === null) return;
    const unknown = [...names, ...aliases.map((alias) => `alias ${alias}`)];
    this.refuse([this.reject('tag.unknown', unknown, bytes)]);
  }

  private reject(reason: RawReject['reason'], names: string[], bytes: Uint8Array): RawReject {
    return { reason, source: `${this.device}: ${names.join(', ')}`.slice(0, MOST_SOURCE), bytes };
  }

  private refuse(rejects: RawReject[]): void {
    // copies: what came is a part of a larger buffer
    const kept = rejects.map(({ bytes, ...rest }) => ({
      ...rest,
      bytes: bytes.slice(0, MOST_KEPT),
      ...(bytes.length > MOST_KEPT && { whole: { length: bytes.length, sha256: sha256(bytes).toString('hex') } }),
    }));
    if (kept.length > 0) this.backlog.push({ ...this.entry([]), rejects: kept });
  }

  private entry(values: RawValue[]): Entry {
    return { values, rejects: [], changes: [], receivedAt: this.ports.now(), connection: this.connection };
  }

  /** On to the database, the first values with the doubt about what is before them. */
  private pass(entries: Entry[]): void {
    for (const entry of entries) {
      if (this.doubt === null || entry.values.length === 0) this.backlog.push(entry);
      else {
        this.backlog.push({ ...entry, gap: { cause: this.doubt } });
        this.doubt = null;
      }
    }
  }

  /** What was held back while history came goes on after it. */
  private flush(): void {
    const rest = this.resync?.finish() ?? [];
    this.resync = null;
    this.pass(rest);
  }

  private goLive(): void {
    this.flush();
    this.shown.enter(this.problems.length === 0 ? 'synced' : 'impaired', this.problems);
  }

  private leave(cause: GapCause, problem: string, since: Instant): void {
    this.flush();
    this.abandon();
    this.said = null;
    this.doubt ??= cause;
    this.shown.enter('lost', [problem], since);
  }

  private abandon(): void {
    for (const command of [...this.waiting.keys()]) this.give(command, null);
  }
}
