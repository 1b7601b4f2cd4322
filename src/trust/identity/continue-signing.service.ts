import { Injectable } from '@nestjs/common';
import type { Uuid } from '../../kernel/ids.js';
import { Refusal } from '../../kernel/refusal.js';
import { Database, SYSTEM_SCOPE, type Tx } from '../../platform/database/index.js';
import type { Caller } from '../../platform/http/index.js';
import { accessSettings } from './access-policy.store.js';
import { signingMode } from './domain/index.js';
import { firstSignature, signedIn } from './session.store.js';

/** Signings of one person in one session, which the first one by both components begins (11.200(a)(1)(i)). */
@Injectable()
export class ContinueSigning {
  constructor(private readonly database: Database) {}

  /** Whether the person of a session signs in it by the password alone from now on. */
  async goesOn(tx: Tx, session: string | null, person: string): Promise<boolean> {
    return (await this.first(tx, session, person)) !== null;
  }

  /** The signature since which a signer in their own session need not name themselves. Refuses with `signature.username-due`. */
  async since({ session, person }: Caller): Promise<Uuid> {
    const first = await this.database.read(SYSTEM_SCOPE, (tx) => this.first(tx, session, person.id));
    if (first === null) throw new Refusal('forbidden', 'signature.username-due');
    return first;
  }

  /** A signature by both components was given in the signer's own session. */
  begins(tx: Tx, session: Uuid, signature: Uuid): void {
    signedIn(tx, session, signature);
  }

  private async first(tx: Tx, session: string | null, person: string): Promise<Uuid | null> {
    return signingMode(await accessSettings(tx)) === 'part-11' ? firstSignature(tx, session, person) : null;
  }
}
