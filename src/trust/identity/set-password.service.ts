import { Injectable } from '@nestjs/common';
import { Refusal } from '../../kernel/refusal.js';
import { type CommandContext, Commands } from '../../platform/http/index.js';
import { actorOf, Ledger, type NewFact } from '../ledger/index.js';
import { CheckCredentials } from './check-credentials.service.js';
import { acceptPassword, changeSecret, personOf, type PersonState, resetSecret } from './domain/index.js';
import { EndSession } from './end-session.service.js';
import { HashSecret } from './hash-secret.service.js';
import type { ChangePasswordDto } from './identity.dto.js';
import { personStore } from './person.store.js';
import { forgiveAttempts, saveSecret } from './secret.store.js';

/** People change their passwords; administrators reset those of others. Either way the other sessions end. */
@Injectable()
export class SetPassword {
  constructor(
    private readonly commands: Commands,
    private readonly ledger: Ledger,
    private readonly credentials: CheckCredentials,
    private readonly secrets: HashSecret,
    private readonly sessions: EndSession,
  ) {}

  /** Refuses with `password.wrong`, `password.too-weak`, `password.unchanged`. */
  async change(command: CommandContext, { password, newPassword }: ChangePasswordDto): Promise<void> {
    const { caller } = command;
    const { id, username } = caller.person;
    const refusal = new Refusal('forbidden', 'password.wrong');
    const purpose = { failure: 'password-change.failed', by: actorOf(caller), refusal } as const;
    await this.credentials.check({ username, password }, purpose);
    if (newPassword === password) throw new Refusal('unprocessable', 'password.unchanged');
    await this.set(command, id, newPassword, changeSecret);
  }

  /** A password that the person must change before anything else (11.200(a)(3)); it also ends a lock. */
  async reset(command: CommandContext, id: string, newPassword: string): Promise<void> {
    await this.set(command, id, newPassword, (state) => resetSecret(state, command.caller.person.id));
  }

  private async set(
    command: CommandContext,
    id: string,
    newPassword: string,
    decide: (state: PersonState) => NewFact[],
  ): Promise<void> {
    const hash = await this.secrets.hash(newPassword);
    const { caller } = command;
    await this.commands.run(command, async (tx) => {
      const by = actorOf(caller);
      const { state } = await this.ledger.change(tx, personStore, id, by, (before) => {
        acceptPassword(newPassword, personOf(before).username);
        return decide(before);
      });
      await saveSecret(tx, id, hash);
      forgiveAttempts(tx, id);
      await this.sessions.endAll(tx, personOf(state), 'password-set', by, caller.session);
    });
  }
}
