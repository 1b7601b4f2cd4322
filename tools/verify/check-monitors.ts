import type { BatchState } from './batch-state.js';
import type { Fact } from './fact.js';
import type { Monitor } from './recipe.js';
import type { Report } from './report.js';
import type { Exception, Occurrence, Step } from './rows.js';

/** What a batch says of one monitor: that limits were missed, or that nothing good was known. */
export interface Said {
  row: Occurrence;
  step: Step;
  monitor: Monitor;
  level: string;
  /** ms since 1970, as it names itself; its end as it stands */
  start: number;
  end: number | null;
  /** ms since 1970: when it was said, and when its end was */
  at: number;
  endAt: number | null;
}

const KIND: Record<string, string> = { alert: 'limit.alert', action: 'limit.action', unknown: 'data.unknown' };
const NAME = /^monitor\/([^/]+)\/([^/]+)\/(alert|action|unknown)\/(.+)$/;
const OF_MONITORS = new Set(Object.values(KIND));

/** Whether an event or exception is one of a monitor's, by its identity or since no entry is its cause. */
const isMonitors = ({ identity, kind }: Occurrence): boolean =>
  identity.startsWith('monitor/') || (OF_MONITORS.has(kind) && !identity.startsWith('entry/'));

/** Each excursion that a batch states is of a monitor of its step's program, while that ran, and weighs what the recipe says. */
export function checkMonitored(report: Report, state: BatchState, facts: Fact[]): Said[] {
  const times = timesOf(facts);
  const rows = [...state.events.values(), ...state.exceptions.values()].filter(isMonitors);
  const stream = facts[0]?.stream ?? 'batch';
  const known = new Set<string>();
  return rows.flatMap((row) => {
    const wrong = (what: string, expected: unknown, found: unknown): void =>
      report.wrong(stream, row.seq, `${row.kind} ${row.number}: ${what}`, expected, found);
    const [, phase, tag, level = '', start = ''] = NAME.exec(row.identity) ?? [];
    const step = state.steps.get(String(row.step));
    const monitor = step && state.placed(step)?.phase.monitor?.find((one) => one.tag === tag);
    if (step === undefined || monitor === undefined || step.phase !== phase) {
      wrong('no monitor of its step calls for it', 'a monitor of a program', row.identity);
      return [];
    }
    if (known.has(row.identity)) wrong('it is said twice', 'once', row.identity);
    known.add(row.identity);
    const same = (what: string, expected: unknown, found: unknown): boolean =>
      report.same(stream, row.seq, `${row.kind} ${row.number}: ${what}`, expected, found);
    same('its kind is another than its level’s', KIND[level], row.kind);
    same('it begins at another time than it names', start, row.startedAt);
    checkRule(same, state, row, monitor, level);
    const { at, endAt } = times.get(row.number)!;
    const { endedAt } = row as { endedAt?: string | null };
    const end = endedAt == null ? null : Date.parse(endedAt);
    return [{ row, step, monitor, level, start: Date.parse(start), end, at, endAt }];
  });
}

function checkRule(
  same: (what: string, expected: unknown, found: unknown) => boolean,
  state: BatchState,
  row: Occurrence,
  monitor: Monitor,
  level: string,
): void {
  const { tag, unit, alert = null, action = null, delay, staleAfter } = monitor;
  const limits = level === 'unknown' ? { tag, staleAfter } : { tag, unit, alert, action, delay, staleAfter };
  for (const [key, value] of Object.entries(limits))
    if (key !== 'staleAfter' || level === 'unknown') same(`it shows another ${key}`, value, row.values[key]);
  const exception: Exception | undefined = state.exceptions.get(row.number);
  same(
    'it is not what the recipe makes of it',
    level === 'alert' ? 'event' : 'exception',
    exception ? 'exception' : 'event',
  );
  if (exception === undefined || level === 'alert') return;
  same('it has another criticality than the recipe says', monitor.criticality, exception.criticality);
  const onBreach = level === 'unknown' ? 'continue' : monitor.onBreach;
  same('it asks for another answer than the recipe says', onBreach, exception.onBreach);
  if (level === 'action')
    same('it says otherwise than the recipe whether it opens a deviation', monitor.deviation, exception.opens);
}

/** When each event and exception was said, and its end. */
function timesOf(facts: Fact[]): Map<string, { at: number; endAt: number | null }> {
  const times = new Map<string, { at: number; endAt: number | null }>();
  for (const { type, values, at } of facts) {
    const number = String(values['exception'] ?? values['event']);
    if (type === 'event.recorded' || type === 'exception.raised' || type === 'clock.jumped')
      times.set(number, { at: Date.parse(at), endAt: null });
    if (type === 'event.ended' || type === 'exception.ended')
      times.set(number, { at: times.get(number)?.at ?? Date.parse(at), endAt: Date.parse(at) });
  }
  return times;
}
