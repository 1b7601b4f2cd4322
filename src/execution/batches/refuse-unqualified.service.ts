import { Injectable } from '@nestjs/common';
import { Refusal } from '../../kernel/refusal.js';
import type { Tx } from '../../platform/database/index.js';
import { Qualifications } from '../../trust/qualifications/index.js';
import { zoneOfBatch } from './batch.store.js';
import { askedOfPeople, type Draft } from './domain/index.js';

/** 11.10(i), 211.25: nobody begins, does, takes over or signs a step without what it asks of people. */
@Injectable()
export class RefuseUnqualified {
  constructor(private readonly qualifications: Qualifications) {}

  /** In the transaction of what was decided; refuses with `person.not-qualified` and what is missing or lapsed since when. */
  async check(tx: Tx, draft: Draft): Promise<void> {
    const asked = askedOfPeople(draft);
    if (asked.length === 0) return;
    const missing = await this.qualifications.missing(tx, asked, await zoneOfBatch(tx, draft.id));
    for (const [index, { name, step }] of asked.entries()) {
      const lacks = missing[index]!;
      if (lacks.length > 0)
        throw new Refusal('forbidden', 'person.not-qualified', { person: name, step, missing: lacks });
    }
  }
}
