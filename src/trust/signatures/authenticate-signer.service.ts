import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Refusal } from '../../kernel/refusal.js';
import { Database, SYSTEM_SCOPE } from '../../platform/database/index.js';
import type { Caller } from '../../platform/http/index.js';
import {
  CheckCredentials,
  ContinueSigning,
  type Credentials,
  heldGrants,
  permissionsOf,
  personOf,
  signingNeeds,
} from '../identity/index.js';
import { actorOf, Ledger, type StreamId } from '../ledger/index.js';
import type { SignatureValues, Signer } from './domain/index.js';
import type { SigningDto } from './signature.dto.js';
import { rolesAt } from './signature.store.js';

/** `hash`: of what is signed, as its signer saw it. */
type Given = Pick<SigningDto, 'username' | 'password' | 'passkey' | 'meaning' | 'hash'>;

/**
 * Full authentication for one signature, before its transaction. The signer need not be the caller: a second person may
 * sign at the first one's tablet.
 */
@Injectable()
export class Signatures implements OnModuleInit {
  constructor(
    private readonly credentials: CheckCredentials,
    private readonly signing: ContinueSigning,
    private readonly ledger: Ledger,
    private readonly database: Database,
  ) {}

  /** 11.10(g): whatever is signed, its signer holds the role that they sign in at its site and for its sponsor. */
  onModuleInit(): void {
    this.ledger.on('signature.given', async (tx, { stream, values }) => {
      const { signature, person, role, session, alone } = values as SignatureValues;
      if (session !== undefined && alone === undefined) this.signing.begins(tx, session, signature);
      if (!(await rolesAt(tx, person, stream)).some((held) => held === role))
        throw new Refusal('forbidden', 'signature.role-not-held-here', { role });
    });
  }

  /**
   * Refuses with `signature.not-authenticated`, whatever was wrong, once that is recorded in the site's security stream;
   * with `signature.not-enabled` and what is missing where the person may not sign yet; with `signature.role-not-held-here` where
   * every role of theirs is for another place; with `signature.username-due` where both components are. `stream`: of what is signed; the signer signs in roles that they hold there.
   */
  async authenticate(caller: Caller, given: Given, stream: StreamId): Promise<Signer> {
    const refusal = new Refusal('forbidden', 'signature.not-authenticated');
    const purpose = { failure: 'signing.failed', by: actorOf(caller), refusal } as const;
    const { credentials, alone } = await this.credentialsOf(caller, given);
    const { state, aged, now, by, passkey } = await this.credentials.check(credentials, purpose);
    const person = personOf(state);
    const needs = signingNeeds(person, aged);
    if (needs.length > 0) throw new Refusal('forbidden', 'signature.not-enabled', { needs });
    const { id, name } = person;
    const roles = await this.database.read(SYSTEM_SCOPE, (tx) => rolesAt(tx, id, stream));
    const [elsewhere] = heldGrants(state, now);
    if (roles.length === 0 && elsewhere !== undefined)
      throw new Refusal('forbidden', 'signature.role-not-held-here', { role: elsewhere.role });
    return {
      ...{ person: id, username: person.username, name, roles, permissions: permissionsOf(roles), by },
      ...(id === caller.person.id ? { session: caller.session } : {}),
      ...(passkey === undefined ? {} : { passkey }),
      ...(alone === undefined ? {} : { alone }),
    };
  }

  private async credentialsOf(caller: Caller, given: Given): Promise<{ credentials: Credentials; alone?: string }> {
    const { username, password = '', passkey, meaning, hash } = given;
    if (passkey != null) {
      const over = { purpose: 'signing', session: caller.session, meaning, content: hash } as const;
      return { credentials: { passkey, over } };
    }
    if (username != null) return { credentials: { username, password } };
    const alone = await this.signing.since(caller);
    return { credentials: { username: caller.person.username, password }, alone };
  }
}
