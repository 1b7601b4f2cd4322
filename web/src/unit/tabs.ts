/** Parts of a unit's page, by the word in its address. */
export const UNIT_TABS = ['readings', 'condition', 'logbook'] as const;
export type UnitTab = (typeof UNIT_TABS)[number];

export const isUnitTab = (text: unknown): text is UnitTab => (UNIT_TABS as readonly unknown[]).includes(text);
