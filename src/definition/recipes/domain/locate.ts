import type { Fault, Finding, Path } from '../../unit-classes/domain/index.js';
import type { Phase } from './phase.js';

/**
 * Where an object of a parsed recipe stands in its text: a unit procedure, operation, block, branch or option, phase,
 * field, monitor, window, parameter or ad-hoc block. What a library's block brought stands where it is used.
 */
export interface Locate {
  /** `[]` where unknown */
  (node: object): Path;
  /** the same faults with line and column */
  findings(faults: readonly Fault[]): Finding[];
}

/** The parts of a phase that stand in its text for themselves, with the way to each. */
export function partsOf(phase: Phase): [part: object, path: Path][] {
  const listed = (key: string, list: readonly object[]): [object, Path][] =>
    list.map((part, index) => [part, [key, index]]);
  switch (phase.kind) {
    case 'entry':
    case 'measure':
    case 'result':
      return phase.fields.map((field) => [field, ['fields', field.id]]);
    case 'program':
      return [
        ...listed('monitor', phase.monitor),
        ...phase.set.map((one): [object, Path] => [one, ['set', one.name]]),
        ...(phase.safeState ?? []).map((one): [object, Path] => [one, ['safeState', one.setpoint]]),
      ];
    case 'calculation':
      return phase.yield ? [[phase.yield, ['yield']]] : [];
    case 'scan':
      return listed('scans', phase.scans);
    case 'decision':
      return listed('options', phase.options);
    case 'clearance':
      return listed('checks', phase.checks);
    case 'material':
      return listed('materials', phase.materials);
    case 'label':
      return listed('labels', phase.labels);
    case 'instruction':
    case 'review':
    case 'wait':
    case 'sample':
    case 'compare':
      return [];
  }
}
