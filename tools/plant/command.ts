import type { Api } from '../demo/api.js';

/** What a command of `plant` was asked. */
export interface Asked {
  files: readonly string[];
  /** take units that the files leave out, out of service */
  retire: boolean;
  /** of the change, for its facts */
  reason: string | undefined;
  /** do not ask again */
  yes: boolean;
  /** code of the site, where the server has several */
  site: string | undefined;
}

/** What it found: text for people, the same for programs, and whether all is well. */
export interface Answer {
  text: string[];
  json: unknown;
  ok: boolean;
}

/** Whom a command line speaks with. */
export interface Terminal {
  env: Readonly<Record<string, string | undefined>>;
  say(line: string): void;
  /** what a person types, unseen where it is secret; null where nobody sits there */
  ask(question: string, secret?: boolean): Promise<string | null>;
}

/** A signed-in person at a server. */
export interface Server {
  api: Api;
  url: string;
  terminal: Terminal;
}

export type Command = { usage: string; about: string } & (
  | { needs: 'files'; run(asked: Asked): Answer }
  | { needs: 'server'; run(asked: Asked, server: Server): Promise<Answer> }
);
