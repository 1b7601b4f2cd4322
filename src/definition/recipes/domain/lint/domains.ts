import { judgedValues } from './judged.js';
import type { Survey } from './survey.js';
import type { Domain } from './truth.js';

/**
 * What each name in a condition can stand for: approved ranges of parameters and ranges of sensors. With `inLimits` also
 * no further than action limits and expected answers, which a value can break but should not.
 */
export function domainsOf(found: Survey, inLimits: boolean): (reference: string) => Domain | undefined {
  const domains = new Map<string, Domain>();
  for (const { reference, unit, action, bounds } of judgedValues(found)) {
    if (reference === null) continue;
    const known = bounds?.unit === unit ? bounds.range : undefined;
    domains.set(reference, { unit, range: inLimits && action ? action : known });
  }
  for (const { phase } of found.places) {
    if (phase.kind !== 'entry' && phase.kind !== 'result') continue;
    for (const field of phase.fields) {
      if (field.type !== 'boolean') continue;
      const truths = inLimits && field.expects !== undefined ? [field.expects] : [true, false];
      domains.set(`${phase.id}.${field.id}`, { truths });
    }
  }
  return (reference) => domains.get(reference);
}
