import { isUnit, sameDimension } from '../../../kernel/quantity.js';
import { unitMeaning } from '../../../kernel/ucum.js';
import type { Fault, Path } from '../../unit-classes/domain/index.js';
import { parseExpression, references, type Expression } from './expression.js';
import { checkFormula, type FormulaType } from './formula.js';
import type { CalculationPhase, Field, MeasuredField, Phase } from './phase.js';
import type { Parameter } from './recipe.js';

interface Calculation {
  phase: CalculationPhase;
  path: Path;
  expression: Expression;
}

/** What phases give to formulas, by reference; `null` for values that are neither quantity nor truth. */
function offers(phase: Phase): [string, FormulaType | null][] {
  switch (phase.kind) {
    case 'calculation':
      return [[`${phase.id}.result`, { unit: phase.unit }]];
    case 'entry':
    case 'measure':
    case 'result':
      return phase.fields.map((field) => [`${phase.id}.${field.id}`, typeOf(field)]);
    case 'compare':
      return [[`${phase.id}.offset`, differs(phase.unit) ? { unit: phase.unit } : null]];
    case 'scan':
    case 'instruction':
    case 'program':
    case 'wait':
    case 'decision':
    case 'review':
    case 'clearance':
    case 'material':
    case 'sample':
    case 'label':
      return [];
  }
}

const typeOf = (field: Field | MeasuredField): FormulaType | null =>
  field.type === 'number' ? { unit: field.unit } : field.type === 'boolean' ? 'boolean' : null;

// a difference of two Cel is not so many Cel, and would convert as if it were
const differs = (unit: string): boolean => unitMeaning(unit)?.offset.isZero() ?? true;

/** Every formula: its syntax, that it looks back only, never in a circle, and that its unit comes out right. */
export function checkFormulas(parameters: Parameter[], phases: { phase: Phase; path: Path }[], faults: Fault[]): void {
  const everything = new Map(phases.flatMap(({ phase }) => offers(phase)));
  const known: Record<string, FormulaType> = Object.create(null) as Record<string, FormulaType>;
  for (const { id, unit } of parameters) known[`parameters.${id}`] = { unit };
  const calculations = phases.flatMap(({ phase, path }): Calculation[] => {
    if (phase.kind !== 'calculation') return [];
    const parsed = parseExpression(phase.formula);
    if ('expression' in parsed) return [{ phase, path, expression: parsed.expression }];
    faults.push({ ...parsed.fault, path: [...path, 'formula'] });
    return [];
  });
  const circular = circles(calculations);
  for (const { phase } of phases) {
    const calculation = calculations.find((candidate) => candidate.phase === phase);
    if (calculation) check(calculation);
    for (const [name, type] of offers(phase)) if (type) known[name] = type;
  }

  function check({ phase, path, expression }: Calculation): void {
    const fault = (code: string, message: string): unknown =>
      faults.push({ code, path: [...path, 'formula'], message });
    if (circular.has(phase.id)) return void fault('formula.cycle', `${phase.id}.result rests on itself`);
    const wrong = references(expression).filter((name) => !(name in known));
    for (const name of wrong) {
      if (everything.get(name)) fault('formula.later-reference', `${name} is known only after this step`);
      else if (everything.has(name)) fault('formula.not-a-number', `${name} is no quantity to calculate with`);
      else fault('formula.unknown-reference', `nothing is called ${name}`);
    }
    // a unit that is none has its own finding
    if (wrong.length > 0 || references(expression).some((name) => !isValid(known[name])) || !isUnit(phase.unit)) return;
    const checked = checkFormula(expression, known);
    if ('fault' in checked) return void fault(checked.fault.code, checked.fault.message);
    if (checked.type === 'boolean') return void fault('formula.not-a-quantity', 'gives a truth, not a quantity');
    if (!sameDimension(checked.type.unit, phase.unit)) {
      fault('formula.unit', `gives ${checked.type.unit}, which does not convert to ${phase.unit}`);
    }
  }
}

const isValid = (type: FormulaType | undefined): boolean =>
  type !== undefined && (type === 'boolean' || isUnit(type.unit));

/** Ids of calculations whose result reaches itself. */
function circles(calculations: Calculation[]): Set<string> {
  const needs = new Map(
    calculations.map(({ phase, expression }) => [
      phase.id,
      references(expression).flatMap((name) => (name.endsWith('.result') ? [name.slice(0, -'.result'.length)] : [])),
    ]),
  );
  const reaches = (from: string): boolean => {
    const seen = new Set<string>();
    const open = [...(needs.get(from) ?? [])];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (id === from) return true;
      if (!seen.has(id)) open.push(...(needs.get(id) ?? []));
      seen.add(id);
    }
    return false;
  };
  return new Set([...needs.keys()].filter(reaches));
}
