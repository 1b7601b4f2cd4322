import type { Criticality, Judged, Phase } from './model.js';

/** A value of a phase that is judged, or could be. */
export interface Value extends Judged {
  id: string;
  title: string;
  unit: string | null;
}

/** Everything of a phase that may have limits, with the titles that the phase itself knows. */
export function valuesOf(phase: Phase): Value[] {
  switch (phase.kind) {
    case 'entry':
    case 'measure':
    case 'result':
      return phase.fields.map((field) => ({ ...field, unit: field.unit ?? null }));
    case 'program':
      return phase.monitor.map((monitor) => ({ ...monitor, id: monitor.tag, title: monitor.tag }));
    case 'calculation':
    case 'compare':
      return [{ ...phase, id: phase.id, title: phase.title, unit: phase.unit }];
    case 'scan':
    case 'instruction':
    case 'review':
    case 'wait':
    case 'decision':
    case 'clearance':
    case 'material':
    case 'sample':
    case 'label':
      return [];
  }
}

const ORDER: readonly Criticality[] = ['CQA', 'CPP', 'IPC'];

/** What the values of a phase bear on, the gravest first; mere information is none. */
export const criticalitiesOf = (phase: Phase): Criticality[] =>
  ORDER.filter((criticality) => valuesOf(phase).some((value) => value.criticality === criticality));

/** How many of its values have a limit. */
export const limitsOf = (phase: Phase): number =>
  valuesOf(phase).filter(({ alert, action }) => alert !== undefined || action !== undefined).length;
