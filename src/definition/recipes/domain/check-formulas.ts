import { isUnit, sameDimension } from '../../../kernel/quantity.js';
import type { Fault } from '../../unit-classes/domain/index.js';
import { type PhaseSources, placeOf } from './build-phases.js';
import { parseExpression, references, type Expression } from './expression.js';
import { checkFormula, type FormulaType } from './formula.js';
import { type FormulaSite, sitesOf } from './formula-sites.js';
import { type Offer, offersOf } from './offers.js';
import { orderOf } from './order.js';
import type { MasterRecipe, Parameter } from './recipe.js';
import { everyPhase } from './walk.js';

type Checked = Pick<MasterRecipe, 'procedure' | 'adHoc' | 'parameters' | 'unitClasses'>;

/**
 * Every formula and condition: its syntax, that it looks back only, never in a circle, and that its unit comes out right.
 * A value from an option or a repeat may be missing when it is needed; that is for the lint to say.
 */
export function checkFormulas(recipe: Checked, sources: PhaseSources): void {
  const offers = offersOf(everyPhase(recipe));
  const parameters = new Map(recipe.parameters.map((one) => [`parameters.${one.id}`, one]));
  const types: Record<string, FormulaType> = Object.create(null) as Record<string, FormulaType>;
  for (const [name, { unit }] of parameters) types[name] = { unit };
  for (const [name, { type }] of offers) if (type) types[name] = type;
  const sites = sitesOf(recipe, orderOf(recipe)).flatMap((site) => {
    const parsed = parseExpression(site.text);
    if ('expression' in parsed) return [{ ...site, expression: parsed.expression }];
    sources.faults.push({ ...parsed.fault, path: placeOf(sources, site.node, ...site.key) });
    return [];
  });
  const rests = restsOn(recipe.parameters, sites, offers);
  for (const site of sites) check(site);
  for (const parameter of recipe.parameters) if ('from' in parameter) checkRecorded(parameter, offers, sources);

  function check(site: FormulaSite & { expression: Expression }): void {
    const fault = (code: string, message: string): number =>
      sources.faults.push({ code, path: placeOf(sources, site.node, ...site.key), message });
    const { gives, wants, expression } = site;
    if (gives && reaches(gives, gives, rests)) return void fault('formula.cycle', `${gives} rests on itself`);
    const wrong = references(expression).flatMap((name) => wrongReference(name, site));
    for (const { code, message } of wrong) fault(code, message);
    // a unit that is none has its own finding
    const units = [...references(expression).map((name) => types[name]), wants];
    if (wrong.length > 0 || units.some((type) => !isValid(type))) return;
    const checked = checkFormula(expression, types);
    if ('fault' in checked) fault(checked.fault.code, checked.fault.message);
    else if (wants === 'boolean') {
      if (checked.type !== 'boolean') fault('formula.not-a-truth', 'gives a quantity, not a truth');
    } else if (checked.type === 'boolean') fault('formula.not-a-quantity', 'gives a truth, not a quantity');
    else if (!sameDimension(checked.type.unit, wants.unit))
      fault('formula.unit', `gives ${checked.type.unit}, which does not convert to ${wants.unit}`);
  }

  function wrongReference(name: string, site: FormulaSite): Pick<Fault, 'code' | 'message'>[] {
    if (parameters.has(name)) {
      const recorded = [...(rests.get(name) ?? [])].flatMap((of) => [...recordedBelow(of)]);
      const wrong = recorded
        .map((of) => ({ of, fault: site.unseen(offers.get(of)!.phase) }))
        .find(({ fault }) => fault);
      return wrong?.fault
        ? [{ ...wrong.fault, message: `${name} rests on ${wrong.of}, which ${wrong.fault.message}` }]
        : [];
    }
    const offer = offers.get(name);
    if (!offer) return [{ code: 'formula.unknown-reference', message: `nothing is called ${name}` }];
    const unseen = site.unseen(offer.phase);
    if (offer.type && unseen) return [{ ...unseen, message: `${name} ${unseen.message}` }];
    return offer.type ? [] : [{ code: 'formula.not-a-number', message: `${name} is no quantity to calculate with` }];
  }

  /** The recorded values that a name stands for: itself, or what a parameter rests on. */
  function recordedBelow(name: string, seen = new Set<string>()): Set<string> {
    const found = new Set<string>();
    if (seen.has(name)) return found;
    seen.add(name);
    if (offers.has(name)) return found.add(name);
    for (const of of rests.get(name) ?? []) for (const one of recordedBelow(of, seen)) found.add(one);
    return found;
  }
}

const isValid = (type: FormulaType | undefined): boolean =>
  type !== undefined && (type === 'boolean' || isUnit(type.unit));

/** A parameter that is recorded on the way: its phase's field, in a unit that converts, typed or captured as it says. */
function checkRecorded(
  parameter: Extract<Parameter, { from: string }>,
  offers: ReadonlyMap<string, Offer>,
  sources: PhaseSources,
): void {
  const fault = (code: string, message: string): unknown =>
    sources.faults.push({ code, path: placeOf(sources, parameter, 'from'), message });
  const { from, source, unit } = parameter;
  const offer = offers.get(from);
  if (!offer) return void fault('formula.unknown-reference', `nothing is called ${from}`);
  if (!offer.type || offer.type === 'boolean') return void fault('formula.not-a-number', `${from} is no number`);
  if (offer.recorded === null) return void fault('parameter.not-recorded', `${from} is computed: make it a formula`);
  if (offer.recorded !== source)
    fault('parameter.other-source', `${from} is ${offer.recorded === 'entry' ? 'typed: entry' : 'captured: reading'}`);
  if (isUnit(unit) && isUnit(offer.type.unit) && !sameDimension(unit, offer.type.unit))
    fault('formula.unit', `${from} is in ${offer.type.unit}, which does not convert to ${unit}`);
}

/** What each computed name rests on at once, by name. */
function restsOn(
  parameters: readonly Parameter[],
  sites: readonly (FormulaSite & { expression: Expression })[],
  offers: ReadonlyMap<string, Offer>,
): Map<string, Set<string>> {
  const rests = new Map<string, Set<string>>();
  for (const parameter of parameters)
    if ('from' in parameter) rests.set(`parameters.${parameter.id}`, new Set([parameter.from]));
  for (const { gives, expression } of sites)
    if (gives) rests.set(gives, new Set([...(rests.get(gives) ?? []), ...references(expression)]));
  // a percentage is of the result
  for (const [name, { percentOf }] of offers)
    if (percentOf) rests.set(name, (rests.get(name) ?? new Set()).add(percentOf));
  return rests;
}

function reaches(from: string, to: string, rests: ReadonlyMap<string, ReadonlySet<string>>): boolean {
  const seen = new Set<string>();
  const open = [...(rests.get(from) ?? [])];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (name === to) return true;
    if (!seen.has(name)) open.push(...(rests.get(name) ?? []));
    seen.add(name);
  }
  return false;
}
