import { Injectable } from '@nestjs/common';
import type { Instant, Uuid } from '../../kernel/ids.js';
import type { Tx } from '../../platform/database/index.js';
import type { Scope } from './domain/index.js';

export type UseKind = 'order' | 'batch' | 'rehearsal' | 'qualification';

/** Something that was made, ordered or shown with a version of a recipe. */
export interface Use extends Scope {
  kind: UseKind;
  id: Uuid;
  code: string;
  state: string;
  /** not over: what becomes of it is to be decided when the version changes */
  open: boolean;
  version: Uuid | null;
  at: Instant;
}

/** A version as its users know it. */
export interface VersionInUse {
  id: Uuid;
  code: string;
  version: number;
  hash: string;
  product: string | null;
  /** where it is or was in effect */
  effects: readonly Scope[];
}

type Find = (tx: Tx, versions: readonly VersionInUse[]) => Promise<Use[]>;

/** What higher layers make of recipes: they register how to find it, since definition knows none of them. */
@Injectable()
export class FindUses {
  private readonly finders = new Map<string, Find>();

  /** Each name once, at start. */
  register(name: string, find: Find): void {
    if (this.finders.has(name)) throw new Error(`uses of recipes: "${name}" is registered twice`);
    this.finders.set(name, find);
  }

  async of(tx: Tx, versions: readonly VersionInUse[]): Promise<Use[]> {
    const found: Use[] = [];
    for (const find of this.finders.values()) found.push(...(await find(tx, versions)));
    return found.sort((a, b) => (a.at < b.at ? -1 : 1));
  }
}
