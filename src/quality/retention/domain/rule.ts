import type { Instant } from '../../../kernel/ids.js';
import { Refusal } from '../../../kernel/refusal.js';
import { type Fact, type NewFact, type Projection, put } from '../../../trust/ledger/domain/index.js';

/** Traceability of a cell or gene therapy: thirty years after its expiry. No record stays for less. */
export const LEAST_YEARS = 30;

/** The one stream of all rules. */
export const RULES = 'records';

/** That records of a site, of a product, or of both stay for longer; null: of every one. */
export interface RecordRuleRow {
  /** `<site or *>/<product or *>` */
  id: string;
  rules: string;
  site: string | null;
  product: string | null;
  years: number;
  definedAt: Instant;
}

export type RuleState = { record_rule: Readonly<Record<string, RecordRuleRow>> };

type Defined = Fact<'record-rule.defined', { site: string | null; product: string | null; years: number }>;

const idOf = (site: string | null, product: string | null): string => `${site ?? '*'}/${product ?? '*'}`;

export const ruleProjection: Projection<RuleState> = {
  kind: 'record-rule',
  empty: { record_rule: {} },
  apply(state, fact) {
    if (fact.type !== 'record-rule.defined') return state;
    const { site, product, years } = (fact as Defined).values;
    const id = idOf(site, product);
    return put(state, 'record_rule', id, { id, rules: RULES, site, product, years, definedAt: fact.at });
  },
};

/** A longer time. Refuses with `record-rule.only-longer` what is not longer than what holds for them now. */
export function decideRule(
  { record_rule: rules }: RuleState,
  { site, product, years }: { site: string | null; product: string | null; years: number },
  reason: string,
): NewFact[] {
  const now = rules[idOf(site, product)]?.years ?? LEAST_YEARS;
  if (years <= now) throw new Refusal('conflict', 'record-rule.only-longer', { years: now });
  return [{ type: 'record-rule.defined', values: { site, product, years }, reason }];
}

/** What of a batch says how long its record stays. */
export interface Keepable {
  site: string;
  product: string;
  endedAt: Instant | null;
  lot: { expiresAt: Instant } | null;
}

/** The longest of the rules that a batch is under, counted from its end, or from its expiry where that is later; no end while it runs. */
export function keptUntil(
  { site, product, endedAt, lot }: Keepable,
  rules: readonly RecordRuleRow[],
): { years: number; until: Instant | null } {
  const under = rules.filter((rule) => [null, site].includes(rule.site) && [null, product].includes(rule.product));
  const years = Math.max(LEAST_YEARS, ...under.map((rule) => rule.years));
  if (endedAt === null) return { years, until: null };
  const until = new Date(lot !== null && lot.expiresAt > endedAt ? lot.expiresAt : endedAt);
  until.setUTCFullYear(until.getUTCFullYear() + years);
  return { years, until: until.toISOString() };
}
