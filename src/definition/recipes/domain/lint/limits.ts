import { compareDecimals, convert, sameDimension } from '../../../../kernel/quantity.js';
import { isOutside, type Range } from '../../../unit-classes/domain/index.js';
import { nests } from '../build-limits.js';
import { isCritical } from '../build-signatures.js';
import { parseExpression, references } from '../expression.js';
import { judgedValues, rangeText, type JudgedValue } from './judged.js';
import { lintFault, type LintFault } from './rules.js';
import type { Place, Survey } from './survey.js';

/** Critical values have limits, here or on what is computed from them. */
export function criticalWithoutLimit(survey: Survey): LintFault[] {
  const values = judgedValues(survey);
  const judged = judgedThrough(survey, values);
  const numbers = values.flatMap((value): LintFault[] => {
    const { node, path, name, criticality, reference, alert, action } = value;
    if (!isCritical(value) || limits(action)) return [];
    if (reference !== null && judged.has(reference)) return [];
    if (limits(alert))
      return [lintFault('limit.alert-alone', node, path, `${name} is ${criticality} and has no action limit`)];
    return [lintFault('limit.missing', node, path, `${name} is ${criticality} and has no limit`)];
  });
  const answers = survey.places.flatMap(({ phase }) =>
    phase.kind !== 'entry' && phase.kind !== 'result'
      ? []
      : phase.fields.flatMap((field): LintFault[] => {
          if (field.type !== 'boolean' && field.type !== 'choice') return [];
          const { criticality, expects, id } = field;
          if (expects !== undefined || criticality === undefined || !isCritical({ criticality })) return [];
          const message = `${id} in ${phase.id} is ${criticality} and expects no answer`;
          return [lintFault('limit.missing', field, [], message)];
        }),
  );
  return [...numbers, ...answers];
}

const limits = (range: Range | undefined): boolean =>
  range !== undefined && (range.low !== null || range.high !== null);

/** What some calculation with limits rests on, at any distance. */
function judgedThrough({ places }: Survey, values: JudgedValue[]): Set<string> {
  const limited = new Set(values.filter(({ action }) => limits(action)).map(({ reference }) => reference));
  const needs = new Map(
    places.flatMap(({ phase }): [string, string[]][] => {
      if (phase.kind !== 'calculation') return [];
      const read = (text: string): string[] => {
        const parsed = parseExpression(text);
        return 'expression' in parsed ? references(parsed.expression) : [];
      };
      const result: [string, string[]] = [`${phase.id}.result`, read(phase.formula)];
      return phase.yield ? [result, [`${phase.id}.percent`, [result[0], ...read(phase.yield.theoretical)]]] : [result];
    }),
  );
  const found = new Set<string>();
  const open = [...needs.keys()].filter((reference) => limited.has(reference));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const reference of needs.get(next) ?? []) {
      if (found.has(reference)) continue;
      found.add(reference);
      open.push(reference);
    }
  }
  return found;
}

/** Limits that contradict themselves, each other, or what the value can be. */
export const contradictingLimits = (survey: Survey): LintFault[] =>
  judgedValues(survey).flatMap(({ node, path, name, unit, alert, action, exact, bounds }) => {
    const faults: LintFault[] = [];
    const fault = (...[code, key, message]: [Parameters<typeof lintFault>[0], string, string]): unknown =>
      faults.push(lintFault(code, node, [...path, key], `${name}: ${message}`));
    for (const [key, range] of [
      ['alert', alert],
      ['action', action],
    ] as const) {
      if (range?.low != null && range.high !== null && compareDecimals(range.low, range.high) > 0)
        fault('limits.empty', key, `no value is ${rangeText(range, unit)}`);
      if (!exact && range?.low != null && range.low === range.high)
        fault('limits.one-value', key, `${key} lets ${range.low} alone pass`);
    }
    if (alert && action) {
      if (!nests(alert, unit, action, unit))
        fault(
          'limits.not-nested',
          'alert',
          `alert ${rangeText(alert, unit)} is not inside action ${rangeText(action, unit)}`,
        );
      else if (nests(action, unit, alert, unit))
        fault('limits.alert-equals-action', 'alert', `alert and action are both ${rangeText(action, unit)}`);
    }
    const outermost = action ?? alert;
    if (bounds && outermost && sameDimension(unit, bounds.unit) && !nests(outermost, unit, bounds.range, bounds.unit)) {
      const message = `${rangeText(outermost, unit)} is not inside ${bounds.whose}, ${rangeText(bounds.range, bounds.unit)}`;
      fault('limits.not-nested', action ? 'action' : 'alert', message);
    }
    return faults;
  });

/** What the recipe aims at lies inside its own limits: targets of parameters, and what programs set and watch. */
export function targetsOutside({ recipe, places }: Survey): LintFault[] {
  const aims = [
    ...recipe.parameters.flatMap((parameter): Aim[] =>
      parameter.source === 'constant'
        ? [{ ...parameter, node: parameter, path: ['target'], name: parameter.id, outer: parameter.range }]
        : [],
    ),
    ...places.flatMap(setAndWatched),
  ];
  return aims.flatMap(({ node, path, name, target, unit, outer, alert, action }) => {
    const beyond = [outer, action].find((range) => range && isOutside(target, range));
    if (beyond)
      return [
        lintFault(
          'limits.target-outside',
          node,
          path,
          `${name} aims at ${target} and may be ${rangeText(beyond, unit)}`,
        ),
      ];
    if (!alert || !isOutside(target, alert)) return [];
    const message = `${name} aims at ${target}, its alert limits are ${rangeText(alert, unit)}`;
    return [lintFault('limits.target-in-alert', node, path, message)];
  });
}

interface Aim {
  node: object;
  path: (string | number)[];
  name: string;
  /** decimal in `unit` */
  target: string;
  unit: string;
  outer?: Range;
  alert?: Range | undefined;
  action?: Range | undefined;
}

const setAndWatched = ({ phase }: Place): Aim[] =>
  phase.kind !== 'program'
    ? []
    : phase.set.flatMap(({ name, value }): Aim[] => {
        const monitor = phase.monitor.find(({ tag }) => tag === name);
        if (!monitor || !value || !sameDimension(value.unit, monitor.unit)) return [];
        const { unit, alert, action } = monitor;
        const target = convert(value, unit).value;
        return [{ node: phase, path: ['set', name], name: `${name} in ${phase.id}`, target, unit, alert, action }];
      });
