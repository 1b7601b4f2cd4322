import { parse } from 'yaml';
import { milliseconds } from './check-clocks.js';
import { fraction, isWithin, less, plain } from './decimal.js';
import { inUnit } from './evaluate.js';
import { type Field, type Flow, insideOf, isPhase, type Phase, phasesOf, type Recipe, type Span } from './recipe.js';

type Numbers = [number | null, number | null];
interface LimitsText {
  alert?: Numbers;
  action?: Numbers;
}
interface PhaseText extends LimitsText {
  fields?: Record<string, LimitsText & { cv?: number }>;
  monitor?: Record<string, LimitsText & { delay?: string }>;
  set?: Record<string, string>;
  sign?: string[];
  replicates?: number;
  cv?: number;
  for?: string;
}
interface OverlayText {
  overlay: string;
  title: string;
  of: string;
  parameters?: Record<string, LimitsText & { target?: number; range?: Numbers }>;
  phases?: Record<string, PhaseText>;
  windows?: Record<string, { min?: string; max?: string; alert?: string }>;
}

export interface Pin {
  code: string;
  version: number;
  hash: string;
}

/** What an overlay is made from, beside what a batch needs of it. */
export type Made = Recipe & { title?: string; label?: unknown; madeFrom?: Pin[]; blocks?: (Pin & { as: string })[] };

const own = <T>(of: Record<string, T> | undefined, id: string): T | undefined =>
  of !== undefined && Object.hasOwn(of, id) ? of[id] : undefined;
const decimal = (number: number): string => plain(fraction(String(number)));
const span = ([low, high]: Numbers): Span => ({
  low: low === null ? null : decimal(low),
  high: high === null ? null : decimal(high),
});
const limits = ({ alert, action }: LimitsText): object => ({
  ...(alert && { alert: span(alert) }),
  ...(action && { action: span(action) }),
});

/** What a text makes of its parent. Throws where it is none, or names another parent. */
export function applied(parent: Made, pin: Pin, text: string): Made {
  const overlay = parse(text) as OverlayText;
  if (overlay.of !== `${pin.code}@${pin.version}`) throw new Error(`it is of ${overlay.of}`);
  const { label: _, ...rest } = parent;
  return {
    ...rest,
    ...{ recipe: overlay.overlay, title: overlay.title },
    procedure: parent.procedure.map((flow) => changed(flow, overlay)),
    ...(parent.adHoc && {
      adHoc: parent.adHoc.map((block) => ({ ...block, phases: block.phases.map((flow) => changed(flow, overlay)) })),
    }),
    parameters: (parent.parameters ?? []).map((parameter) => {
      const { target, range, ...more } = own(overlay.parameters, parameter.id) ?? {};
      const judged = limits(more);
      const answer = Object.keys(judged).length > 0 ? { onBreach: parameter.onBreach ?? 'continue' } : {};
      const aim = target === undefined ? {} : { target: decimal(target) };
      return { ...parameter, ...judged, ...answer, ...(range && { range: span(range) }), ...aim };
    }),
    windows: (parent.windows ?? []).map((window) => ({ ...window, ...own(overlay.windows, window.id) })),
    madeFrom: [...(parent.madeFrom ?? []), { code: pin.code, version: pin.version, hash: pin.hash }],
  };
}

const USUAL: Record<string, string> = { reviewed: 'qa-reviewer', approved: 'supervisor' };

function changed(flow: Flow, overlay: OverlayText): Flow {
  const inner = (body: Flow[]): Flow[] => body.map((one) => changed(one, overlay));
  if (isPhase(flow)) {
    const change = own(overlay.phases, flow.id);
    return change === undefined ? flow : { ...flow, ...phase(flow, change) };
  }
  if ('operations' in flow) return { ...flow, operations: inner(flow.operations) };
  if ('phases' in flow) return { ...flow, phases: inner(flow.phases) };
  const body = <B extends { body: Flow[] }>(one: B): B => ({ ...one, body: inner(one.body) });
  switch (flow.kind) {
    case 'parallel':
      return { ...flow, branches: flow.branches.map(body) };
    case 'choice':
      return { ...flow, options: flow.options.map(body) };
    case 'loop':
    case 'repeat':
      return body(flow);
  }
}

