import { Injectable } from '@nestjs/common';
import { Refusal } from '../../kernel/refusal.js';
import type { Caller } from '../../platform/http/index.js';
import { activeGrants, CheckCredentials, permissionsOf, personOf, signingNeeds } from '../identity/index.js';
import { actorOf } from '../ledger/index.js';
import type { Signer } from './domain/index.js';

/**
 * Full authentication for one signature, before its transaction. The signer need not be the caller: a second person may
 * sign at the first one's tablet.
 */
@Injectable()
export class Signatures {
  constructor(private readonly credentials: CheckCredentials) {}

  /**
   * Refuses with `signature.not-authenticated`, whatever was wrong, once that is recorded in the site's security stream;
   * with `signature.not-enabled` and what is missing where the person may not sign yet.
   */
  async authenticate(caller: Caller, { username, password }: { username: string; password: string }): Promise<Signer> {
    const refusal = new Refusal('forbidden', 'signature.not-authenticated');
    const purpose = { failure: 'signing.failed', by: actorOf(caller), refusal } as const;
    const state = await this.credentials.check({ username, password }, purpose);
    const person = personOf(state);
    const needs = signingNeeds(person);
    if (needs.length > 0) throw new Refusal('forbidden', 'signature.not-enabled', { needs });
    const roles = [...new Set(activeGrants(state).map((grant) => grant.role))];
    const { id, name } = person;
    return { person: id, username: person.username, name, roles, permissions: permissionsOf(roles) };
  }
}
