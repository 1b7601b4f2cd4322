import { Injectable } from '@nestjs/common';
import { isInstant } from '../../kernel/ids.js';
import { Refusal } from '../../kernel/refusal.js';
import { Database } from '../../platform/database/index.js';
import type { Caller } from '../../platform/http/index.js';
import type { Fact } from '../ledger/index.js';
import type { EventsQueryDto, SecurityEventDto, SecurityEventsDto } from './access-policy.dto.js';
import { ALERTS, newestFacts } from './security.store.js';

const KINDS = { access: 'site-security', inspection: 'inspection' };

const idOf = ({ stream, seq }: Fact): string => `${stream}#${seq}`;

/** The site's log of who came, went and was turned away, and what inspectors looked at. */
@Injectable()
export class ShowSecurity {
  constructor(private readonly database: Database) {}

  events(caller: Caller, { of = 'access', alerts, cursor, limit = '50' }: EventsQueryDto): Promise<SecurityEventsDto> {
    const before = cursor === undefined ? null : placeOf(cursor);
    const asked = { kind: KINDS[of], alerts: alerts === 'true', before, limit: Number(limit) };
    return this.database.read(caller.scope, async (tx) => {
      const facts = await newestFacts(tx, asked);
      const last = facts.length < asked.limit ? undefined : facts.at(-1);
      return { events: facts.map(eventOf), next: last === undefined ? null : `${last.at}~${idOf(last)}` };
    });
  }
}

function placeOf(cursor: string): [string, string] {
  const [at = '', id = ''] = cursor.split('~');
  if (!isInstant(at)) throw new Refusal('invalid', 'cursor.invalid');
  return [at, id];
}

/** Shown of any fact: who, in what role. */
export const actorNamed = ({ by }: Fact): { by: string; role: string } => ({
  by: 'person' in by ? by.name : 'unit' in by ? by.unit : by.system,
  role: by.role,
});

function eventOf(fact: Fact): SecurityEventDto {
  const { at, zone, type, reason = null, values } = fact;
  return { id: idOf(fact), at, zone, type, alert: ALERTS.includes(type), ...actorNamed(fact), reason, values };
}
