import type { IdentityFinding, UnitBy } from '../domain/index.js';

/** What a unit has said that it is. */
export interface Identity {
  serial: string | null;
  productInstanceUri: string | null;
}

/** null where it is the unit, and nothing else */
export function differs(unit: UnitBy<'mqtt'>, found: Identity): IdentityFinding | null {
  const { serial, productInstanceUri } = unit;
  const sameProduct = found.productInstanceUri === productInstanceUri;
  if (sameProduct && found.serial === serial) return null;
  return {
    reason: sameProduct ? 'serial' : 'product-instance',
    endpoint: unit.tagMap.status.topic,
    expected: { productInstanceUri, serial },
    found,
  };
}
