import { Injectable } from '@nestjs/common';
import { Refusal } from '../../kernel/refusal.js';
import type { Tx } from '../../platform/database/index.js';
import { type CommandContext, Commands } from '../../platform/http/index.js';
import { actorOf } from '../ledger/index.js';
import { ChangePerson, type DecidePerson } from './change-person.service.js';
import { CheckCredentials } from './check-credentials.service.js';
import { linkSso, personOf, unlinkOwnSso, unlinkSso } from './domain/index.js';
import { EndSession } from './end-session.service.js';
import { isLinkedTwice, personInSight } from './person.store.js';
import { lockSecret } from './secret.store.js';
import { SignInByProvider } from './sign-in-by-provider.service.js';
import { takeReturned } from './sso-attempt.store.js';

/**
 * People link their account at the enterprise's provider to themselves, by their own secret; they or an administrator unlink it.
 * With an account that goes end the sessions that it may have begun.
 */
@Injectable()
export class LinkAccount {
  constructor(
    private readonly commands: Commands,
    private readonly changes: ChangePerson,
    private readonly credentials: CheckCredentials,
    private readonly entrance: SignInByProvider,
    private readonly sessions: EndSession,
  ) {}

  /** Refuses with `password.wrong`, and as the way to the provider does. */
  async begin({ caller }: CommandContext, password: string): Promise<{ url: string; browser: string }> {
    const refusal = new Refusal('forbidden', 'password.wrong');
    const purpose = { failure: 'account-link.failed', by: actorOf(caller), refusal } as const;
    await this.credentials.check({ username: caller.person.username, password }, purpose);
    return this.entrance.begin(caller.session);
  }

  /** The session says that the account which came back is its person's. Refuses with `sso.expired`, `sso.linked-to-another`. */
  async link(command: CommandContext): Promise<void> {
    const { person, session } = command.caller;
    await this.commands.run(command, async (tx) => {
      const returned = await takeReturned(tx, session);
      if (returned === undefined) throw new Refusal('conflict', 'sso.expired');
      try {
        await this.change(tx, command, person.id, (state) => linkSso(state, returned.account));
        await tx.settled();
      } catch (error) {
        if (isLinkedTwice(error)) throw new Refusal('conflict', 'sso.linked-to-another');
        throw error;
      }
    });
  }

  /** Refuses with `sso.not-linked`. */
  async unlinkOwn(command: CommandContext): Promise<void> {
    await this.commands.run(command, (tx) => this.change(tx, command, command.caller.person.id, unlinkOwnSso));
  }

  /** Refuses as `unlinkOwn` does, and as any decision about another's access. */
  async unlink(command: CommandContext, id: string, reason: string): Promise<void> {
    await this.commands.run(command, async (tx) => {
      await personInSight(tx, id);
      await this.change(tx, command, id, (state, by, now) => unlinkSso(state, reason, by, now));
    });
  }

  private async change(tx: Tx, command: CommandContext, id: string, decide: DecidePerson): Promise<void> {
    const { caller } = command;
    // who unlinks, or links another account in place of one
    const state = await this.changes.change(tx, command, id, decide);
    await lockSecret(tx, id);
    await this.sessions.endAll(tx, personOf(state), 'account-unlinked', actorOf(caller), caller.session);
  }
}
