import { Injectable } from '@nestjs/common';
import { Refusal } from '../../kernel/refusal.js';
import { type CommandContext, Commands } from '../../platform/http/index.js';
import { actorOf, Ledger } from '../ledger/index.js';
import { accessSettings } from './access-policy.store.js';
import { FAILURE_MEMORY_MS, lockedUntil, refuseBeyondOwn } from './domain/index.js';
import { personInSight, personStore } from './person.store.js';
import { RecordSecurity } from './record-security.service.js';
import { failedAttempts, forgiveAttempts } from './secret.store.js';

/** An administrator ends a lock before its time, with a reason, and never their own. */
@Injectable()
export class UnlockPerson {
  constructor(
    private readonly commands: Commands,
    private readonly ledger: Ledger,
    private readonly security: RecordSecurity,
  ) {}

  /** Refuses with `person.own-access`, `role.beyond-own`, `person.not-locked`. */
  async unlock(command: CommandContext, id: string, reason: string): Promise<void> {
    await this.commands.run(command, async (tx) => {
      const person = await personInSight(tx, id);
      const { at, now } = await failedAttempts(tx, id, FAILURE_MEMORY_MS);
      const own = command.caller.person.id;
      const by = { id: own, state: await this.ledger.load(tx, personStore, own) };
      refuseBeyondOwn(await this.ledger.load(tx, personStore, id), by, now);
      const until = lockedUntil(at, now, (await accessSettings(tx)).lockout);
      if (until === null) throw new Refusal('conflict', 'person.not-locked', { username: person.username });
      forgiveAttempts(tx, id);
      const values = { person: id, username: person.username, lockedUntil: until };
      await this.security.record(tx, person.site, actorOf(command.caller), [
        { type: 'person.unlocked', values, reason },
      ]);
    });
  }
}
