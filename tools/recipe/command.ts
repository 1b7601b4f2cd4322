import type { Basis } from './files.js';

/** What a command of `recipe` was asked. */
export interface Asked {
  files: readonly string[];
  basis: Basis;
  /** whose given is taken for a dry run */
  tests: string | undefined;
  /** format: say what would change, and change nothing */
  check: boolean;
}

/** What it found: text for people, the same for programs, and whether all is well. */
export interface Answer {
  text: string[];
  json: unknown;
  ok: boolean;
}

export interface Command {
  usage: string;
  /** a sentence */
  about: string;
  run(asked: Asked): Answer;
}
