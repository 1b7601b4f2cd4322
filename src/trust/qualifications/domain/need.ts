/** A skill, a document at a version, or a recipe at a version, which is read. */
export type NeedKind = 'skill' | 'document' | 'recipe';

/** What somebody who works must be trained in, or have read. */
export interface Need {
  kind: NeedKind;
  code: string;
  /** null of a skill */
  version: string | null;
  title: string;
}

export const sameNeed = (one: Omit<Need, 'title'>, other: Omit<Need, 'title'>): boolean =>
  one.kind === other.kind && one.code === other.code && one.version === other.version;
