import type { SigningRole } from '../../../definition/recipes/domain/index.js';
import type { Actor } from '../../../trust/ledger/domain/index.js';
import type { Signer } from '../../../trust/signatures/domain/index.js';

/** Ids of a rehearsal are counted, so that the same recipe and script give the same facts. */
export const countedId = (n: number): string => `00000000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;

const ROLES: readonly SigningRole[] = ['operator', 'supervisor', 'qa-reviewer'];
const EACH = 4;
const PERMISSIONS = ['step.perform', 'step.verify', 'step.supervise'];

/** The virtual people of a room: some of each role, who know their work. */
export const PEOPLE: readonly Signer[] = ROLES.flatMap((role, of) =>
  Array.from({ length: EACH }, (_, index) => ({
    person: countedId(of * EACH + index + 1),
    username: `${role}-${index + 1}`,
    name: `${role} ${index + 1}`,
    roles: [role],
    permissions: new Set(role === 'supervisor' ? PERMISSIONS : PERMISSIONS.slice(0, 2)),
  })),
);

export const inRole = (role: SigningRole): Signer[] => PEOPLE.filter(({ roles }) => roles.includes(role));

export const actorOf = ({ person, name, roles }: Signer): Actor => ({ person, name, role: roles[0]! });

/** Who does the work, and who answers for the room. */
export const PERFORMER = inRole('operator')[0]!;
export const SUPERVISOR = inRole('supervisor')[0]!;

export const SYSTEM: Actor = { system: 'rehearsal', role: 'system' };
export const unitActor = (unit: string): Actor => ({ unit, role: 'automation' });
