import { Injectable } from '@nestjs/common';
import { Refusal } from '../../kernel/refusal.js';
import { newId, readableToken } from '../../platform/clock/index.js';
import type { Tx } from '../../platform/database/index.js';
import { type CommandContext, Commands } from '../../platform/http/index.js';
import { actorOf, type Fact, Ledger } from '../ledger/index.js';
import { askReset, confirmReset, personOf, withdrawReset } from './domain/index.js';
import { ChangePerson } from './change-person.service.js';
import { EndSession } from './end-session.service.js';
import { HashSecret } from './hash-secret.service.js';
import type { ResetPartDto } from './identity.dto.js';
import { personStore } from './person.store.js';
import { forgiveAttempts, keepPart, saveSecret, takePart } from './secret.store.js';

/**
 * Two administrators reset whoever signs (11.200(a)(3)). Each is shown one half of a one-time password, once, so that
 * neither alone could take the person's place; the person puts them together, and sets an own one before anything else.
 */
@Injectable()
export class ResetSecret {
  constructor(
    private readonly commands: Commands,
    private readonly ledger: Ledger,
    private readonly changes: ChangePerson,
    private readonly secrets: HashSecret,
    private readonly sessions: EndSession,
  ) {}

  /** The first half is in the answer to this request alone: sent again, it answers without. */
  async ask(command: CommandContext, id: string, reason: string): Promise<ResetPartDto> {
    let part: string | null = null;
    const reset = await this.commands.run(command, async (tx) => {
      const asked = newId();
      await this.changes.changeInSight(tx, command, id, (state, by, now) =>
        askReset(state, { reset: asked, reason }, by, now),
      );
      await keepPart(tx, asked, (part = readableToken()));
      return asked;
    });
    return { reset, part };
  }

  /** The second half, as the first. The person's sessions end, and a lock with them. */
  async confirm(command: CommandContext, id: string, reset: string): Promise<ResetPartDto> {
    const second = readableToken();
    let part: string | null = null;
    await this.commands.run(command, async (tx) => {
      const facts = await this.factsOf(tx, [await this.askerOf(tx, id, reset), command.caller.person.id]);
      const state = await this.changes.changeInSight(tx, command, id, (before, by, now) =>
        confirmReset(before, { reset, facts }, by, now),
      );
      const first = await takePart(tx, reset);
      if (first === undefined) throw new Refusal('conflict', 'secret-reset.not-waiting', { reset });
      await saveSecret(tx, id, await this.secrets.hash(`${first}-${second}`));
      forgiveAttempts(tx, id);
      await this.sessions.endAll(tx, personOf(state), 'password-set', actorOf(command.caller));
      part = second;
    });
    return { reset, part };
  }

  async withdraw(command: CommandContext, id: string, given: { reset: string; reason: string }): Promise<void> {
    await this.commands.run(command, async (tx) => {
      await this.changes.changeInSight(tx, command, id, (state, by, now) => withdrawReset(state, given, by, now));
      await takePart(tx, given.reset);
    });
  }

  private async askerOf(tx: Tx, id: string, reset: string): Promise<string> {
    const { secret_reset: resets } = await this.ledger.load(tx, personStore, id);
    return resets[reset]?.askedBy ?? '';
  }

  private async factsOf(tx: Tx, people: string[]): Promise<Fact[]> {
    const streams = [];
    for (const person of people) streams.push(...(await this.ledger.facts(tx, `person/${person}`)));
    return streams.map(({ fact }) => fact);
  }
}
