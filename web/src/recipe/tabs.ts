/** Sections of a version's page, by the word in its address. */
export const TABS = ['procedure', 'parameters', 'windows', 'findings', 'rehearsals', 'review', 'text'] as const;
export type Tab = (typeof TABS)[number];

export const isTab = (text: unknown): text is Tab => (TABS as readonly unknown[]).includes(text);
