import type { Instant } from '../../../kernel/ids.js';
import type { TransitionTable } from '../../../kernel/transition-table.js';
import { type Fact, patch, type Projection, put } from '../../ledger/domain/index.js';
import type { Role } from './roles.js';

export type PersonStatus = 'active' | 'disabled';

/** For ever: a person who left stays, and so does the username (11.100(a)). */
export const PERSON_TRANSITIONS: TransitionTable<PersonStatus, 'disable'> = {
  active: { disable: 'disabled' },
  disabled: {},
};

export interface PersonRow {
  id: string;
  username: string;
  name: string;
  status: PersonStatus;
  /** id of the site the person belongs to */
  site: string;
  /** who chose the password; one set by an administrator opens nothing but the way to an own one */
  secretSetBy: 'administrator' | 'person' | null;
  /** 11.100(b) */
  identityConfirmedAt: Instant | null;
  /** 11.10(j) */
  statementSignedAt: Instant | null;
}

export interface RoleGrantRow {
  id: string;
  person: string;
  role: Role;
  site: string;
  status: 'active' | 'revoked';
}

export type PersonState = { person: Record<string, PersonRow>; role_grant: Record<string, RoleGrantRow> };

type Grant = { grant: string; role: Role; site: string };

/** A secret itself never stands in a fact, nor does its hash. */
export type PersonFact =
  | Fact<'person.registered', { username: string; name: string; site: string }>
  | Fact<'person.disabled', Record<string, never>>
  | Fact<'person.secret-set', { by: 'administrator' | 'person' }>
  | Fact<'person.identity-confirmed', { evidence: string }>
  | Fact<'person.statement-signed', { statement: number; hash: string }>
  | Fact<'role.granted', Grant>
  | Fact<'role.revoked', Grant>;

export const personProjection: Projection<PersonState, PersonFact> = {
  kind: 'person',
  empty: { person: {}, role_grant: {} },
  apply(state, fact) {
    const id = fact.stream.slice('person/'.length);
    switch (fact.type) {
      case 'person.registered': {
        const { username, name, site } = fact.values;
        const open = { secretSetBy: null, identityConfirmedAt: null, statementSignedAt: null };
        return put(state, 'person', id, { id, username, name, site, status: 'active', ...open });
      }
      case 'person.disabled':
        return patch(state, 'person', id, { status: 'disabled' });
      case 'person.secret-set':
        return patch(state, 'person', id, { secretSetBy: fact.values.by });
      case 'person.identity-confirmed':
        return patch(state, 'person', id, { identityConfirmedAt: fact.at });
      case 'person.statement-signed':
        return patch(state, 'person', id, { statementSignedAt: fact.at });
      case 'role.granted': {
        const { grant, role, site } = fact.values;
        return put(state, 'role_grant', grant, { id: grant, person: id, role, site, status: 'active' });
      }
      case 'role.revoked':
        return patch(state, 'role_grant', fact.values.grant, { status: 'revoked' });
    }
  },
};
