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

const keyOf = ({ username, subject }: DraftPlace): string => `ballroom/draft/${username}/${subject}`;

export function draftsAt(box: DraftBox, place: DraftPlace): Drafts {
  const kept = box.getItem(keyOf(place));
  return kept === null ? {} : (JSON.parse(kept) as Drafts);
}

export function keepDrafts(box: DraftBox, place: DraftPlace, drafts: Drafts): void {
  const typed = Object.fromEntries(Object.entries(drafts).filter(([, text]) => text !== ''));
  if (Object.keys(typed).length === 0) box.removeItem(keyOf(place));
  else box.setItem(keyOf(place), JSON.stringify(typed));
}

/** Texts that survive a reload, a lost connection and the end of a session; `forget` once they are on record. */
export function useDrafts(
  username: string,
  subject: string,
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
  const drafts = isSame ? kept.drafts : draftsAt(sessionStorage, { username, subject });
  const put = useCallback(
    (next: Drafts) => {
      keepDrafts(sessionStorage, { username, subject }, next);
      setKept({ username, subject, drafts: next });
    },
    [username, subject],
  );
  const change = (field: string, text: string): void => put({ ...drafts, [field]: text });
  const forget = useCallback(() => put({}), [put]);
  return { drafts, change, put, forget };
}
