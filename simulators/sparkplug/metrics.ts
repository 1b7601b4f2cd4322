import {
  aliased,
  type DataSet,
  type DataType,
  metric,
  type MetricToSend,
  property,
} from '../../src/plant/equipment/sparkplug/codec.js';
import type { Setpoints } from '../culture/index.js';
import type { LedgerLine } from '../unit/disk.js';
import type { Run } from '../unit/memory.js';
import { SETPOINT_TAGS, type Tag } from '../unit/tags.js';
import { TEMPLATES } from '../unit/templates.js';

/** Names and types of a device's metrics, in the order of their aliases. */
const TYPES = {
  'Culture/Temperature': 'Double',
  'Culture/CO2': 'Double',
  'Culture/PH': 'Double',
  'Culture/DO': 'Double',
  'Culture/Agitation': 'Double',
  'Culture/Glucose': 'Double',
  'Culture/Lactate': 'Double',
  'Culture/Door Open': 'Boolean',
  'Culture/Heartbeat': 'Int64',
  'Properties/Serial': 'String',
  'Properties/Product Instance URI': 'String',
  'Unit/Activity': 'String',
  'Unit/Started At': 'DateTime',
  'Unit/Run': 'String',
  'Unit/Job': 'String',
  'Unit/Task': 'String',
  'Unit/Results': 'DataSet',
  'Unit/Kit': 'String',
  'Answer/Id': 'String',
  'Answer/Ok': 'Boolean',
  'Answer/Reason': 'String',
  'Answer/Run': 'String',
  'Command/Id': 'String',
  'Command/Action': 'String',
  'Command/Program': 'String',
  'Command/Job': 'String',
  'Command/Task': 'String',
  'Command/Duration': 'String',
  'Command/Prompt': 'String',
  'Command/Answer': 'String',
  'Prompt/Id': 'String',
  'Prompt/Code': 'String',
  'Prompt/Text': 'String',
  'Prompt/Answered': 'String',
  'Prompt/Answer': 'String',
  'Prompt/Answered By': 'String',
} as const satisfies Record<string, DataType>;

type MetricName = keyof typeof TYPES;

const BY_TAG: Readonly<Record<Tag, MetricName>> = {
  temperature: 'Culture/Temperature',
  co2: 'Culture/CO2',
  ph: 'Culture/PH',
  do: 'Culture/DO',
  agitation: 'Culture/Agitation',
  glucose: 'Culture/Glucose',
  lactate: 'Culture/Lactate',
  door: 'Culture/Door Open',
  heartbeat: 'Culture/Heartbeat',
};

export const SET = 'Command/Set/';
const SETPOINTS = 'Unit/Setpoints/';
const checksumOf = (program: string): string => `Programs/${program}/Checksum`;
const NAMES: readonly string[] = [
  ...Object.keys(TYPES),
  ...[...SETPOINT_TAGS, 'cycles'].map((name) => SET + name),
  ...SETPOINT_TAGS.map((name) => SETPOINTS + name),
  ...TEMPLATES.map(({ id }) => checksumOf(id)),
];
const UNKNOWN_ALIAS = 99n;
/** Aliases are unique in an edge node: each device has a hundred of its own. */
const ALIASES = 100n;

const QUALITY = { good: 192, bad: 0 } as const;

/** A device's metrics, in its births by name and alias, in its data by alias alone. */
export class Metrics {
  constructor(private readonly device: number) {}

  /** All metrics with name, type and alias, as a birth has them: those given with their values, the others null; of one without a reader no kit. */
  birth(given: readonly MetricToSend[]): MetricToSend[] {
    const known = new Map(given.map((one) => [one.alias, one]));
    const isKnown = (name: string): boolean => name !== 'Unit/Kit' || known.has(this.alias(name));
    return NAMES.filter(isKnown).map((name) => {
      const empty = metric(name, typeOf(name), null, { alias: this.alias(name) });
      const one = known.get(empty.alias);
      return one === undefined ? empty : { ...one, name, datatype: empty.datatype! };
    });
  }

  /** A tag's value with its quality; what is wrong on purpose is wrong here too. */
  value({ tag, value, time, status, wrong, said }: LedgerLine, isHistorical: boolean): MetricToSend {
    const quality = property('Int32', status === 0 ? QUALITY.good : QUALITY.bad);
    const full = { timestamp: BigInt(time) / 10_000n, isHistorical, properties: new Map([['Quality', quality]]) };
    if (wrong === 'unknown-tag') return aliased(this.aliasOf(UNKNOWN_ALIAS), 'Double', Number(value), full);
    const name = BY_TAG[tag as Tag];
    const alias = this.alias(name);
    if (wrong === 'wrong-type') return aliased(alias, 'String', said ?? '', full);
    if (wrong === 'not-a-number') return aliased(alias, 'Double', NaN, full);
    if (value === null) return aliased(alias, 'Double', null, full);
    if (tag === 'door') return aliased(alias, 'Boolean', value === true, full);
    if (tag === 'heartbeat') return aliased(alias, 'Int64', BigInt(value), full);
    return aliased(alias, 'Double', Number(value), full);
  }

  text(name: MetricName, value: string, timestamp: bigint, isHistorical = false): MetricToSend {
    return aliased(this.alias(name), 'String', value, { timestamp, isHistorical });
  }

  flag(name: MetricName, value: boolean, timestamp: bigint): MetricToSend {
    return aliased(this.alias(name), 'Boolean', value, { timestamp });
  }

  time(name: MetricName, at: Date): MetricToSend {
    const timestamp = BigInt(at.getTime());
    return aliased(this.alias(name), 'DateTime', timestamp, { timestamp });
  }

  setpoints(setpoints: Setpoints, timestamp: bigint): MetricToSend[] {
    return SETPOINT_TAGS.map((tag) => aliased(this.alias(SETPOINTS + tag), 'Double', setpoints[tag], { timestamp }));
  }

  checksums(given: Readonly<Record<string, string>>, timestamp: bigint): MetricToSend[] {
    return Object.entries(given).map(([program, sum]) =>
      aliased(this.alias(checksumOf(program)), 'String', sum, { timestamp }),
    );
  }

  results(runs: readonly Run[], timestamp: bigint): MetricToSend {
    return aliased(this.alias('Unit/Results'), 'DataSet', table(runs), { timestamp });
  }

  /** The name that a metric of a command has, or its alias stands for. */
  nameOf({ name, alias }: { name: string | null; alias: bigint | null }): string {
    return name ?? (alias === null ? undefined : NAMES[Number(alias - this.aliasOf(0n))]) ?? '';
  }

  private alias(name: string): bigint {
    return this.aliasOf(BigInt(NAMES.indexOf(name)));
  }

  private aliasOf(index: bigint): bigint {
    return BigInt(this.device) * ALIASES + index;
  }
}

function typeOf(name: string): DataType {
  if (name.startsWith(SETPOINTS)) return 'Double';
  return name.startsWith(SET) || name.startsWith('Programs/') ? 'String' : TYPES[name as MetricName];
}

function table(runs: readonly Run[]): DataSet {
  return {
    columns: ['runId', 'job', 'task', 'startedAt', 'stoppedAt', 'outcome'],
    types: ['String', 'String', 'String', 'DateTime', 'DateTime', 'String'],
    rows: runs.map(({ id, jobId, taskId, started, stopped, outcome }) => [
      id,
      jobId,
      taskId,
      BigInt(started),
      stopped === null ? null : BigInt(stopped),
      outcome,
    ]),
  };
}
