import { Injectable } from '@nestjs/common';
import { Refusal } from '../../kernel/refusal.js';
import { Database, SYSTEM_SCOPE, type Tx } from '../../platform/database/index.js';
import type { Caller } from '../../platform/http/index.js';
import { accessSettings } from './access-policy.store.js';
import { signingMode } from './domain/index.js';
import { hasSigned, signedIn } from './session.store.js';

/** Signings of one person in one session, which the first one by both components begins (11.200(a)(1)(i)). */
@Injectable()
export class ContinueSigning {
  constructor(private readonly database: Database) {}

  /** Whether the person of a session signs in it by the password alone from now on. */
  async goesOn(tx: Tx, session: string | null, person: string): Promise<boolean> {
    return signingMode(await accessSettings(tx)) === 'part-11' && (await hasSigned(tx, session, person));
  }

  /** The user name that a signer in their own session need not give again. Refuses with `signature.username-due`. */
  async username({ session, person }: Caller): Promise<string> {
    if (await this.database.read(SYSTEM_SCOPE, (tx) => this.goesOn(tx, session, person.id))) return person.username;
    throw new Refusal('forbidden', 'signature.username-due');
  }

  /** A signature by both components was given in the signer's own session. */
  begins(tx: Tx, session: string): void {
    signedIn(tx, session);
  }
}
