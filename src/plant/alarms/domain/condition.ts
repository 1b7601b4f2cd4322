import { canonicalJson } from '../../../kernel/canonical-json.js';
import type { ConditionSeen } from '../../equipment/domain/index.js';

/** What is known of the conditions of a unit, by their keys. JSON, kept between connections. */
export interface KnownCondition {
  name: string;
  branch: string;
  severity: number;
  active: boolean;
  message: string;
  /** hex, of the newest event: an acknowledgement names it */
  event: string;
  /** of the newest event, by the unit's clock */
  at: string;
  /** at the unit, by whoever stood there or whoever it was told by; also where it keeps the condition no more */
  acknowledged: boolean;
  /** what of the unit it is about */
  source?: string;
  /** its node, where the unit has another of that name that was known before: that makes it an alarm of its own */
  twin?: string;
}

export type KnownConditions = Readonly<Record<string, KnownCondition>>;

/** What an event changes, in the order in which events are received: a unit's clock may be wrong. The same that came again changes nothing. */
export function take(known: KnownConditions, seen: ConditionSeen): KnownConditions {
  switch (seen.kind) {
    case 'event': {
      const { key, kind: _, ...event } = seen;
      const { event: newest, active, acknowledged } = known[key] ?? {};
      // one that a refresh has missed is said again, by the same event
      if (newest === event.event && active === event.active && acknowledged === event.acknowledged) return known;
      return { ...known, [key]: { ...event, ...twinIn(known, key, event) } };
    }
    case 'retained': {
      const gone = Object.entries(known).filter(
        ([key, { active, acknowledged }]) => (active || !acknowledged) && !seen.keys.includes(key),
      );
      if (gone.length === 0) return known;
      const over = { active: false, acknowledged: true };
      return { ...known, ...Object.fromEntries(gone.map(([key, is]) => [key, { ...is, ...over }])) };
    }
  }
}

/** Whether what a unit says at once changes anything: all of it comes once more where it was committed and not acknowledged. */
export const isNews = (known: KnownConditions, seen: readonly ConditionSeen[]): boolean =>
  canonicalJson(seen.reduce(take, known)) !== canonicalJson(known);

const nodeOf = (key: string, { branch }: Pick<KnownCondition, 'branch'>): string =>
  branch === '' ? key : key.slice(0, -branch.length - 1);

/** A node stays what it was; a new one is a twin where another of its name is there. */
function twinIn(known: KnownConditions, key: string, event: KnownCondition): { twin?: string } {
  const node = nodeOf(key, event);
  const namesakes = Object.entries(known).filter(([, { name }]) => name === event.name);
  const own = namesakes.find(([other, is]) => nodeOf(other, is) === node);
  if (own !== undefined) return own[1].twin === undefined ? {} : { twin: node };
  return namesakes.length === 0 ? {} : { twin: node };
}

/** Of what was kept before nodes were told apart, all but one node of each name are twins. */
export function withTwins(known: KnownConditions): KnownConditions {
  const firsts = new Map<string, string>();
  const keys = Object.keys(known).sort();
  for (const key of keys) {
    const is = known[key]!;
    if (is.twin === undefined && !firsts.has(is.name)) firsts.set(is.name, nodeOf(key, is));
  }
  const told = Object.entries(known).map(([key, is]): [string, KnownCondition] => {
    const node = nodeOf(key, is);
    return [key, is.twin !== undefined || firsts.get(is.name) === node ? is : { ...is, twin: node }];
  });
  return told.every(([key, is]) => known[key] === is) ? known : Object.fromEntries(told);
}
