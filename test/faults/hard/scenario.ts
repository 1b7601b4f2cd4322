import type { HardPlant } from './hard-plant.js';

export interface Asked {
  /** how often what is done again and again is done */
  rounds: number | undefined;
  /** in full, as the table of the hard tests has it */
  long: boolean;
}

/** What a scenario found beside what the units' ledgers say of it. */
export interface Told {
  /** ms from the fault until the server showed it; null where nobody looked, or nothing was to be shown */
  seen: number | null;
  /** in words for the report */
  words: string[];
  /** what should not have been, beside what the ledgers show */
  wrong: string[];
}

/** One fault, done to a plant that runs. When it returns, the fault is over, and values may flow again. */
export interface Scenario {
  /** stable: what `--only` takes */
  name: string;
  title: string;
  /** what `--long` does more */
  long: string;
  /** why it cannot run here, or null */
  hindered?: () => string | null;
  /** it has a plant of its own, so; the plant that all share where it is left out */
  own?: { disk?: () => Disk; forgetful?: boolean };
  /** s by which units' clocks are off meanwhile (0 alone) */
  clocks?: readonly number[];
  /** two values at one instant are what the units said */
  conflicts?: boolean;
  strike(plant: HardPlant, asked: Asked): Promise<Told>;
}

/** A small disk of a scenario's own. */
export interface Disk {
  dir: string;
  remove(): void;
}

export const nothing = (...words: string[]): Told => ({ seen: null, words, wrong: [] });
export const secondsOf = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
