import {
  compareDecimals,
  convert,
  isUnit,
  parseQuantity,
  sameDimension,
  type Quantity,
} from '../../../kernel/quantity.js';
import { isGtin, productCode } from '../../../kernel/gs1.js';
import schema from '../../../../recipes/plant/unit-classes.schema.json' with { type: 'json' };
import { type AlarmText, buildAlarm } from './build-alarm.js';
import { checkLength, decimalOf } from './check-value.js';
import type { Fault, Finding, Path } from './finding.js';
import { schemaCheck } from './json-schema.js';
import type { PromptDefinition } from './prompt-definition.js';
import { readSource } from './source.js';
import type { KitType, Program, Range, Settable, Tag, UnitClass, UnitUse, UpkeepRule } from './unit-class.js';

interface TagText extends Omit<Tag, 'range'> {
  range?: [number, number];
}
interface SettableText extends Omit<Settable, 'range'> {
  range: [number, number];
}
/** A unit class as its file writes it, after the schema. */
interface UnitClassText {
  code: string;
  title: string;
  use: UnitUse;
  tags: TagText[];
  setpoints: SettableText[];
  programs: ProgramText[];
  upkeep?: UpkeepRule;
  alarms?: AlarmText[];
  prompts?: PromptDefinition[];
}
interface ProgramText {
  name: string;
  title: string;
  parameters: SettableText[];
  safeState: Record<string, string>;
  pausable?: boolean;
  moves?: string[];
  approved?: string[];
}

const fileFaults = schemaCheck(schema);

/** The unit classes of a file such as `recipes/plant/unit-classes.yaml`, or what is wrong with it. JSON is YAML too. Never throws. */
export function parseUnitClasses(text: string): { unitClasses: UnitClass[] } | { findings: Finding[] } {
  const read = readSource(text);
  if ('findings' in read) return read;
  const faults = fileFaults(read.source.value);
  if (faults.length > 0) return { findings: read.source.findings(faults) };
  const found: Fault[] = [];
  const unitClasses = buildUnitClasses(read.source.value, found);
  return found.length > 0 ? { findings: read.source.findings(found) } : { unitClasses };
}

/** The classes below `unitClasses` of a file that its schema has let through; what is wrong with them is added to the faults. */
export function buildUnitClasses(file: unknown, faults: Fault[]): UnitClass[] {
  const { unitClasses } = file as { unitClasses: UnitClassText[] };
  unique(unitClasses, 'code', ['unitClasses'], faults);
  return unitClasses.map((unitClass, index) => build(unitClass, ['unitClasses', index], faults));
}

function build(text: UnitClassText, path: Path, faults: Fault[]): UnitClass {
  unique(text.tags, 'tag', [...path, 'tags'], faults);
  unique(text.programs, 'name', [...path, 'programs'], faults);
  unique(text.alarms ?? [], 'code', [...path, 'alarms'], faults);
  unique(text.prompts ?? [], 'code', [...path, 'prompts'], faults);
  for (const [index, { answers }] of (text.prompts ?? []).entries())
    unique(answers, 'code', [...path, 'prompts', index, 'answers'], faults);
  const tags = text.tags.map((tag, index) => buildTag(tag, [...path, 'tags', index], faults));
  const setpoints = settables(text.setpoints, [...path, 'setpoints'], faults);
  for (const [name, length] of Object.entries(text.upkeep?.cleaned ?? {}))
    checkLength(length, [...path, 'upkeep', 'cleaned', name], faults);
  checkKits(text.upkeep?.kit ?? [], [...path, 'upkeep', 'kit'], faults);
  return {
    code: text.code,
    title: text.title,
    use: text.use,
    tags,
    setpoints,
    programs: text.programs.map((program, index): Program => {
      const at = [...path, 'programs', index];
      const parameters = settables(program.parameters, [...at, 'parameters'], faults);
      const safeState = Object.entries(program.safeState).flatMap(([setpoint, value]) => {
        const quantity = settingOf(
          setpoints.find(({ name }) => name === setpoint),
          value,
          [...at, 'safeState', setpoint],
          faults,
        );
        return quantity ? [{ setpoint, value: quantity }] : [];
      });
      for (const [place, moved] of (program.moves ?? []).entries())
        if (!setpoints.some(({ name }) => name === moved)) {
          const message = `the unit class has no "${moved}" to set`;
          faults.push({ code: 'set.unknown', path: [...at, 'moves', place], message });
        }
      return {
        ...{ name: program.name, title: program.title, parameters, safeState },
        ...(program.pausable === true && { pausable: true }),
        ...(program.moves && { moves: program.moves }),
        ...(program.approved && { approved: program.approved }),
      };
    }),
    ...(text.upkeep && { upkeep: text.upkeep }),
    ...(text.alarms && {
      alarms: text.alarms.map((alarm, index) =>
        buildAlarm(alarm, { tags, programs: text.programs }, [...path, 'alarms', index], faults),
      ),
    }),
    ...(text.prompts && { prompts: text.prompts }),
  };
}

