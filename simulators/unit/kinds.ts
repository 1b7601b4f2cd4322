/** Units that hold no culture; each is named as its unit class. */
export const MACHINES = ['washer', 'freezer', 'cell-counter'] as const;
export type MachineKind = (typeof MACHINES)[number];
export type UnitKind = 'closed-bioreactor' | MachineKind;
