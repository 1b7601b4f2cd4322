export const SORTS = ['newest', 'oldest', 'critical'] as const;

/** What the page is narrowed to, as its address says it; days are those of the site. */
export interface TrailSearch {
  kind?: string;
  subject?: string;
  mentions?: true;
  group?: string;
  critical?: true;
  person?: string;
  role?: string;
  text?: string;
  from?: string;
  to?: string;
  sort?: (typeof SORTS)[number];
}

const TEXTS = ['kind', 'subject', 'group', 'person', 'role', 'text', 'from', 'to'] as const;

/** What of an address can be understood. */
export function trailSearch(said: Record<string, unknown>): TrailSearch {
  const sort = SORTS.find((one) => one === said['sort']);
  const texts = TEXTS.flatMap((name): [string, string][] => {
    const value = said[name];
    // an address reads `26` as a number
    const text = typeof value === 'number' ? String(value) : value;
    return typeof text === 'string' && text !== '' ? [[name, text]] : [];
  });
  return {
    ...Object.fromEntries(texts),
    ...(said['mentions'] === true ? { mentions: true } : {}),
    ...(said['critical'] === true ? { critical: true } : {}),
    ...(sort === undefined ? {} : { sort }),
  };
}
