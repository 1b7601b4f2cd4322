import { Injectable } from '@nestjs/common';
import { Database, SYSTEM_SCOPE, type Tx } from '../../platform/database/index.js';
import type { Caller } from '../../platform/http/index.js';
import { Ledger } from '../ledger/index.js';
import { Organisation } from '../organisation/index.js';
import { accessSettings } from './access-policy.store.js';
import { ContinueSigning } from './continue-signing.service.js';
import {
  type AccessSettings,
  activePasskeys,
  FAILURE_MEMORY_MS,
  heldGrants,
  isAged,
  lockedUntil,
  openReset,
  permissionsOf,
  personOf,
  type PersonState,
  signingNeeds,
} from './domain/index.js';
import type { PersonDto, PersonFactDto, SessionDto } from './identity.dto.js';
import { passkeyUses } from './passkey.store.js';
import { listPeople, namesOfPeople, personInSight, personStore } from './person.store.js';
import { secretsOf } from './secret.store.js';
import { actorNamed } from './show-security.service.js';

type Secrets = Awaited<ReturnType<typeof secretsOf>>;

/** What every view of a person needs beside their rows. */
interface Around {
  codes: { sites: Map<string, string>; rooms: Map<string, string>; sponsors: Map<string, string> };
  secrets: Secrets;
  settings: AccessSettings;
  names: Map<string, string>;
  /** when passkeys were used last */
  uses: Map<string, string>;
}

/** People, as others see them. */
@Injectable()
export class FindPerson {
  constructor(
    private readonly ledger: Ledger,
    private readonly organisation: Organisation,
    private readonly database: Database,
    private readonly signing: ContinueSigning,
  ) {}

  /** Refuses with `person.not-found`. */
  byId(caller: Caller, id: string): Promise<PersonDto> {
    return this.database.read(caller.scope, async (tx) => {
      await personInSight(tx, id);
      return this.view(tx, await this.ledger.load(tx, personStore, id));
    });
  }

  all(caller: Caller): Promise<PersonDto[]> {
    return this.database.read(caller.scope, async (tx) => {
      const around = await this.around(tx);
      return (await listPeople(tx)).map((state) => shown(state, around));
    });
  }

  /** What was stated about a person, the newest first. */
  history(caller: Caller, id: string): Promise<PersonFactDto[]> {
    return this.database.read(caller.scope, async (tx) => {
      await personInSight(tx, id);
      const links = await this.ledger.facts(tx, `person/${id}`);
      return links.toReversed().map(({ fact }) => {
        const { seq, at, zone, type, reason = null, values } = fact;
        return { seq, at, zone, type, ...actorNamed(fact), reason, values };
      });
    });
  }

  /** One's own account. */
  own(caller: Caller): Promise<PersonDto> {
    return this.database.read(caller.scope, async (tx) =>
      this.view(tx, await this.ledger.load(tx, personStore, caller.person.id)),
    );
  }

  /** What the person of a session may see of it. */
  session({ person, session }: { person: string; session: string | null }): Promise<SessionDto> {
    return this.database.read(SYSTEM_SCOPE, async (tx) => {
      const [state, settings, secrets, signsAlone] = [
        await this.ledger.load(tx, personStore, person),
        await accessSettings(tx),
        await secretsOf(tx, FAILURE_MEMORY_MS, person),
        await this.signing.goesOn(tx, session, person),
      ];
      const { setAt = null } = secrets.secrets.get(person) ?? {};
      const aged = isAged(settings.password, setAt, secrets.now);
      return sessionView(state, { settings, now: secrets.now, aged, signsAlone });
    });
  }

  async view(tx: Tx, state: PersonState): Promise<PersonDto> {
    return shown(state, await this.around(tx));
  }

  private async around(tx: Tx): Promise<Around> {
    const of = (rows: { id: string; code: string }[]) => new Map(rows.map(({ id, code }) => [id, code]));
    const [sites, rooms] = [await this.organisation.sites(tx), await this.organisation.allRooms(tx)];
    return {
      codes: { sites: of(sites), rooms: of(rooms), sponsors: of(await this.organisation.sponsors(tx)) },
      secrets: await secretsOf(tx, FAILURE_MEMORY_MS),
      settings: await accessSettings(tx),
      names: await namesOfPeople(tx),
      uses: await passkeyUses(tx),
    };
  }
}

/** Grants at sites out of sight are not shown. */
function shown(state: PersonState, { codes, secrets, settings, names, uses }: Around): PersonDto {
  const person = personOf(state);
  const { id, username, name, status, identityConfirmedAt, statementSignedAt } = person;
  const { now } = secrets;
  const { setAt, failures } = secrets.secrets.get(id) ?? { setAt: null, failures: [] };
  const reset = openReset(state, now);
  const known = (of: Map<string, string>, ids: string[] | null) => ids?.flatMap((one) => of.get(one) ?? []) ?? null;
  return {
    id,
    username,
    name,
    status,
    site: codes.sites.get(person.site) ?? null,
    roles: heldGrants(state, now)
      .filter(({ site }) => site === null || codes.sites.has(site))
      .map((grant) => ({
        grant: grant.id,
        role: grant.role,
        site: grant.site === null ? null : codes.sites.get(grant.site)!,
        rooms: known(codes.rooms, grant.rooms),
        sponsors: known(codes.sponsors, grant.sponsors),
        until: grant.until,
      })),
    identityConfirmedAt,
    statementSignedAt,
    account: person.sso?.issuer ?? null,
    signingNeeds: signingNeeds(person, isAged(settings.password, setAt, now)),
    secretSetAt: setAt,
    lockedUntil: lockedUntil(failures, now, settings.lockout),
    passkeys: activePasskeys(state).map(({ id: passkey, name: called, registeredAt }) => ({
      ...{ id: passkey, name: called, registeredAt },
      usedAt: uses.get(passkey) ?? null,
    })),
    reset:
      reset === null
        ? null
        : { id: reset.id, reason: reset.reason, askedBy: names.get(reset.askedBy) ?? '', askedAt: reset.askedAt },
  };
}

/** What the person of a session may see of it. */
export function sessionView(
  state: PersonState,
  { settings, now, aged, signsAlone }: { settings: AccessSettings; now: string; aged: boolean; signsAlone: boolean },
): SessionDto {
  const person = personOf(state);
  const roles = [...new Set(heldGrants(state, now).map((grant) => grant.role))];
  return {
    person: { id: person.id, username: person.username, name: person.name },
    roles,
    permissions: [...permissionsOf(roles)].sort(),
    mustChangePassword: person.secretSetBy !== 'person' || aged,
    signingNeeds: signingNeeds(person, aged),
    idleSeconds: settings.session.idleMinutes * 60,
    passwordLeast: settings.password.least,
    signsAlone,
  };
}
