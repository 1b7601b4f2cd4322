import { Injectable, Logger } from '@nestjs/common';
import { newId, systemNow } from '../../platform/clock/index.js';
import { Database, SYSTEM_SCOPE, type Tx } from '../../platform/database/index.js';
import { type Held, isLeaseLost, Leases } from '../../platform/leases/index.js';
import { Ledger } from '../../trust/ledger/index.js';
import { Organisation } from '../../trust/organisation/index.js';
import { Equipment } from '../equipment/index.js';
import { findAlarm, listEscalations, storedAlarm, unansweredOccurrences } from './alarm.store.js';
import { insertDelivery } from './delivery.store.js';
import { type Contact, decideEscalate, dueSteps, type OccurrenceRow } from './domain/index.js';
import { ALARMS } from './state-alarms.service.js';

/** A step that is due for an alarm that nobody answers, and whom it tells. */
interface Due {
  occurrence: OccurrenceRow;
  step: number;
  contacts: Contact[];
}

/** What nobody answers leaves the room, step by step: the fact and what is to be delivered, in one transaction. */
@Injectable()
export class EscalateAlarms {
  private readonly log = new Logger('Escalation');

  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly organisation: Organisation,
    private readonly equipment: Equipment,
    private readonly leases: Leases,
  ) {}

  /** By the server that holds the lease, and no other. */
  async round(lease: Held): Promise<void> {
    const due = await this.database.read(SYSTEM_SCOPE, (tx) => this.due(tx));
    for (const one of due)
      try {
        await this.database.write(SYSTEM_SCOPE, (tx) => {
          this.leases.fence(tx, lease);
          return this.escalate(tx, one);
        });
      } catch (error) {
        if (isLeaseLost(error)) throw error;
        // one alarm keeps no other in the room
        this.log.warn(`${one.occurrence.alarm}: ${(error as Error).message}`);
      }
  }

  private async due(tx: Tx): Promise<Due[]> {
    const policies = await listEscalations(tx);
    if (policies.length === 0) return [];
    const now = systemNow();
    const due: Due[] = [];
    const zones = new Map<string, string>();
    for (const { id } of policies) zones.set(id, (await this.organisation.site(tx, id)).zone);
    for (const occurrence of await unansweredOccurrences(tx)) {
      const policy = policies.find(({ id }) => id === occurrence.site);
      if (policy === undefined) continue;
      const { priority, escalated, unattended } = occurrence;
      const announced = { priority, escalated, announcedAt: occurrence.announcedAt! };
      for (const { number, contacts } of dueSteps(policy, announced, now, zones.get(policy.id)!))
        if (contacts.length > 0 || number > unattended) due.push({ occurrence, step: number, contacts });
    }
    return due;
  }

  private async escalate(tx: Tx, { occurrence: { id, alarm }, step, contacts }: Due): Promise<void> {
    const escalated = { occurrence: id, step, to: contacts.map(({ name }) => name) };
    const before = await this.ledger.load(tx, storedAlarm, alarm);
    if (decideEscalate(before, alarm, escalated).length === 0) return;
    const { state } = await this.ledger.change(tx, storedAlarm, alarm, ALARMS, (now) =>
      decideEscalate(now, alarm, escalated),
    );
    const { unit, title, priority, message, announcedAt } = state.alarm_occurrence[id]!;
    const code = unit === null ? null : (await this.equipment.unit(tx, unit)).code;
    const response = (await findAlarm(tx, alarm))?.rationale.response ?? null;
    const body = { alarm, title, priority, unit: code, message, announcedAt: announcedAt!, response, step };
    for (const { name, kind, target } of contacts)
      insertDelivery(tx, { id: newId(), occurrence: id, contact: name, kind, target, body });
  }
}
