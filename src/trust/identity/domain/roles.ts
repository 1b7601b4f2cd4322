import { Refusal } from '../../../kernel/refusal.js';

export const ROLES = ['operator', 'supervisor', 'recipe-engineer', 'qa-reviewer', 'administrator'] as const;

export type Role = (typeof ROLES)[number];

/** What everybody signed in may do to their own account, whatever their roles. */
export const OWN_ACCOUNT = ['session.own', 'statement.sign'] as const;

const READS = [
  'batch.read',
  'recipe.read',
  'plant.read',
  'order.read',
  'deviation.read',
  'record.read',
  'readings.read',
] as const;

/** What a role may do, as data. An administrator holds no GMP right by being one. */
export const PERMISSIONS = {
  operator: [
    ...READS,
    'step.perform',
    'step.verify',
    'upkeep.perform',
    'upkeep.verify',
    'inbox.post',
    'alarm.acknowledge',
    'alarm.shelve',
  ],
  supervisor: [
    ...READS,
    'batch.issue',
    'order.write',
    'step.perform',
    'step.verify',
    'step.supervise',
    'upkeep.perform',
    'upkeep.verify',
    'gap.review',
    'inbox.post',
    'alarm.acknowledge',
    'alarm.shelve',
    'alarm.remove',
    'alarm.escalation',
    'recipe.comment',
    'recipe.approve',
    'person.read',
    'ledger.read',
  ],
  'recipe-engineer': [
    ...READS,
    'recipe.write',
    'recipe.comment',
    'recipe.submit',
    'plant.write',
    'alarm.remove',
    'upkeep.perform',
    'ledger.read',
  ],
  'qa-reviewer': [
    ...READS,
    'step.verify',
    'upkeep.verify',
    'upkeep.qualify',
    'gap.review',
    'readings.retain',
    'recipe.comment',
    'recipe.approve',
    'recipe.release',
    'person.read',
    'ledger.read',
  ],
  administrator: ['person.write', 'person.read', 'plant.write', 'plant.read', 'alarm.escalation', 'ledger.read'],
} as const satisfies Record<Role, readonly string[]>;

export type Permission = (typeof PERMISSIONS)[Role][number] | (typeof OWN_ACCOUNT)[number];

const carries = (role: string, permission: string): boolean =>
  (PERMISSIONS as Record<string, readonly string[]>)[role]?.includes(permission) ?? false;

/** Whether any role, or everybody, holds a permission of that name. */
export const isPermission = (name: string): name is Permission =>
  (OWN_ACCOUNT as readonly string[]).includes(name) || ROLES.some((role) => carries(role, name));

/** Everything that these roles may do together. */
export const permissionsOf = (roles: readonly Role[]): ReadonlySet<string> =>
  new Set([...OWN_ACCOUNT, ...roles.flatMap((role): readonly string[] => PERMISSIONS[role])]);

/** The first of a person's roles that carries a permission; refuses with `permission.missing` (11.10(g)). */
export function roleFor<R extends string>(roles: readonly R[], permission: string): R {
  const role = roles.find((held) => carries(held, permission));
  if (role === undefined) throw new Refusal('forbidden', 'permission.missing', { permission });
  return role;
}

/** The role in which a person calls a route: as {@link roleFor}; for their own account, their first role. */
export function callingRole(roles: readonly Role[], permission: string): string {
  return (OWN_ACCOUNT as readonly string[]).includes(permission) ? (roles[0] ?? 'none') : roleFor(roles, permission);
}
