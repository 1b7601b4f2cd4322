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

/** An account at an identity provider, by the provider's own name and its for the person. */
export interface SsoAccount {
  issuer: string;
  subject: string;
}

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
  /** whose word for who it is opens a session */
  sso: SsoAccount | null;
}

/** Where and until when a role holds; what is null narrows nothing. Ids throughout. */
export interface Reach {
  site: string | null;
  /** rooms of the site where units may be acted on */
  rooms: string[] | null;
  sponsors: string[] | null;
  until: Instant | null;
}

export interface RoleGrantRow extends Reach {
  id: string;
  person: string;
  role: Role;
  status: 'active' | 'revoked';
}

/** 11.200(a)(3): a new secret for whoever signs, which one administrator asks for and another confirms. */
export interface SecretResetRow {
  id: string;
  person: string;
  status: 'asked' | 'confirmed' | 'withdrawn';
  reason: string;
  /** the administrator's id */
  askedBy: string;
  askedAt: Instant;
}

/** A key that signs in and signs in the place of the password; the public key itself stands beside the record. */
export interface PasskeyRow {
  id: string;
  person: string;
  /** as the authenticator knows it, base64url */
  credential: string;
  /** SHA-256 of the COSE key, hex */
  publicKeyHash: string;
  name: string;
  status: 'active' | 'revoked';
  registeredAt: Instant;
}

export type PersonState = {
  person: Record<string, PersonRow>;
  role_grant: Record<string, RoleGrantRow>;
  secret_reset: Record<string, SecretResetRow>;
  passkey: Record<string, PasskeyRow>;
};

/** What is absent narrows nothing. Before grants were narrowed, the first administrator was one everywhere, whatever the site. */
type Grant = { grant: string; role: Role; site: string | null } & Partial<Omit<Reach, 'site'>>;

/** A secret itself never stands in a fact, nor does its hash. */
export type PersonFact =
  | Fact<'person.registered', { username: string; name: string; site: string }>
  | Fact<'person.disabled', Record<string, never>>
  | Fact<'person.secret-set', { by: 'administrator' | 'person' }>
  | Fact<'person.identity-confirmed', { evidence: string }>
  | Fact<'person.statement-signed', { statement: number; hash: string }>
  | Fact<'person.sso-linked', { was: SsoAccount | null; is: SsoAccount }>
  | Fact<'person.sso-unlinked', { was: SsoAccount }>
  | Fact<'role.granted', Grant>
  | Fact<'role.changed', { grant: string; role: Role; was: Reach; is: Reach }>
  | Fact<'role.revoked', Grant>
  | Fact<'secret-reset.asked', { reset: string }>
  | Fact<'secret-reset.confirmed', { reset: string }>
  | Fact<'secret-reset.withdrawn', { reset: string }>
  | Fact<'passkey.registered', { passkey: string; credential: string; publicKeyHash: string; name: string }>
  | Fact<'passkey.revoked', { passkey: string }>;

const askedBy = ({ by }: Fact): string => ('person' in by ? by.person : '');
const isSetUp = ({ by }: Fact): boolean => 'system' in by && by.system === 'set-up';

export const personProjection: Projection<PersonState, PersonFact> = {
  kind: 'person',
  empty: { person: {}, role_grant: {}, secret_reset: {}, passkey: {} },
  apply(state, fact) {
    const id = fact.stream.slice('person/'.length);
    switch (fact.type) {
      case 'person.registered': {
        const { username, name, site } = fact.values;
        const open = { secretSetBy: null, identityConfirmedAt: null, statementSignedAt: null, sso: null };
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
      case 'person.sso-linked':
        return patch(state, 'person', id, { sso: fact.values.is });
      case 'person.sso-unlinked':
        return patch(state, 'person', id, { sso: null });
      case 'role.granted': {
        const { grant, role, site, rooms = null, sponsors = null, until = null } = fact.values;
        const reach = { site: isSetUp(fact) ? null : site, rooms, sponsors, until };
        return put(state, 'role_grant', grant, { id: grant, person: id, role, ...reach, status: 'active' });
      }
      case 'role.changed':
        return patch(state, 'role_grant', fact.values.grant, fact.values.is);
      case 'role.revoked':
        return patch(state, 'role_grant', fact.values.grant, { status: 'revoked' });
      case 'secret-reset.asked': {
        const { reset } = fact.values;
        const row = { id: reset, person: id, reason: fact.reason ?? '', askedBy: askedBy(fact), askedAt: fact.at };
        return put(state, 'secret_reset', reset, { ...row, status: 'asked' });
      }
      case 'secret-reset.confirmed':
        return patch(state, 'secret_reset', fact.values.reset, { status: 'confirmed' });
      case 'secret-reset.withdrawn':
        return patch(state, 'secret_reset', fact.values.reset, { status: 'withdrawn' });
      case 'passkey.registered': {
        const { passkey, ...known } = fact.values;
        const row = { id: passkey, person: id, ...known, status: 'active', registeredAt: fact.at } as const;
        return put(state, 'passkey', passkey, row);
      }
      case 'passkey.revoked':
        return patch(state, 'passkey', fact.values.passkey, { status: 'revoked' });
    }
  },
};
