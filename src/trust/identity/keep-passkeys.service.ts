import { Injectable } from '@nestjs/common';
import { Refusal } from '../../kernel/refusal.js';
import { newId } from '../../platform/clock/index.js';
import type { Tx } from '../../platform/database/index.js';
import { type CommandContext, Commands } from '../../platform/http/index.js';
import { actorOf } from '../ledger/index.js';
import { ChangePerson, type DecidePerson } from './change-person.service.js';
import { CheckPasskey } from './check-passkey.service.js';
import { personOf, registerPasskey, removePasskey, revokePasskey } from './domain/index.js';
import { EndSession } from './end-session.service.js';
import { FindPerson } from './find-person.service.js';
import type { PersonDto } from './identity.dto.js';
import type { RegisterPasskeyDto } from './passkey.dto.js';
import { isKnown, saveKey } from './passkey.store.js';
import { personInSight } from './person.store.js';
import { lockSecret } from './secret.store.js';

/** Passkeys come to be and go. With one that goes end the sessions that it may have begun. */
@Injectable()
export class KeepPasskeys {
  constructor(
    private readonly commands: Commands,
    private readonly changes: ChangePerson,
    private readonly passkeys: CheckPasskey,
    private readonly sessions: EndSession,
    private readonly people: FindPerson,
  ) {}

  /**
   * Refuses with `passkey.not-accepted`, once that is recorded, and with `passkey.known` one that is or was somebody's already;
   * either way the challenge is taken.
   */
  register(command: CommandContext, given: RegisterPasskeyDto): Promise<PersonDto> {
    const { person } = command.caller;
    return this.commands.run(command, async (tx) => {
      const key = await this.passkeys.registered(tx, given, command.caller);
      if (key === null) return new Refusal('unprocessable', 'passkey.not-accepted') as never;
      const { credential, publicKeyHash, publicKey, counter } = key;
      if (await isKnown(tx, credential)) return new Refusal('conflict', 'passkey.known') as never;
      const passkey = newId();
      const state = await this.changes.change(tx, command, person.id, (rows) =>
        registerPasskey(rows, { passkey, credential, publicKeyHash, name: given.name }),
      );
      await saveKey(tx, { passkey, publicKey, transports: given.transports, counter });
      return this.people.view(tx, state);
    });
  }

  /** One's own. Refuses with `passkey.not-found`. */
  remove(command: CommandContext, passkey: string): Promise<PersonDto> {
    const { person, session } = command.caller;
    return this.commands.run(command, (tx) =>
      this.end(tx, command, person.id, (state) => removePasskey(state, passkey), session),
    );
  }

  /** 11.300(c): somebody else's, which was lost. Refuses with `passkey.not-found`. */
  revoke(command: CommandContext, id: string, given: { id: string; reason: string }): Promise<PersonDto> {
    return this.commands.run(command, async (tx) => {
      await personInSight(tx, id);
      return this.end(tx, command, id, (state, by, now) => revokePasskey(state, given, by, now));
    });
  }

  private async end(
    tx: Tx,
    command: CommandContext,
    id: string,
    decide: DecidePerson,
    but?: string,
  ): Promise<PersonDto> {
    const state = await this.changes.change(tx, command, id, decide);
    // a session that begins with the key at this moment either stands by now, or finds the key gone
    await lockSecret(tx, id);
    await this.sessions.endAll(tx, personOf(state), 'passkey-revoked', actorOf(command.caller), but);
    return this.people.view(tx, state);
  }
}
