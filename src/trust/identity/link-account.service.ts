import { Injectable } from '@nestjs/common';
import { Refusal } from '../../kernel/refusal.js';
import { type CommandContext, Commands } from '../../platform/http/index.js';
import { actorOf } from '../ledger/index.js';
import { ChangePerson } from './change-person.service.js';
import { CheckCredentials } from './check-credentials.service.js';
import { unlinkOwnSso, unlinkSso } from './domain/index.js';
import { SignInByProvider } from './sign-in-by-provider.service.js';

/** People link their account at the enterprise's provider to themselves, by their own secret; they or an administrator unlink it. */
@Injectable()
export class LinkAccount {
  constructor(
    private readonly commands: Commands,
    private readonly changes: ChangePerson,
    private readonly credentials: CheckCredentials,
    private readonly entrance: SignInByProvider,
  ) {}

  /** Refuses with `password.wrong`, and as the way to the provider does. */
  async begin({ caller }: CommandContext, password: string): Promise<{ url: string; browser: string }> {
    const refusal = new Refusal('forbidden', 'password.wrong');
    const purpose = { failure: 'account-link.failed', by: actorOf(caller), refusal } as const;
    await this.credentials.check({ username: caller.person.username, password }, purpose);
    return this.entrance.begin(caller.session);
  }

  /** Refuses with `sso.not-linked`. */
  async unlinkOwn(command: CommandContext): Promise<void> {
    await this.commands.run(command, async (tx) => {
      await this.changes.change(tx, command, command.caller.person.id, unlinkOwnSso);
    });
  }

  /** Refuses as `unlinkOwn` does, and as any decision about another's access. */
  async unlink(command: CommandContext, id: string, reason: string): Promise<void> {
    await this.commands.run(command, async (tx) => {
      await this.changes.changeInSight(tx, command, id, (state, by, now) => unlinkSso(state, reason, by, now));
    });
  }
}
