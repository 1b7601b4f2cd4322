import {
  AttributeIds,
  constructEventFilter,
  type EventFilter,
  type LocalizedText,
  NodeId,
  ofType,
  StatusCodes,
  type Variant,
} from 'node-opcua';
import type { Instant } from '../../../kernel/ids.js';
import { storableText } from '../../../kernel/storable-text.js';
import { CommandRefused, type ConditionSeen } from '../domain/index.js';
import type { Link } from './link.js';
import { instantOf } from './said.js';
import type { Sources } from './sources.js';

const SERVER = 'i=2253';

/** Events of all conditions of a unit, which are raised at its server: as an item of its subscription. */
export const CONDITIONS = {
  ...{ key: '!conditions by source', name: 'conditions', watched: true, address: SERVER, queueSize: 1000 },
  isNotifier: true,
} as const;

const CONDITION_TYPE = 'i=2782';
const REFRESH = 'i=3875';
const REFRESH_START = 'ns=0;i=2787';
const REFRESH_END = 'ns=0;i=2788';
const ACKNOWLEDGE = 'i=9111';
const SUBSCRIBABLE = 1;
const LONGEST = 500;
/** of a key: the URI before it may have a `#` of its own */
const BRANCH = /#(?:ns=\d+;)?[isgb]=.*$/;

const FIELDS = [
  ...['EventId', 'EventType', 'Time', 'Severity', 'Message', 'ConditionId', 'ConditionName', 'BranchId', 'Retain'],
  ...['ActiveState.Id', 'AckedState.Id', 'SourceName', 'SourceNode'],
];
const [EVENT_TYPE, SOURCE_NODE] = [FIELDS.indexOf('EventType'), FIELDS.indexOf('SourceNode')];

/** Which events are asked for, and what of each: of conditions, and the two that stand around a refresh. */
export const conditionFilter = (): EventFilter => constructEventFilter(FIELDS, ofType(CONDITION_TYPE));

/** What one event says. */
export type Seen = ConditionSeen;

/** Alarms and conditions of a unit over one connection. */
export class Conditions {
  /** keys of a refresh that is on its way */
  private refreshed: { keys: string[]; at: Instant } | null = null;

  private constructor(
    private readonly link: Link,
    private readonly namespaces: readonly string[],
    private readonly sources: Sources,
    /** whether the unit raises events at all */
    readonly areThere: boolean,
  ) {}

  static async of(link: Link, sources: Sources): Promise<Conditions> {
    const [namespaces, notifier] = await Promise.all([
      link.session.readNamespaceArray(),
      link.session.read({ nodeId: SERVER, attributeId: AttributeIds.EventNotifier }),
    ]);
    const areThere = notifier.statusCode.isGood() && (Number(notifier.value.value) & SUBSCRIBABLE) !== 0;
    return new Conditions(link, namespaces, sources, areThere);
  }

  /** All that the unit keeps comes again as events; a unit that cannot says only what changes from now on. */
  async refresh(subscription: number): Promise<void> {
    this.refreshed = null;
    const inputArguments = [{ dataType: 'UInt32', value: subscription }];
    if (this.areThere) await this.link.call(CONDITION_TYPE, REFRESH, inputArguments).catch(() => undefined);
  }

  /** Rejects with `CommandRefused` where the unit does not take it. */
  async acknowledge(key: string, event: string, comment: string): Promise<void> {
    const status = await this.link.call(this.addressOf(key), ACKNOWLEDGE, [
      { dataType: 'ByteString', value: Buffer.from(event, 'hex') },
      { dataType: 'LocalizedText', value: { text: comment } },
    ]);
    if (status !== StatusCodes.Good.name) throw new CommandRefused(status);
  }

  /** Those of the unit itself, and what stands around a refresh. Rejects where the link fails. */
  async own(events: Variant[][]): Promise<Variant[][]> {
    const own: Variant[][] = [];
    for (const fields of events) {
      const source = fields[SOURCE_NODE]?.value as unknown;
      const isRefresh = [REFRESH_START, REFRESH_END].includes(String(fields[EVENT_TYPE]?.value));
      if (isRefresh || (await this.sources.isOurs(source instanceof NodeId ? source : null))) own.push(fields);
    }
    return own;
  }

  /** What an event says; null of one that is no condition's, or only begins or goes on with a refresh. */
  read(fields: readonly Variant[]): ConditionSeen | null {
    const value = Object.fromEntries(FIELDS.map((name, at) => [name, fields[at]?.value as unknown]));
    const type = String(value['EventType']);
    const at = instantOf(value['Time'] instanceof Date ? value['Time'] : new Date(0));
    if (type === REFRESH_START) this.refreshed = { keys: [], at };
    if (type === REFRESH_END) return this.ended();
    const condition = value['ConditionId'];
    const event = value['EventId'];
    if (!(condition instanceof NodeId) || condition.isEmpty() || !Buffer.isBuffer(event)) return null;
    const branch = value['BranchId'] instanceof NodeId && !value['BranchId'].isEmpty() ? value['BranchId'] : null;
    const key = `${this.nameOf(condition)}${branch === null ? '' : `#${branch.toString()}`}`;
    const active = value['ActiveState.Id'] === true;
    // what is not kept any more is over, whatever its states say
    if (value['Retain'] === true) this.refreshed?.keys.push(key);
    return {
      ...{ kind: 'event', key, name: textOf(value['ConditionName']), branch: branch?.toString() ?? '' },
      ...{ severity: Number(value['Severity'] ?? 0), active, message: textOf(value['Message']) },
      ...{ source: textOf(value['SourceName']).replace(/^\d+:/, ''), event: event.toString('hex'), at },
      // of a condition that nobody can acknowledge there is no such state
      acknowledged: value['AckedState.Id'] !== false,
    };
  }

  private ended(): ConditionSeen | null {
    const refreshed = this.refreshed;
    this.refreshed = null;
    return refreshed === null ? null : { kind: 'retained', ...refreshed };
  }

  /** By the namespace's URI: indexes shift when a server restarts. */
  private nameOf({ namespace, identifierType, value }: NodeId): string {
    const bare = new NodeId(identifierType, value, 0).toString().replace(/^ns=0;/, '');
    return `${this.namespaces[namespace] ?? namespace};${bare}`;
  }

  private addressOf(key: string): string {
    const condition = key.replace(BRANCH, '');
    const at = condition.lastIndexOf(';');
    return `ns=${this.namespaces.indexOf(condition.slice(0, at))};${condition.slice(at + 1)}`;
  }
}

function textOf(value: unknown): string {
  const text = typeof value === 'string' ? value : ((value as LocalizedText | null)?.text ?? '');
  return storableText(text, LONGEST);
}
