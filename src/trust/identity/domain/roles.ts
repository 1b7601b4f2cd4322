import { Refusal } from '../../../kernel/refusal.js';

export const ROLES = [
  'operator',
  'supervisor',
  'recipe-engineer',
  'qa-reviewer',
  'qualified-person',
  'planner',
  'sponsor',
  'administrator',
  'automation-unit',
  'inspector',
] as const;

export type Role = (typeof ROLES)[number];

/** What everybody signed in may do to their own account, whatever their roles. */
export const OWN_ACCOUNT = ['session.own', 'statement.sign', 'training.own', 'passkey.own'] as const;

const READS = [
  'batch.read',
  'recipe.read',
  'plant.read',
  'order.read',
  'deviation.read',
  'record.read',
  'readings.read',
  'floor.read',
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
    'batch.quality-hold',
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
    'training.read',
    'training.record',
    'ledger.read',
    'ledger.check',
    'batch.quality-hold',
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
    'ledger.check',
    'batch.quality-hold',
  ],
  'qa-reviewer': [
    ...READS,
    'step.verify',
    'upkeep.verify',
    'upkeep.qualify',
    'gap.review',
    'readings.retain',
    'record.retain',
    'recipe.comment',
    'recipe.approve',
    'recipe.release',
    'person.read',
    'training.read',
    'training.record',
    'training.define',
    'security.read',
    'ledger.read',
    'ledger.check',
    'trail.review',
    'batch.quality-hold',
  ],
  'qualified-person': [...READS, 'batch.quality-hold', 'person.read', 'training.read', 'ledger.read', 'trail.review'],
  planner: ['batch.read', 'recipe.read', 'plant.read', 'order.read', 'order.write', 'floor.read'],
  sponsor: ['batch.read', 'order.read', 'deviation.read', 'record.read'],
  administrator: [
    'person.write',
    'person.read',
    'security.read',
    'security.write',
    'plant.write',
    'plant.read',
    'alarm.escalation',
    'ledger.read',
    'ledger.check',
    'ledger.key',
  ],
  'automation-unit': ['inbox.post'],
  inspector: [...READS, 'person.read', 'training.read', 'security.read', 'ledger.read'],
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

/** Whether a permission is for one's own account alone. */
export const isOwnAccount = (permission: string): boolean => (OWN_ACCOUNT as readonly string[]).includes(permission);

/** Whether a role carries a permission. */
export const roleCarries = (role: Role, permission: string): boolean => carries(role, permission);