/** Products are compared as their labels are read; one of nothing but digits, as long as a GTIN, is one. */
function checkKits(kits: KitType[], path: Path, faults: Fault[]): void {
  const products = kits.map(({ product }) => ({ product: productCode(product) }));
  unique(products, 'product', path, faults);
  for (const [index, { product }] of products.entries())
    if (/^\d{14}$/.test(product) && !isGtin(product)) {
      const message = `the last digit of "${kits[index]!.product}" is not the check digit of a GTIN`;
      faults.push({ code: 'kit.gtin-not-valid', path: [...path, index, 'product'], message });
    }
}

function buildTag({ range, ...tag }: TagText, path: Path, faults: Fault[]): Tag {
  checkLength(tag.staleAfter, [...path, 'staleAfter'], faults);
  if (tag.unit !== undefined) checkUnit(tag.unit, [...path, 'unit'], faults);
  return range ? { ...tag, range: rangeOf(range, [...path, 'range'], faults) } : tag;
}

function settables(list: SettableText[], path: Path, faults: Fault[]): Settable[] {
  unique(list, 'name', path, faults);
  return list.map((settable, index) => {
    checkUnit(settable.unit, [...path, index, 'unit'], faults);
    return { ...settable, range: rangeOf(settable.range, [...path, index, 'range'], faults) };
  });
}

/** The quantity that a text sets, checked against what may be set. */
export function settingOf(
  target: Settable | undefined,
  text: string,
  path: Path,
  faults: Fault[],
): Quantity | undefined {
  const quantity = parseQuantity(text);
  const fault = (code: string, message: string): undefined => void faults.push({ code, path, message });
  if (!target) return fault('set.unknown', `the unit class has no "${String(path.at(-1))}" to set`);
  if (!quantity) return fault('quantity.not-valid', `"${text}" is no number with a UCUM unit`);
  if (!sameDimension(quantity.unit, target.unit)) {
    return isUnit(target.unit)
      ? fault('unit.not-compatible', `${quantity.unit} does not convert to ${target.unit}`)
      : undefined;
  }
  const { value } = convert(quantity, target.unit);
  if (isOutside(value, target.range)) {
    return fault('set.outside-range', `${text} is outside ${target.range.low}..${target.range.high} ${target.unit}`);
  }
  return quantity;
}

/** Whether a decimal lies outside a range in the same unit. */
export const isOutside = (value: string, { low, high }: Range): boolean =>
  (low !== null && compareDecimals(value, low) < 0) || (high !== null && compareDecimals(value, high) > 0);

/** A range from a file's two numbers; null leaves that side open, two that are equal are that one value. */
export function rangeOf(numbers: [number | null, number | null], path: Path, faults: Fault[]): Range {
  const [low, high] = [decimalOf(numbers[0]), decimalOf(numbers[1])];
  if (low === null && high === null)
    faults.push({ code: 'range.open', path, message: 'open on both sides it says nothing' });
  if (low !== null && high !== null && compareDecimals(low, high) > 0) {
    faults.push({ code: 'range.order', path, message: `${low} is above ${high}` });
  }
  return { low, high };
}

export function checkUnit(unit: string, path: Path, faults: Fault[]): void {
  if (!isUnit(unit)) faults.push({ code: 'unit.not-valid', path, message: `"${unit}" is no UCUM code` });
}

/** A fault for each item whose key an earlier item has. */
export function unique<K extends string>(list: Record<K, string>[], key: K, path: Path, faults: Fault[]): void {
  const seen = new Set<string>();
  list.forEach((item, index) => {
    if (seen.has(item[key])) {
      faults.push({ code: 'id.duplicate', path: [...path, index, key], message: `"${item[key]}" is used before` });
    }
    seen.add(item[key]);
  });
}
