import type { Actor } from '../../src/trust/ledger/domain/index.js';
import type { Signer } from '../../src/trust/signatures/domain/index.js';

export const paperId = (n: number): string => `00000000-0000-7000-8000-${n.toString().padStart(12, '0')}`;

export const PEOPLE = ['Ada', 'Ben', 'Sue', 'Quinn'] as const;
export type Name = (typeof PEOPLE)[number];
const ROLES: Record<Name, string> = { Ada: 'operator', Ben: 'operator', Sue: 'supervisor', Quinn: 'qa-reviewer' };

/** A person of the paper's as a signer. */
export const signer = (name: Name): Signer => ({
  person: paperId(PEOPLE.indexOf(name) + 1),
  username: name.toLowerCase(),
  name,
  roles: [ROLES[name]],
  permissions: new Set(['step.perform', 'step.verify', ...(name === 'Sue' ? ['step.supervise'] : [])]),
});

export const actor = (name: Name): Actor => ({ person: signer(name).person, name, role: ROLES[name] });

export const SYSTEM: Actor = { system: 'test', role: 'system' };

/** Who signs as what, by phase of `paperRecipe`, where nothing goes wrong. */
export const STRAIGHT_WAY: Readonly<Record<string, [Name, string][]>> = {
  identity: [
    ['Ada', 'performed'],
    ['Ben', 'verified'],
  ],
  count: [['Ada', 'performed']],
  culture: [['Ada', 'performed']],
  decide: [['Sue', 'performed']],
  check: [['Quinn', 'reviewed']],
};
