import { Injectable } from '@nestjs/common';
import { Refusal } from '../../kernel/refusal.js';
import type { Tx } from '../../platform/database/index.js';
import { Qualifications } from '../../trust/qualifications/index.js';
import { zoneOfBatch } from './batch.store.js';
import { askedOfPeople, type Draft } from './domain/index.js';

/** 11.10(i), 211.25: nobody begins, takes over or signs a step without what it asks of people. */
@Injectable()
export class RefuseUnqualified {
  constructor(private readonly qualifications: Qualifications) {}

  /** In the transaction of what was decided; refuses with `person.not-qualified` and what is missing or lapsed since when. */
  async check(tx: Tx, draft: Draft): Promise<void> {
    for (const { person, name, step, needs } of askedOfPeople(draft)) {
      const moment = { now: draft.now, zone: await zoneOfBatch(tx, draft.id) };
      const missing = await this.qualifications.missing(tx, person, needs, moment);
      if (missing.length > 0) throw new Refusal('forbidden', 'person.not-qualified', { person: name, step, missing });
    }
  }
}
