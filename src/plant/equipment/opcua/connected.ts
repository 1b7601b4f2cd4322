import type { Uuid } from '../../../kernel/ids.js';
import type { Address, Addresses } from './addresses.js';
import type { Conditions } from './conditions.js';
import type { LadsUnit } from './lads.js';
import type { Link } from './link.js';

/** What is open while a connection lasts. */
export interface Connected {
  id: Uuid;
  link: Link;
  addresses: Addresses;
  device: Address;
  /** null for a unit of which nothing but values is asked */
  lads: LadsUnit | null;
  conditions: Conditions;
}
