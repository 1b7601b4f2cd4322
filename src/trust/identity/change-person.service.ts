import { Injectable } from '@nestjs/common';
import type { Instant } from '../../kernel/ids.js';
import type { Tx } from '../../platform/database/index.js';
import type { CommandContext } from '../../platform/http/index.js';
import { actorOf, Ledger, type NewFact } from '../ledger/index.js';
import type { Administrator, PersonState } from './domain/index.js';
import { personInSight, personStore } from './person.store.js';

/** What is decided of a person by whoever asks for it, who is looked at as they stand. */
export type DecidePerson = (state: PersonState, by: Administrator, now: Instant) => NewFact[];

/** Facts of a person that the caller of a command states. */
@Injectable()
export class ChangePerson {
  constructor(private readonly ledger: Ledger) {}

  /** A person of a site in sight, as they stand; refuses with `person.not-found`. */
  async inSight(tx: Tx, id: string): Promise<PersonState> {
    return this.ledger.load(tx, personStore, (await personInSight(tx, id)).id);
  }

  async change(tx: Tx, { caller }: CommandContext, id: string, decide: DecidePerson): Promise<PersonState> {
    const by = { id: caller.person.id, state: await this.ledger.load(tx, personStore, caller.person.id) };
    const decided = (state: PersonState, now: Instant) => decide(state, by, now);
    return (await this.ledger.change(tx, personStore, id, actorOf(caller), decided)).state;
  }

  /** As `change`, of a person of a site in sight; refuses with `person.not-found`. */
  async changeInSight(tx: Tx, command: CommandContext, id: string, decide: DecidePerson): Promise<PersonState> {
    await personInSight(tx, id);
    return this.change(tx, command, id, decide);
  }
}
