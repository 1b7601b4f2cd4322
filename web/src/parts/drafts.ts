import { useCallback, useState } from 'react';

/** The part of the browser's storage that drafts need. */
export type DraftBox = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** What one person typed and has not recorded, by field. */
export type Drafts = Readonly<Record<string, string>>;

/** Whose drafts, and of what (`step/<id>`): nobody else at the tablet sees them, or puts them on record as their own. */
export interface DraftPlace {
  username: string;
  subject: string;
}

/** What drafts are of, kept beside them where a subject has several things, one after another: a lot, a count, a label. */
const OF = ' of';

/** Drafts as those of one thing: what was typed of another is none of them, and must not go on record as its own. */
export const draftsOf = (drafts: Drafts, of: string): Drafts => (drafts[OF] === of ? drafts : { [OF]: of });

const keyOf = ({ username, subject }: DraftPlace): string => `ballroom/draft/${username}/${subject}`;

export function draftsAt(box: DraftBox, place: DraftPlace): Drafts {
  const kept = box.getItem(keyOf(place));
  return kept === null ? {} : (JSON.parse(kept) as Drafts);
}

export function keepDrafts(box: DraftBox, place: DraftPlace, drafts: Drafts): void {
  const typed = Object.fromEntries(Object.entries(drafts).filter(([, text]) => text !== ''));
  if (Object.keys(typed).every((field) => field === OF)) box.removeItem(keyOf(place));
  else box.setItem(keyOf(place), JSON.stringify(typed));
}

/**
 * Texts that survive a reload, a lost connection and the end of a session; `forget` once they are on record.
 * `of`: which of the subject's things is typed now.
 */
export function useDrafts(
  username: string,
  subject: string,
  of: string | null = null,
): {
  drafts: Drafts;
  change: (field: string, text: string) => void;
  put: (drafts: Drafts) => void;
  forget: () => void;
} {
  const [kept, setKept] = useState(() => ({
    username,
    subject,
    drafts: draftsAt(sessionStorage, { username, subject }),
  }));
  const isSame = kept.username === username && kept.subject === subject;
  const all = isSame ? kept.drafts : draftsAt(sessionStorage, { username, subject });
  const drafts = of === null ? all : draftsOf(all, of);
  const put = useCallback(
    (next: Drafts) => {
      const owned = of === null ? next : { ...next, [OF]: of };
      keepDrafts(sessionStorage, { username, subject }, owned);
      setKept({ username, subject, drafts: owned });
    },
    [username, subject, of],
  );
  const change = (field: string, text: string): void => put({ ...drafts, [field]: text });
  const forget = useCallback(() => put({}), [put]);
  return { drafts, change, put, forget };
}
