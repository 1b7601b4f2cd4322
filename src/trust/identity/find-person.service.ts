import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/index.js';
import { Ledger } from '../ledger/index.js';
import { Organisation } from '../organisation/index.js';
import {
  activeGrants,
  permissionsOf,
  personOf,
  type PersonState,
  SESSION_LIMITS,
  signingNeeds,
} from './domain/index.js';
import type { PersonDto, SessionDto } from './identity.dto.js';
import { listPeople, personStore } from './person.store.js';

/** People, as others see them. */
@Injectable()
export class FindPerson {
  constructor(
    private readonly ledger: Ledger,
    private readonly organisation: Organisation,
  ) {}

  /** Refuses with `person.not-found`. */
  async byId(tx: Tx, id: string): Promise<PersonDto> {
    return this.view(tx, await this.ledger.load(tx, personStore, id));
  }

  async all(tx: Tx): Promise<PersonDto[]> {
    const people: PersonDto[] = [];
    for (const state of await listPeople(tx)) people.push(await this.view(tx, state));
    return people;
  }

  async view(tx: Tx, state: PersonState): Promise<PersonDto> {
    const codes = new Map((await this.organisation.sites(tx)).map((site) => [site.id, site.code]));
    const person = personOf(state);
    const { id, username, name, status, identityConfirmedAt, statementSignedAt } = person;
    return {
      id,
      username,
      name,
      status,
      site: codes.get(person.site)!,
      roles: activeGrants(state).map((grant) => ({ role: grant.role, site: codes.get(grant.site)! })),
      identityConfirmedAt,
      statementSignedAt,
      signingNeeds: signingNeeds(person),
    };
  }
}

/** What the person of a session may see of it. */
export function sessionView(state: PersonState): SessionDto {
  const person = personOf(state);
  const roles = [...new Set(activeGrants(state).map((grant) => grant.role))];
  return {
    person: { id: person.id, username: person.username, name: person.name },
    roles,
    permissions: [...permissionsOf(roles)].sort(),
    mustChangePassword: person.secretSetBy !== 'person',
    signingNeeds: signingNeeds(person),
    idleSeconds: SESSION_LIMITS.idleMs / 1000,
  };
}
