import * as domain from '../../src/execution/batches/domain/index.js';

export interface Lot {
  lot?: string;
  expiry?: string;
  status?: domain.RecordMaterial['status'];
}

/** A batch on paper, as far as a person's work on it goes. */
interface Worked {
  state: domain.BatchState;
  draft: domain.Draft;
  enter(phase: string, field: string, value: string, unit?: string, reason?: string): void;
  capture(phase: string, field: string, value: string | null): void;
  scan(phase: string, scan: string, scanned: string): unknown;
  material(phase: string, material: string): unknown;
  count(phase: string, values: Record<string, string>): void;
  reconcile(phase: string, label: string, printed: number, applied: number, destroyed: number): void;
}

/** One thing that a running step asks a person for, done as people do it who know their work; false where it asks for none. */
export function worksOn(paper: Worked, step: domain.StepRow): boolean {
  const { draft } = paper;
  const phase = draft.phase(step);
  const missing = (field: string): boolean => domain.currentEntry(paper.state, step.id, field) === undefined;
  const code = (field: string): string => domain.currentEntry(paper.state, step.id, field)!.value!;
  const first = <T>(of: T[], what: (one: T) => boolean, act: (one: T) => unknown): boolean => {
    const one = of.find(what);
    if (one !== undefined) act(one);
    return one !== undefined;
  };
  switch (phase.kind) {
    case 'scan': {
      const labels = { unit: 'U-01', coi: 'COI-000001', patient: 'P-7F3K' };
      return first(
        phase.scans,
        ({ id }) => missing(id),
        ({ id, expects }) => paper.scan(step.phase, id, labels[expects]),
      );
    }
    case 'entry':
      if (missing('cells')) paper.enter(step.phase, 'cells', '100', '10*6');
      else if (missing('glucose')) paper.capture(step.phase, 'glucose', '4.00');
      else return false;
      return true;
    case 'clearance':
      return first(
        phase.checks.map(({ id }) => id),
        (id) => domain.currentEntry(paper.state, step.id, id)?.value !== 'true',
        (id) => paper.enter(step.phase, id, 'true', undefined, 'cleared now'),
      );
    case 'material':
      return first(
        phase.materials,
        ({ id }) => missing(`${id}.lot`),
        ({ id }) => paper.material(step.phase, id),
      );
    case 'measure':
      if (domain.measured(paper.state, step.id, phase).due === 0) return false;
      paper.count(step.phase, Object.fromEntries(phase.fields.map(({ id }) => [id, '2.0'])));
      return true;
    case 'sample':
      if (!missing('sample.scanned')) return false;
      paper.scan(step.phase, 'sample', code('sample'));
      return true;
    case 'result':
      return first(
        phase.fields,
        ({ id }) => missing(id),
        ({ id }) => paper.enter(step.phase, id, '0.10', '[iU]/mL'),
      );
    case 'compare':
      if (missing('in-line')) paper.capture(step.phase, 'in-line', '4.00');
      else if (missing('at-line')) paper.enter(step.phase, 'at-line', '4.10', phase.unit);
      else return false;
      return true;
    case 'label': {
      const scanned = first(
        phase.labels.flatMap(domain.copiesOf),
        (copy) => missing(`${copy}.scanned`),
        (copy) => paper.scan(step.phase, copy, code(copy)),
      );
      return (
        scanned ||
        first(
          phase.labels,
          ({ id }) => missing(`${id}.printed`),
          ({ id, copies }) => paper.reconcile(step.phase, id, copies, copies, 0),
        )
      );
    }
    case 'instruction':
    case 'calculation':
    case 'program':
    case 'wait':
    case 'decision':
    case 'review':
      return false;
  }
}
