import type { components } from '../api/schema.js';
import type { BlockContent, MasterRecipe } from './model.js';

type Schema = components['schemas'];

export type RecipeState = 'draft' | 'in-review' | 'approved' | 'effective' | 'superseded' | 'retired';
export type Sort = 'recipe' | 'overlay' | 'block';
export type Check = 'technical' | 'quality';

/** A version that another one names, or that names it. */
export interface Named {
  id: string;
  sort: Sort;
  code: string;
  version: number;
  title: string;
  state: RecipeState;
  hash: string;
}

/** Where a version is in effect; null is everywhere, every market. */
export interface Effect {
  version: string;
  site: string | null;
  market: string | null;
  from: string;
  until: string | null;
}

export interface Comment {
  id: string;
  phase: string | null;
  /** the comment that it answers, and is resolved with */
  replyTo: string | null;
  text: string;
  person: string;
  name: string;
  at: string;
  resolution: string | null;
  resolvedName: string | null;
  resolvedAt: string | null;
}

export interface Approval {
  check: Check;
  person: string;
  at: string;
}

export interface VersionSummary extends Named {
  product: string | null;
  type: string | null;
  stage: string | null;
  author: string;
  authorName: string | null;
  changeControl: string | null;
  draftedAt: string;
  submittedAt: string | null;
  approvedAt: string | null;
  effectiveAt: string | null;
  supersededAt: string | null;
  retiredAt: string | null;
  approvals?: Approval[];
  effects?: Effect[];
}

export interface Version extends VersionSummary {
  text: string;
  content: MasterRecipe | BlockContent;
  approvals: Approval[];
  effects: Effect[];
  comments: Comment[];
  sentBack: { reason: string; name: string | null; at: string } | null;
  signatures: Schema['SignatureDto'][];
  signing: Schema['RecipeSigningDto'];
}

export interface Finding {
  code: string;
  path: string;
  line: number;
  column: number;
  severity: 'error' | 'warning';
  message: string;
  why?: string;
}

/** What a recipe in development lacks before it can be made for patients. */
export interface Gap {
  code: string;
  path: string;
  message: string;
}

export interface Change {
  at: string;
  what: string;
  before: string | null;
  after: string | null;
  kind: 'added' | 'removed' | 'changed' | 'moved';
  criticality?: string;
  /** the phase that it concerns */
  phase: string | null;
}

/** Something that was made, ordered or shown with a version. */
export interface Use {
  kind: 'order' | 'batch' | 'rehearsal' | 'qualification';
  id: string;
  code: string;
  state: string;
  open: boolean;
  version: string | null;
  site: string | null;
  market: string | null;
  at: string;
}

export interface Impact {
  /** null where there is nothing to compare with */
  before: Named | null;
  after: Named;
  changes: Change[];
  batches: Use[];
  orders: Use[];
  usedBy: Named[];
  effects: Effect[];
  tests: Use[];
  qualifications: Use[];
}

export interface LibraryBlock {
  code: string;
  title: string;
  unitClass: string | null;
  versions: (Named & { usedBy: Named[] })[];
}

export interface RehearsalSummary {
  id: string;
  kind: 'dry-run' | 'tests';
  at: string;
  by: string;
  passed: boolean;
}

/** What a dry run came to, in virtual time. */
export interface DryRun {
  state: 'complete' | 'stopped' | 'standing';
  standstill: { step: string | null; code: string; values: Record<string, unknown> } | null;
  lasted: string;
  facts: number;
  steps: { step: string; round: string | null; state: string }[];
  exceptions: { kind: string; step: string | null; at: string; deviation: boolean }[];
  yields: { step: string; actual: string; percent: string | null }[];
}

export interface TestRun {
  name: string;
  passed: boolean;
  lasted: string | null;
  facts: number;
}

export interface Rehearsal extends RehearsalSummary {
  result: { run: DryRun } | { tests: TestRun[] };
}
