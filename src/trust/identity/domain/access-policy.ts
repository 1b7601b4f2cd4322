import type { Instant } from '../../../kernel/ids.js';
import { Refusal } from '../../../kernel/refusal.js';
import { type Fact, type NewFact, patch, type Projection, put } from '../../ledger/domain/index.js';

/**
 * What each signing asks for: `full`, both components each time; `part-11`, within one session and after a first signing by
 * both, the password alone (11.200(a)(1)(i)).
 */
export const SIGNING_MODES = ['full', 'part-11'] as const;
export type SigningMode = (typeof SIGNING_MODES)[number];

/** What the enterprise asks of passwords, sessions and signings. Nobody sets any of it for themselves. */
export interface AccessSettings {
  /** characters at least, former ones that may not come again, and days after which one must be changed */
  password: { least: number; remembered: number; maxAgeDays: number | null };
  /** so many failures within the window lock a person for the time after the last of them */
  lockout: { failures: number; windowMinutes: number; lockMinutes: number };
  session: { idleMinutes: number; lifetimeHours: number };
  /** absent in what was set before there was a choice: `full` */
  signing?: SigningMode;
}

export const DEFAULT_ACCESS: AccessSettings = {
  password: { least: 12, remembered: 5, maxAgeDays: 365 },
  lockout: { failures: 5, windowMinutes: 15, lockMinutes: 15 },
  session: { idleMinutes: 15, lifetimeHours: 12 },
  signing: 'full',
};

export const signingMode = ({ signing = 'full' }: AccessSettings): SigningMode => signing;

/** The longest that failures can matter, in ms, whatever is set. */
export const FAILURE_MEMORY_MS = (60 + 1440) * 60_000;

/** 11.100(c): the company's letter that its electronic signatures bind, as its agency knows it. */
export interface Certification {
  reference: string;
  /** `2026-11-23` */
  sentOn: string;
}

export interface AccessPolicyRow {
  id: string;
  settings: AccessSettings;
  certification: Certification | null;
}

export type AccessPolicyState = { access_policy: Record<string, AccessPolicyRow> };

export type AccessPolicyFact =
  | Fact<'access-policy.changed', { was: AccessSettings; is: AccessSettings }>
  | Fact<'signature-certification.recorded', { was: Certification | null; is: Certification }>;

const ID = 'enterprise';

export function settingsOf(state: AccessPolicyState): AccessSettings {
  const settings = state.access_policy[ID]?.settings ?? DEFAULT_ACCESS;
  return { ...settings, signing: signingMode(settings) };
}

export const certificationOf = (state: AccessPolicyState): Certification | null =>
  state.access_policy[ID]?.certification ?? null;

/** A mode of signing that is left out stays as it is. */
export function changeSettings(state: AccessPolicyState, given: AccessSettings, reason: string): NewFact[] {
  const was = settingsOf(state);
  const is = { ...given, signing: given.signing ?? signingMode(was) };
  if (JSON.stringify(was) === JSON.stringify(is)) throw new Refusal('conflict', 'access-policy.unchanged');
  return [{ type: 'access-policy.changed', values: { was, is }, reason }];
}

export const recordCertification = (state: AccessPolicyState, is: Certification, reason: string): NewFact[] => [
  { type: 'signature-certification.recorded', values: { was: certificationOf(state), is }, reason },
];

export const accessPolicyProjection: Projection<AccessPolicyState, AccessPolicyFact> = {
  kind: 'access-policy',
  empty: { access_policy: {} },
  apply(state, fact) {
    const known =
      state.access_policy[ID] === undefined
        ? put(state, 'access_policy', ID, { id: ID, settings: DEFAULT_ACCESS, certification: null })
        : state;
    switch (fact.type) {
      case 'access-policy.changed':
        return patch(known, 'access_policy', ID, { settings: fact.values.is });
      case 'signature-certification.recorded':
        return patch(known, 'access_policy', ID, { certification: fact.values.is });
    }
  },
};

/** Whether a password of that age must be changed. */
export const isAged = ({ maxAgeDays }: AccessSettings['password'], setAt: Instant | null, now: Instant): boolean =>
  maxAgeDays !== null && setAt !== null && Date.parse(now) - Date.parse(setAt) >= maxAgeDays * 86_400_000;