function phase({ fields, monitor, set }: Phase, change: PhaseText): Partial<Phase> {
  const { sign, replicates, for: length } = change;
  const scatter = (field: Field): object => {
    const cv = own(change.fields, field.id)?.cv ?? (field.cv === undefined ? undefined : change.cv);
    return cv === undefined ? {} : { cv: decimal(cv) };
  };
  return {
    ...limits(change),
    ...(sign && { sign: sign.map(signature) }),
    ...(replicates !== undefined && { replicates }),
    ...(length !== undefined && { for: length }),
    ...(fields && {
      fields: fields.map((field) => ({ ...field, ...limits(own(change.fields, field.id) ?? {}), ...scatter(field) })),
    }),
    ...(monitor && {
      monitor: monitor.map((rule) => {
        const { delay, ...more } = own(change.monitor, rule.tag) ?? {};
        return { ...rule, ...limits(more), ...(delay !== undefined && { delay }) };
      }),
    }),
    ...(set && {
      set: set.map((one) => {
        const [value, unit = '1'] = own(change.set, one.name)?.trim().split(/ +/) ?? [];
        return value === undefined ? one : { ...one, value: { value, unit } };
      }),
    }),
  };
}

function signature(text: string): { meaning: string; role: string } {
  const [meaning = '', role = USUAL[meaning] ?? 'operator'] = text.split(' by ');
  return { meaning, role };
}

/** Each place where a recipe goes beyond what its parent allows. */
export function wider(parent: Made, child: Made): string[] {
  const found: string[] = [];
  const inside = (where: string, outer?: Span, inner?: Span): void => {
    if (outer !== undefined && (inner === undefined || !within(inner, outer))) found.push(where);
  };
  const judged = (where: string, of: { alert?: Span; action?: Span }, by: typeof of): void => {
    inside(`${where} alert`, of.alert, by.alert);
    inside(`${where} action`, of.action, by.action);
  };
  const longest = (where: string, outer?: string, inner?: string): void => {
    if (outer !== undefined && (inner === undefined || milliseconds(inner) > milliseconds(outer))) found.push(where);
  };
  const shortest = (where: string, outer?: string, inner?: string): void => {
    if (outer !== undefined && (inner === undefined || milliseconds(inner) < milliseconds(outer))) found.push(where);
  };
  for (const before of parent.parameters ?? []) {
    const after = child.parameters?.find(({ id }) => id === before.id);
    if (after === undefined) found.push(before.id);
    else {
      inside(`${before.id} range`, before.range, after.range);
      judged(before.id, before, after);
      const target = 'target' in after ? after.target : null;
      if (
        target !== null &&
        ![after.range, ...(after.action ? [after.action] : [])].every((of) => isWithin(target, of))
      )
        found.push(`${before.id} target`);
    }
  }
  for (const before of parent.windows ?? []) {
    const after = child.windows?.find(({ id }) => id === before.id);
    shortest(`${before.id} min`, before.min, after?.min);
    longest(`${before.id} max`, before.max, after?.max);
    longest(`${before.id} alert`, before.alert, after?.alert);
  }
  const phases = new Map(phasesOf(child).map((placed) => [placed.phase.id, placed.phase]));
  for (const { phase: before } of phasesOf(parent)) {
    const after = phases.get(before.id);
    if (after === undefined) {
      found.push(before.id);
      continue;
    }
    judged(before.id, before, after);
    shortest(`${before.id} for`, before.for, after.for);
    if ((after.replicates ?? 0) < (before.replicates ?? 0)) found.push(`${before.id} replicates`);
    if (!signsAll(before.sign, after.sign)) found.push(`${before.id} sign`);
    for (const one of before.fields ?? []) {
      const other = after.fields?.find(({ id }) => id === one.id);
      judged(`${before.id} ${one.id}`, one, other ?? {});
      if (one.cv !== undefined && (other?.cv === undefined || less(fraction(one.cv), fraction(other.cv))))
        found.push(`${before.id} ${one.id} cv`);
    }
    for (const one of before.monitor ?? []) {
      const other = after.monitor?.find(({ tag }) => tag === one.tag);
      judged(`${before.id} ${one.tag}`, one, other ?? {});
      longest(`${before.id} ${one.tag} delay`, one.delay, other?.delay);
    }
    for (const { name, value } of after.set ?? []) {
      const watched = after.monitor?.find(({ tag }) => tag === name);
      if (watched?.action === undefined || value === undefined) continue;
      if (!isWithin(plain(inUnit(value, watched.unit)), watched.action)) found.push(`${before.id} set ${name}`);
    }
  }
  return found;
}

const within = (inner: Span, outer: Span): boolean =>
  [inner.low ?? null, inner.high ?? null].every((end, index) =>
    end === null ? [outer.low, outer.high][index] === null : isWithin(end, outer),
  );

/** The parent's signatures are there in their order; others may stand between. */
function signsAll(asked: Phase['sign'], given: Phase['sign']): boolean {
  let next = 0;
  for (const { meaning, role } of given) if (asked[next]?.meaning === meaning && asked[next]?.role === role) next++;
  return next === asked.length;
}

/** Every phase and block of a recipe, also those that may be inserted. */
export function allIn(flows: Flow[]): Flow[] {
  return flows.flatMap((flow) => [flow, ...(isPhase(flow) ? [] : insideOf(flow).flatMap(allIn))]);
}
