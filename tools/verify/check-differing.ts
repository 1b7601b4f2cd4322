import type { BatchState } from './batch-state.js';
import { checkFromFile } from './check-entry.js';
import type { Fact } from './fact.js';
import { isOver } from './progress.js';
import type { Report } from './report.js';

const KINDS = new Set(['result.contradicts', 'result.not-awaited']);

interface Differing {
  field: string;
  file: string;
  stands?: string | null;
  hash: string;
  row: number;
  sample: string;
  mapping: string;
  version: number;
}

/** A device's file that says other than what stands, or gives what its step was done without: held against the step as it was then. */
export function checkDiffering(report: Report, state: BatchState, { stream, seq, values: raised }: Fact): void {
  const { exception, kind, identity, criticality, onBreach } = raised as Record<string, string>;
  if (!KINDS.has(kind!)) return;
  const same = (what: string, expected: unknown, found: unknown): boolean =>
    report.same(stream, seq, `${kind} ${exception}: ${what}`, expected, found);
  const step = state.steps.get(String(raised['step']));
  const phase = step && state.placed(step)?.phase;
  const { field: name, file, stands, ...of } = raised['values'] as Differing;
  const field = phase?.kind === 'result' ? phase.fields?.find(({ id }) => id === name) : undefined;
  if (step === undefined || phase === undefined || field === undefined)
    return void same('its step takes no such result', 'a field of a result', name);
  checkFromFile(same, state, step, phase, of);
  same('it is not known by its file', `file/${of.hash}/${of.row}/${name}`, identity);
  const standing = state.standing(step.id, name);
  if (kind === 'result.contradicts') {
    same('another value stood', standing?.value, stands);
    if (standing !== undefined && standing.value === file) same('the file said what stood', 'another value', file);
  } else {
    same('a value stood', 'none', standing?.value ?? 'none');
    if (step.state !== 'completing' && !isOver(step)) same('its step waited for it', 'done', step.state);
  }
  same('it has another criticality than the recipe says', field.criticality ?? 'IPC', criticality);
  same('it asks for another answer', isOver(step) ? 'continue' : 'supervisor', onBreach);
}
