import type { Quantity } from '../../../kernel/quantity.js';
import type { AlarmDefinition } from './alarm-definition.js';
import type { Duration } from './duration.js';
import type { PromptDefinition } from './prompt-definition.js';

/** How much a value bears on the product: critical process parameter, critical quality attribute, in-process control, or none. */
export type Criticality = 'CPP' | 'CQA' | 'IPC' | 'info';

/** Decimal strings in the unit of their owner, both ends included; null where that side is open. */
export interface Range {
  low: string | null;
  high: string | null;
}

/** One value that units of the class give, by its name in the plant's tag map. */
export interface Tag {
  tag: string;
  title: string;
  type: 'number' | 'integer' | 'boolean' | 'text';
  /** UCUM code; only numbers and integers have one */
  unit?: string;
  /** what the sensor can say; limits of recipes lie inside */
  range?: Range;
  criticality: Criticality;
  /** without a reading for this long the value counts as unknown */
  staleAfter: Duration;
}

/** What a recipe may set on a unit, or give to a program. */
export interface Settable {
  name: string;
  title: string;
  unit: string;
  range: Range;
}

export interface Program {
  name: string;
  title: string;
  parameters: Settable[];
  /** what the unit goes to when the program is held or lost, as setpoints */
  safeState: { setpoint: string; value: Quantity }[];
  /** it can be suspended at a point that is safe for it, and go on from there; absent where it cannot */
  pausable?: true;
  /** setpoints that it changes itself on its way: another value of one of them is no change at the unit; absent for none */
  moves?: string[];
  /** checksums of the versions of it that may be started, as units tell them; absent where any may. No part of the recipes */
  approved?: string[];
}

/**
 * `exclusive`: one batch holds the whole unit. `positions`: each position of the unit is held by one batch, as in a freezer.
 * `session`: one batch after another, each for the time of a phase, as at a cell counter.
 */
export type UnitUse = 'exclusive' | 'positions' | 'session';

/** A single-use kit by its product: a GTIN, or the code that its maker gives it. */
export interface KitType {
  product: string;
  title: string;
}

/** What a unit must show before a batch may have it; what is left out is not asked for. */
export interface UpkeepRule {
  /** verified clean since its last use. `hold`: for how long it stays so; `dirtyHold`: within what time it is cleaned after use */
  cleaned?: { hold?: Duration; dirtyHold?: Duration };
  calibrated?: true;
  qualified?: true;
  maintained?: true;
  /** versions that are approved for the class; a unit may have more of its own */
  firmware?: string[];
  /** a new kit of one of these types for each batch. No part of the recipes */
  kit?: KitType[];
}

/** What a kind of unit offers. Recipes name it, plants provide it, and neither knows the other. */
export interface UnitClass {
  code: string;
  /** counts the definitions of the code, from 1; the parsed file has none, its stream gives it */
  version?: number;
  title: string;
  use: UnitUse;
  tags: Tag[];
  setpoints: Settable[];
  programs: Program[];
  /** absent where a unit needs nothing of this */
  upkeep?: UpkeepRule;
  /** absent where none is rationalised; no part of the recipes that are written on the class */
  alarms?: AlarmDefinition[];
  /** absent where its units ask nothing; no part of the recipes either */
  prompts?: PromptDefinition[];
}
