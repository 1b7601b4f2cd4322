import type { Instant, Uuid } from '../../../kernel/ids.js';
import type { Quantity } from '../../../kernel/quantity.js';
import { storableText } from '../../../kernel/storable-text.js';
import {
  type ActivityChange,
  type ControlMethod,
  type IdentityFinding,
  type ProgramResult,
  type PromptReply,
  type UnitActivity,
  type UnitBy,
  type UnitOrder,
  type UnitSight,
} from '../domain/index.js';
import { type DataSet, dataTypeOf, metric, type MetricToSend, typedValue } from './codec.js';
import type { KnownMetric } from './edge-node.js';
import { GOOD, instantOf, statusOf } from './raw-values.js';

/** Metrics of the profile `ballroom`, beside those of tags. */
const SERIAL = 'Properties/Serial';
const PRODUCT_INSTANCE = 'Properties/Product Instance URI';
const UNIT = 'Unit/';
const KIT = 'Unit/Kit';
const ANSWER = 'Answer/';
export const COMMAND = 'Command/';
const SETPOINTS = 'Unit/Setpoints/';
const PROMPT = 'Prompt/';
const PROGRAMS = 'Programs/';

/** Characters of a unit's own words that are kept. */
const LONGEST = 500;

/** What the unit says of its programs; a change of it is looked at. */
export const isOfSight = (name: string): boolean =>
  name === 'Unit/Activity' || [SETPOINTS, PROMPT].some((folder) => name.startsWith(folder));

export const isOfProfile = (name: string): boolean =>
  [UNIT, ANSWER, COMMAND, PROMPT, PROGRAMS, 'Properties/'].some((folder) => name.startsWith(folder));

/** What a unit has answered to a command. */
export interface Answer {
  id: string;
  ok: boolean;
  reason: string;
  run: string;
}

/** What a device's births and data said of it last. */
export type Said = ReadonlyMap<string, KnownMetric>;

function typed(said: Said, name: string) {
  const found = said.get(name);
  const type = found?.datatype == null ? null : dataTypeOf(found.datatype);
  return type === null || found?.value == null ? null : typedValue(type, found.value);
}

/** As a database can hold it; empty for null. */
function text(said: Said, name: string): string {
  const value = typed(said, name)?.value;
  return typeof value === 'string' ? storableText(value) : '';
}

function instant(said: Said, name: string): Instant | null {
  const value = typed(said, name);
  return value?.type === 'DateTime' ? instantOf(value.value) : null;
}

/** What is not the unit's in a birth at its address; null where it is the unit. */
export function findStranger(unit: UnitBy<'sparkplug'>, birth: Said): IdentityFinding | null {
  const found = { productInstanceUri: text(birth, PRODUCT_INSTANCE) || null, serial: text(birth, SERIAL) || null };
  const { productInstanceUri, serial, connector } = unit;
  const reason = found.productInstanceUri !== productInstanceUri ? 'product-instance' : 'serial';
  if (reason === 'serial' && found.serial === serial) return null;
  const endpoint = `${connector.group}/${connector.edgeNode}/${connector.device}`;
  return { reason, endpoint, expected: { productInstanceUri, serial }, found };
}

/** Of the version of a program that the unit has; null where it tells nothing. */
export const checksumIn = (said: Said, program: string): string | null =>
  text(said, `${PROGRAMS}${program}/Checksum`) || null;

/** Of the kit that is in the unit: null of none and of none of good quality, undefined where its birth names no such metric. */
export function kitIn(said: Said): string | null | undefined {
  const told = said.get(KIT);
  if (told === undefined) return undefined;
  return statusOf(told) === GOOD ? storableText(text(said, KIT), LONGEST) || null : null;
}

/** A change of activity in a message; its metric's time is since when. */
export function activityIn(metrics: KnownMetric[]): ActivityChange | null {
  const said = new Map(metrics.map((each) => [each.name, each]));
  const activity = text(said, 'Unit/Activity') as UnitActivity;
  const since = said.get('Unit/Activity')?.timestamp ?? null;
  const at = since === null ? null : instantOf(since);
  return at === null || activity === ('' as UnitActivity) ? null : { activity, at };
}

/** The unit as it last said; null where it has not said enough. */
export function sightOf(said: Said): UnitSight | null {
  const activity = activityIn([...said.values()]);
  if (activity === null) return null;
  return {
    activity,
    active: { runId: text(said, 'Unit/Run'), job: text(said, 'Unit/Job'), task: text(said, 'Unit/Task') },
    serverStartedAt: instant(said, 'Unit/Started At') ?? activity.at,
    results: resultsOf(typed(said, 'Unit/Results')?.value as DataSet | undefined),
    ...setpointsOf(said),
    ...promptsOf(said),
  };
}

