import type { PhaseKind } from '../phase.js';
import { lintFault, type LintFault } from './rules.js';
import type { Place, Survey } from './survey.js';

/** Kinds of phase that touch the patient's cells, or put a name on them. */
const TOUCHING: ReadonlySet<PhaseKind> = new Set(['entry', 'measure', 'program', 'sample', 'compare', 'label']);

const holdsCells = ({ recipe }: Survey): boolean => (recipe.type ?? 'patient-batch') === 'patient-batch';

/** Where cells change hands, units or containers their chain of identity is scanned before anybody touches them. */
export function unscannedHandOvers(found: Survey): LintFault[] {
  if (!holdsCells(found)) return [];
  const scanned = (place: Place, expects: 'coi' | 'unit'): boolean =>
    found.places.some(
      ({ phase, unitProcedure }) =>
        phase.kind === 'scan' &&
        unitProcedure === place.unitProcedure &&
        place.before.has(phase.id) &&
        phase.scans.some((scan) => scan.expects === expects),
    );
  const procedures = Map.groupBy(
    found.places.filter(({ adHoc }) => !adHoc),
    ({ unitProcedure }) => unitProcedure,
  );
  return [...procedures].flatMap(([name, places]): LintFault[] => {
    const touched = places.find((place) => TOUCHING.has(place.phase.kind) && !scanned(place, 'coi'));
    const started = places.find((place) => place.phase.kind === 'program' && !scanned(place, 'unit'));
    const faults: LintFault[] = [];
    if (touched) {
      const message = `${touched.phase.id} touches the cells before ${name} has scanned their chain of identity`;
      faults.push(lintFault('identity.missing', touched.phase, [], message));
    }
    if (started) {
      const message = `${started.phase.id} starts before ${name} has scanned the unit`;
      faults.push(lintFault('identity.unit-not-scanned', started.phase, [], message));
    }
    return faults;
  });
}

/** What leaves with a patient's cells bears a label that this recipe made and reconciled. */
export function unlabelled(found: Survey): LintFault[] {
  if (!holdsCells(found) || found.places.some(({ phase }) => phase.kind === 'label')) return [];
  return [lintFault('label.missing', null, ['procedure'], 'no step labels what the batch yields')];
}
