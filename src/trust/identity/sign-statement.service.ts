import { Injectable } from '@nestjs/common';
import { Refusal } from '../../kernel/refusal.js';
import { type CommandContext, Commands } from '../../platform/http/index.js';
import { actorOf, Ledger } from '../ledger/index.js';
import { CheckCredentials } from './check-credentials.service.js';
import { signStatement } from './domain/index.js';
import { FindPerson } from './find-person.service.js';
import type { PersonDto, SignStatementDto } from './identity.dto.js';
import { personStore } from './person.store.js';

/** A person accepts, by username and password, what their signature will mean. */
@Injectable()
export class SignStatement {
  constructor(
    private readonly commands: Commands,
    private readonly ledger: Ledger,
    private readonly credentials: CheckCredentials,
    private readonly people: FindPerson,
  ) {}

  /** Refuses with `signature.not-authenticated` also where somebody else's username is given. */
  async sign(command: CommandContext, { username, password, hash }: SignStatementDto): Promise<PersonDto> {
    const { caller } = command;
    const by = actorOf(caller);
    const refusal = new Refusal('forbidden', 'signature.not-authenticated');
    if (username.toLowerCase() !== caller.person.username) throw refusal;
    await this.credentials.check({ username, password }, { failure: 'signing.failed', by, refusal });
    return this.commands.run(command, async (tx) => {
      const signed = await this.ledger.change(tx, personStore, caller.person.id, by, (state) =>
        signStatement(state, hash),
      );
      return this.people.view(tx, signed.state);
    });
  }
}