/** Since when is the time of the metric that names it. Left out where its birth names none, and a prompt where it is null or half of one. */
function promptsOf(said: Said): Pick<UnitSight, 'prompt' | 'answered'> {
  const shown = said.get('Prompt/Id');
  if (shown === undefined) return {};
  const word = (name: string): string => storableText(text(said, `${PROMPT}${name}`), LONGEST);
  const [id, code, answered] = [word('Id'), word('Code'), word('Answered')];
  const at = shown.timestamp === null ? null : instantOf(shown.timestamp);
  const isNobody = typed(said, 'Prompt/Id')?.value === '';
  const isWhole = id !== '' && code !== '' && at !== null;
  return {
    ...(isNobody ? { prompt: null } : isWhole ? { prompt: { id, code, text: word('Text'), at } } : {}),
    ...(answered === '' ? {} : { answered: { id: answered, answer: word('Answer'), by: word('Answered By') } }),
  };
}

/** Left out where it says none. */
function setpointsOf(said: Said): Pick<UnitSight, 'setpoints'> {
  const shown = [...said.keys()].flatMap((name): [string, string][] => {
    const value = name.startsWith(SETPOINTS) ? typed(said, name)?.value : undefined;
    return typeof value === 'number' && Number.isFinite(value)
      ? [[storableText(name.slice(SETPOINTS.length)), `${value}`]]
      : [];
  });
  return shown.length === 0 ? {} : { setpoints: Object.fromEntries(shown) };
}

function resultsOf(table: DataSet | undefined): ProgramResult[] {
  if (table === undefined) return [];
  const at = (name: string): number => table.columns.indexOf(name);
  const [run, job, task, started, stopped, outcome] = ['runId', 'job', 'task', 'startedAt', 'stoppedAt', 'outcome'].map(
    at,
  );
  return table.rows.flatMap((row) => {
    const word = (column: number | undefined): string =>
      typeof row[column!] === 'string' ? storableText(row[column!] as string) : '';
    const time = (column: number | undefined): Instant | null =>
      typeof row[column!] === 'bigint' ? instantOf(row[column!] as bigint) : null;
    const startedAt = time(started);
    if (startedAt === null) return [];
    const stoppedAt = time(stopped);
    const ending = word(outcome) || (stoppedAt === null ? 'running' : 'completed');
    return [{ runId: word(run), job: word(job), task: word(task), startedAt, stoppedAt, outcome: ending }];
  });
}

/** The answer in a message; null where it holds none. */
export function answerIn(metrics: KnownMetric[]): Answer | null {
  const said = new Map(metrics.map((each) => [each.name, each]));
  const id = text(said, 'Answer/Id');
  const ok = typed(said, 'Answer/Ok');
  if (id === '' || ok?.type !== 'Boolean') return null;
  return { id, ok: ok.value, reason: text(said, 'Answer/Reason'), run: text(said, 'Answer/Run') };
}

/** One command, as the metrics of a device command. */
export function startMetrics(order: UnitOrder, command: Uuid): MetricToSend[] {
  const { program, batch, step, duration, set } = order;
  return [
    ...methodMetrics('start-program', command),
    metric('Command/Program', 'String', program ?? ''),
    metric('Command/Job', 'String', batch),
    metric('Command/Task', 'String', step),
    ...(duration === undefined ? [] : [metric('Command/Duration', 'String', duration)]),
    ...setpointMetrics(set ?? {}),
  ];
}

const setpointMetrics = (set: Record<string, Quantity>): MetricToSend[] =>
  Object.entries(set).map(([setpoint, { value, unit }]) =>
    metric(`Command/Set/${setpoint}`, 'String', `${value} ${unit}`),
  );

export const setMetrics = (set: Record<string, Quantity>, command: Uuid): MetricToSend[] => [
  ...methodMetrics('set', command),
  ...setpointMetrics(set),
];

export const replyMetrics = ({ asked, answer }: PromptReply, command: Uuid): MetricToSend[] => [
  ...methodMetrics('answer', command),
  metric('Command/Prompt', 'String', asked),
  metric('Command/Answer', 'String', answer),
];

export const methodMetrics = (
  action: ControlMethod | 'start-program' | 'set' | 'answer',
  command: Uuid,
): MetricToSend[] => [metric('Command/Id', 'String', command), metric('Command/Action', 'String', action)];
