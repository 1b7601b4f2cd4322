import { checkLength, checkUnit, unique, type Fault, type Path } from '../../unit-classes/domain/index.js';
import { buildFields, measuredField } from './build-field.js';
import { buildLimits, checkPlaces } from './build-limits.js';
import { buildProgram } from './build-program.js';
import { isCritical, policies, requireSignature, requireVerifier } from './build-signatures.js';
import { capturedTag, needUnit, type RunsOn } from './build-tag.js';
import {
  LABEL_NAMES,
  type CalculationPhase,
  type ComparePhase,
  type Field,
  type Label,
  type Phase,
  type PhaseBase,
} from './phase.js';
import type { CalculationText, CompareText, PhaseText, ResultText } from './recipe-text.js';

/** One phase with its defaults resolved and its names looked up in the unit class. */
export function buildPhase(text: PhaseText, unitClass: RunsOn, path: Path, faults: Fault[]): Phase {
  const { id, title, instruction } = text;
  const base = { id, title, instruction, sign: policies(text, path, faults) };
  requireSignature(base.sign, 'mode' in text ? text.mode : undefined, path, faults);
  const verified = (because: string | undefined): void => {
    if (because !== undefined) requireVerifier(base.sign, because, path, faults);
  };
  switch (text.kind) {
    case 'scan':
      unique(text.scans, 'id', [...path, 'scans'], faults);
      text.scans.forEach(({ expects }, index) => {
        if (expects === 'unit') needUnit(unitClass, [...path, 'scans', index, 'expects'], faults);
      });
      return { ...base, kind: 'scan', scans: text.scans };
    case 'instruction':
      return { ...base, kind: 'instruction' };
    case 'review':
      return { ...base, kind: 'review' };
    case 'wait':
      checkLength(text.for, [...path, 'for'], faults);
      return { ...base, kind: 'wait', for: text.for, ...(text.mode ? { mode: text.mode } : {}) };
    case 'decision':
      unique(text.options, 'id', [...path, 'options'], faults);
      if (!text.options.some(({ then }) => then === 'continue')) {
        faults.push({
          code: 'decision.dead-end',
          path: [...path, 'options'],
          message: 'no option lets the batch go on',
        });
      }
      return { ...base, kind: 'decision', options: text.options };
    case 'entry': {
      const fields = buildFields(text.fields, unitClass, [...path, 'fields'], faults);
      verified(criticalOf(fields));
      return { ...base, kind: 'entry', fields };
    }
    case 'calculation':
      verified(isCritical(text) || (text.yield && isCritical(text.yield)) ? critical(title) : undefined);
      return { ...base, ...calculation(text, path, faults) };
    case 'program':
      return { ...base, ...buildProgram(text, unitClass, path, faults) };
    case 'clearance':
      unique(text.checks, 'id', [...path, 'checks'], faults);
      // 211.130
      verified('a second person clears the line as well');
      return { ...base, kind: 'clearance', checks: text.checks };
    case 'material': {
      unique(text.materials, 'id', [...path, 'materials'], faults);
      const first = text.materials.find((material) => material.critical);
      verified(first && critical(first.title));
      return { ...base, kind: 'material', materials: text.materials };
    }
    case 'measure': {
      const fields = Object.entries(text.fields).map(([name, field]) =>
        measuredField(name, field, [...path, 'fields', name], faults),
      );
      verified(criticalOf(fields));
      const { replicates, recounts = 0, onBreach, deviation } = text;
      const rule = { onBreach, ...(deviation === undefined ? {} : { deviation }) };
      return { ...base, kind: 'measure', fields, replicates, recounts, ...rule };
    }
    case 'sample':
      return { ...base, kind: 'sample', container: text.container };
    case 'result': {
      const fields = resultFields(text, path, faults);
      verified(criticalOf(fields));
      const within = text.within === undefined ? {} : { within: text.within };
      return { ...base, kind: 'result', of: text.of, ...within, fields };
    }
    case 'compare':
      verified(isCritical(text) ? critical(title) : undefined);
      return { ...base, ...comparison(text, unitClass, path, faults) };
    case 'label':
      // 211.125, 211.130
      verified('a second person checks the labels');
      text.labels.forEach((label, index) => checkLines(label, [...path, 'labels', index, 'lines'], faults));
      return { ...base, kind: 'label', labels: text.labels };
  }
}

const critical = (title: string): string => `"${title}" is critical`;

function criticalOf(fields: Field[]): string | undefined {
  const first = fields.find((field) => field.type !== 'text' && isCritical(field));
  return first && critical(first.title);
}

function calculation(text: CalculationText, path: Path, faults: Fault[]): Omit<CalculationPhase, keyof PhaseBase> {
  const { formula, unit, rounding, mode } = text;
  checkUnit(unit, [...path, 'unit'], faults);
  if ('decimals' in rounding) checkPlaces(text, rounding.decimals, path, faults);
  const judged = buildLimits(text, unit, undefined, path, faults);
  const automatic = mode === undefined ? {} : { mode };
  return { kind: 'calculation', formula, unit, rounding, ...judged, ...automatic, ...yieldOf(text, path, faults) };
}

const PERCENT_DECIMALS = 1;

/** 211.103: actual by theoretical, in percent. */
function yieldOf({ yield: text }: CalculationText, path: Path, faults: Fault[]): Pick<CalculationPhase, 'yield'> {
  if (!text) return {};
  const at = [...path, 'yield'];
  checkPlaces(text, PERCENT_DECIMALS, at, faults);
  return { yield: { theoretical: text.theoretical, ...buildLimits(text, '%', undefined, at, faults) } };
}

/** What a laboratory reports is typed: no unit of the batch knows it. */
function resultFields({ within, fields }: ResultText, path: Path, faults: Fault[]): Field[] {
  checkLength(within, [...path, 'within'], faults);
  for (const [id, field] of Object.entries(fields)) {
    if (field.type === 'number' && field.capture) {
      const at = [...path, 'fields', id, 'capture'];
      faults.push({ code: 'result.captured', path: at, message: "no unit knows a sample's result" });
    }
  }
  return buildFields(fields, undefined, [...path, 'fields'], faults);
}

function comparison(
  text: CompareText,
  unitClass: RunsOn,
  path: Path,
  faults: Fault[],
): Omit<ComparePhase, keyof PhaseBase> {
  const { capture, unit, decimals } = text;
  checkUnit(unit, [...path, 'unit'], faults);
  checkPlaces(text, decimals, path, faults);
  capturedTag(capture, unit, unitClass, path, faults);
  // the limits are of a difference, which the tag's own range does not bound
  return { kind: 'compare', capture, unit, decimals, ...buildLimits(text, unit, undefined, path, faults) };
}

/** Names in braces are those that the server fills in; nothing else is in braces. */
function checkLines({ lines }: Label, path: Path, faults: Fault[]): void {
  const names: readonly string[] = LABEL_NAMES;
  lines.forEach((line, index) => {
    const rest = line.replace(/\{([^{}]*)\}/g, (all, name: string) => (names.includes(name) ? '' : all));
    if (!/[{}]/.test(rest)) return;
    const message = `in braces stand ${LABEL_NAMES.join(', ')} and nothing else`;
    faults.push({ code: 'label.unknown-name', path: [...path, index], message });
  });
}
