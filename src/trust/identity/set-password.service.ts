import { Injectable } from '@nestjs/common';
import { Refusal } from '../../kernel/refusal.js';
import { type CommandContext, Commands } from '../../platform/http/index.js';
import { actorOf } from '../ledger/index.js';
import { AcceptSecret } from './accept-secret.service.js';
import { ChangePerson, type DecidePerson } from './change-person.service.js';
import { CheckCredentials } from './check-credentials.service.js';
import { changeSecret, personOf, resetSecret } from './domain/index.js';
import { EndSession } from './end-session.service.js';
import type { ChangePasswordDto } from './identity.dto.js';
import { personInSight } from './person.store.js';
import { forgiveAttempts, saveSecret } from './secret.store.js';

/** People change their passwords; an administrator sets one for whoever does not sign yet. The other sessions end. */
@Injectable()
export class SetPassword {
  constructor(
    private readonly commands: Commands,
    private readonly changes: ChangePerson,
    private readonly credentials: CheckCredentials,
    private readonly accepted: AcceptSecret,
    private readonly sessions: EndSession,
  ) {}

  /** Refuses with `password.wrong`, `password.unchanged`, `password.too-weak`, `password.breached`, `password.used-before`. */
  async change(command: CommandContext, { password, newPassword }: ChangePasswordDto): Promise<void> {
    const { caller } = command;
    const { username } = caller.person;
    const refusal = new Refusal('forbidden', 'password.wrong');
    const purpose = { failure: 'password-change.failed', by: actorOf(caller), refusal } as const;
    await this.credentials.check({ username, password }, purpose);
    if (newPassword === password) throw new Refusal('unprocessable', 'password.unchanged');
    await this.set(command, caller.person, newPassword, changeSecret);
  }

  /** A password that the person must change before anything else (11.200(a)(3)); it also ends a lock. */
  async reset(command: CommandContext, id: string, newPassword: string): Promise<void> {
    const person = await this.commands.look(command, (tx) => personInSight(tx, id));
    await this.set(command, person, newPassword, resetSecret);
  }

  private async set(
    command: CommandContext,
    person: { id: string; username: string; name: string },
    newPassword: string,
    decide: DecidePerson,
  ): Promise<void> {
    const { caller } = command;
    const { id } = person;
    const hash = await this.accepted.hashOf(newPassword, person);
    await this.commands.run(command, async (tx) => {
      const state = await this.changes.change(tx, command, id, decide);
      await saveSecret(tx, id, hash);
      forgiveAttempts(tx, id);
      await this.sessions.endAll(tx, personOf(state), 'password-set', actorOf(caller), caller.session);
    });
  }
}
