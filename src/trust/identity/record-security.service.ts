import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/index.js';
import { type Actor, Ledger, type NewFact } from '../ledger/index.js';
import { ENTERPRISE, Organisation, streamAt } from '../organisation/index.js';
import { takeFromBudget } from './failure-budget.store.js';

/** Failures of one type that become facts, a minute: of one site, and of usernames that nobody has. */
const A_MINUTE = { site: 30, nobody: 1 };

/** A site's log of who came and went and who was turned away: facts on `site-security/<site>`. */
@Injectable()
export class RecordSecurity {
  constructor(
    private readonly ledger: Ledger,
    private readonly organisation: Organisation,
  ) {}

  async record(tx: Tx, site: string, by: Actor, facts: NewFact[]): Promise<void> {
    if (facts.length === 0) return;
    const create = streamAt(await this.organisation.site(tx, site));
    await this.ledger.state(tx, `site-security/${site}`, by, facts, create);
  }

  /** A failure of a known person. A flood is counted: the next fact says in `unrecorded` how many came before it. */
  async recordFailure(tx: Tx, site: string, by: Actor, fact: NewFact): Promise<void> {
    const { taken, unrecorded } = await takeFromBudget(tx, `site-security/${site} ${fact.type}`, A_MINUTE.site);
    if (taken) await this.record(tx, site, by, [{ ...fact, values: { ...fact.values, unrecorded } }]);
  }

  /** 11.300(d): an alert, once a minute for a person, that so many failures have locked them. */
  async recordLock(
    tx: Tx,
    { id, username, site }: { id: string; username: string; site: string },
    by: Actor,
    lock: { until: string; failures: number },
  ): Promise<void> {
    const { taken } = await takeFromBudget(tx, `person.locked ${id}`, 1);
    const values = { person: id, username, ...lock };
    if (taken) await this.record(tx, site, by, [{ type: 'person.locked', values }]);
  }

  /** 11.300(d): an alert, once a minute for a passkey, that there are two of it: its counter did not grow. */
  async recordCopy(
    tx: Tx,
    site: string,
    by: Actor,
    of: { person: string; username: string; passkey?: string },
  ): Promise<void> {
    const { taken } = await takeFromBudget(tx, `passkey.copied ${of.passkey}`, 1);
    if (taken) await this.record(tx, site, by, [{ type: 'passkey.copied', values: of }]);
  }

  /**
   * What an inspector looks at, on a stream of their session, so that no patient's grows by it: each path at most once a
   * minute, the next fact saying in `unrecorded` how often it was looked at in between.
   */
  async recordView(tx: Tx, site: string, by: Actor, { session, url }: { session: string; url: string }): Promise<void> {
    const { taken, unrecorded } = await takeFromBudget(tx, `viewed ${session} ${url.split('?')[0]}`.slice(0, 500), 1);
    if (!taken) return;
    const create = streamAt(await this.organisation.site(tx, site));
    const fact = { type: 'record.viewed', values: { url: url.slice(0, 1000), unrecorded } };
    await this.ledger.state(tx, `inspection/${session}`, by, [fact], create);
  }

  /** A failure of nobody we know: at most one fact a minute, with how many came before it, and nothing of what was typed. */
  async recordStranger(tx: Tx, by: Actor, type: string, why: string): Promise<void> {
    const { taken, unrecorded } = await takeFromBudget(tx, `${type} ${why}`, A_MINUTE.nobody);
    if (taken)
      await this.ledger.state(tx, 'site-security/enterprise', by, [{ type, values: { why, unrecorded } }], ENTERPRISE);
  }
}
