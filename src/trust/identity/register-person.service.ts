import { Injectable } from '@nestjs/common';
import { Refusal } from '../../kernel/refusal.js';
import { newId } from '../../platform/clock/index.js';
import { type CommandContext, Commands } from '../../platform/http/index.js';
import { actorOf, Ledger } from '../ledger/index.js';
import { Organisation, streamAt } from '../organisation/index.js';
import { AcceptSecret } from './accept-secret.service.js';
import { registerPerson } from './domain/index.js';
import { FindPerson } from './find-person.service.js';
import type { PersonDto, RegisterPersonDto } from './identity.dto.js';
import { findPerson, holdUsername, personStore } from './person.store.js';
import { saveSecret } from './secret.store.js';

/** People come to be, with a first password that only opens the way to their own. */
@Injectable()
export class RegisterPerson {
  constructor(
    private readonly commands: Commands,
    private readonly ledger: Ledger,
    private readonly organisation: Organisation,
    private readonly accepted: AcceptSecret,
    private readonly people: FindPerson,
  ) {}

  async register(
    command: CommandContext,
    { username, name, site: code, password }: RegisterPersonDto,
  ): Promise<PersonDto> {
    const hash = await this.accepted.hashOf(password, { username, name });
    return this.commands.run(command, async (tx) => {
      await holdUsername(tx, username);
      if ((await findPerson(tx, username)) !== null)
        throw new Refusal('conflict', 'person.username-taken', { username });
      const site = await this.organisation.siteByCode(tx, code);
      const id = newId();
      const { state } = await this.ledger.change(
        tx,
        personStore,
        id,
        actorOf(command.caller),
        (state) => registerPerson(state, { username, name, site: site.id }, 'administrator'),
        streamAt(site),
      );
      await saveSecret(tx, id, hash);
      return this.people.view(tx, state);
    });
  }
}
