/** What the page of doubtful data shows, by the word in its address. */
export const SHOWN = ['missing', 'twice', 'refused', 'quarantined'] as const;
export type Shown = (typeof SHOWN)[number];

export const isShown = (text: unknown): text is Shown => (SHOWN as readonly unknown[]).includes(text);
