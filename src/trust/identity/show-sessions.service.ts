import { Injectable } from '@nestjs/common';
import { Refusal } from '../../kernel/refusal.js';
import { Database } from '../../platform/database/index.js';
import { type Caller, type CommandContext, Commands } from '../../platform/http/index.js';
import { actorOf } from '../ledger/index.js';
import { accessSettings } from './access-policy.store.js';
import { overByTime } from './domain/index.js';
import { EndSession } from './end-session.service.js';
import type { OpenSessionDto } from './identity.dto.js';
import { personInSight } from './person.store.js';
import { listAllSessions, personOfSession } from './session.store.js';

/** Who is signed in, and where: everybody sees and ends their own, administrators those of their sites. */
@Injectable()
export class ShowSessions {
  constructor(
    private readonly database: Database,
    private readonly commands: Commands,
    private readonly sessions: EndSession,
  ) {}

  all(caller: Caller): Promise<OpenSessionDto[]> {
    return this.database.read(caller.scope, async (tx) => {
      const { session: limits } = await accessSettings(tx);
      const open = (await listAllSessions(tx)).filter((session) => overByTime(session, session.now, limits) === null);
      return open.map(({ id, person, username, name, startedAt, seenAt, agent }) => ({
        ...{ id, person: { id: person, username, name }, startedAt, seenAt, agent },
        own: id === caller.session,
      }));
    });
  }

  async own(caller: Caller): Promise<OpenSessionDto[]> {
    return (await this.all(caller)).filter(({ person }) => person.id === caller.person.id);
  }

  async endOwn(command: CommandContext, id: string): Promise<void> {
    await this.end(command, id, (person) => person === command.caller.person.id);
  }

  async revoke(command: CommandContext, id: string, reason: string): Promise<void> {
    await this.end(command, id, () => true, reason);
  }

  private async end(
    command: CommandContext,
    id: string,
    may: (person: string) => boolean,
    reason?: string,
  ): Promise<void> {
    await this.commands.run(command, async (tx) => {
      const of = await personOfSession(tx, id);
      if (of === undefined || !may(of)) throw new Refusal('not-found', 'session.not-found', { id });
      const person = await personInSight(tx, of);
      await this.sessions.end(tx, person, id, 'revoked', actorOf(command.caller), reason);
    });
  }
}
