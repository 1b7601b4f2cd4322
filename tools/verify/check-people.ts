import { type Fact, type Given, valuesOf } from './fact.js';
import type { Report } from './report.js';

interface Access {
  username: string;
  name: string;
  /** role and, where it ends, when, by grant */
  grants: Map<string, { role: string; until: string | null }>;
  disabled: boolean;
  ownPassword: boolean;
  identified: boolean;
  statement: boolean;
  /** until when each is in use; null: still */
  passkeys: Map<string, string | null>;
}

const nobody = (): Access => ({
  username: '',
  name: '',
  grants: new Map(),
  disabled: false,
  ownPassword: false,
  identified: false,
  statement: false,
  passkeys: new Map(),
});

/** What a person was allowed at an instant: all that was stated before it. */
function accessAt(facts: Fact[], at: string): Access {
  const access = nobody();
  for (const fact of facts.filter((one) => one.at <= at)) {
    const text = (key: string): string => String(fact.values[key]);
    if (fact.type === 'person.registered') [access.username, access.name] = [text('username'), text('name')];
    if (fact.type === 'person.disabled') access.disabled = true;
    if (fact.type === 'person.secret-set') access.ownPassword = text('by') === 'person';
    if (fact.type === 'person.identity-confirmed') access.identified = true;
    if (fact.type === 'person.statement-signed') access.statement = true;
    if (fact.type === 'passkey.registered') access.passkeys.set(text('passkey'), null);
    if (fact.type === 'passkey.revoked') access.passkeys.set(text('passkey'), fact.at);
    if (fact.type === 'role.granted')
      access.grants.set(text('grant'), {
        role: text('role'),
        until: (fact.values['until'] as string | undefined) ?? null,
      });
    if (fact.type === 'role.changed')
      access.grants.set(text('grant'), {
        role: text('role'),
        until: (fact.values['is'] as { until: string | null }).until,
      });
    if (fact.type === 'role.revoked') access.grants.delete(text('grant'));
  }
  return access;
}

/** Between the look at who may and the commit of what they did, at most. */
const STATED_LATE_MS = 60_000;

/** Whether what ends then, or never, still held at an instant. */
const stillHeld = (until: string | null, at: string): boolean =>
  until === null || Date.parse(until) + STATED_LATE_MS > Date.parse(at);

/** The roles that a person held at an instant. */
const rolesAt = ({ grants }: Access, at: string): string[] =>
  [...grants.values()].flatMap(({ role, until }) => (stillHeld(until, at) ? [role] : []));

/** People as their own streams say, which a record carries up to its batch's end. */
export class People {
  private readonly signatures: Map<string, Fact>;

  /** `all`: every fact of the record. */
  constructor(
    private readonly streams: Map<string, Fact[]>,
    all: readonly Fact[],
  ) {
    const given = all.filter(({ type }) => type === 'signature.given');
    this.signatures = new Map(given.map((fact) => [valuesOf<Given>(fact).signature, fact]));
  }

  /** 11.10(g): who stated a fact was known, not disabled, and held the role in which they did it. */
  checkActor(report: Report, fact: Fact): void {
    const { person, role, name } = fact.by;
    if (person === undefined) return;
    const facts = this.of(report, fact, person);
    if (facts === undefined) return;
    const access = accessAt(facts, fact.at);
    const wrong = (what: string, expected: unknown, found: unknown): void =>
      report.wrong(fact.stream, fact.seq, what, expected, found);
    if (access.name !== name) wrong('the person is called otherwise', access.name, name);
    if (access.disabled) wrong('the person was disabled when this was done', 'an active person', `${name}, disabled`);
    const roles = rolesAt(access, fact.at);
    if (!roles.includes(role)) wrong('the person did not hold the role in which this was done', role, roles);
  }

  /** 11.50, 11.100, 11.200: who signed had that name, held the role, and was enabled to sign. */
  checkSigner(report: Report, fact: Fact, given: Given): void {
    const facts = this.of(report, fact, given.person);
    if (facts === undefined) return;
    const access = accessAt(facts, fact.at);
    const wrong = (what: string, expected: unknown, found: unknown): void =>
      report.wrong(fact.stream, fact.seq, what, expected, found);
    if (access.name !== given.name || access.username !== given.username)
      wrong(
        'the signer is called otherwise',
        `${access.name} (${access.username})`,
        `${given.name} (${given.username})`,
      );
    if (access.disabled) wrong('the signer was disabled', 'an active person', `${given.name}, disabled`);
    const roles = rolesAt(access, fact.at);
    if (!roles.includes(given.role)) wrong('the signer did not hold the role signed in', given.role, roles);
    if (!access.ownPassword || !access.identified || !access.statement)
      wrong('the signer was not enabled to sign', 'own password, identity confirmed, statement signed', access);
    if (given.by === 'passkey' || given.passkey !== undefined) {
      const until = access.passkeys.get(given.passkey ?? '');
      if (given.by !== 'passkey' || until === undefined || !stillHeld(until, fact.at))
        wrong('the signer had not that passkey to sign with', [...access.passkeys.keys()], given.passkey ?? 'none');
    }
    if (given.alone !== undefined) this.checkAlone(report, fact, given, given.alone);
  }

  /** 11.200(a)(1)(i): one component is enough after a signature by both, of the same person, in the same session. */
  private checkAlone(report: Report, fact: Fact, given: Given, alone: unknown): void {
    const wrong = (what: string, expected: unknown, found: unknown): void =>
      report.wrong(fact.stream, fact.seq, what, expected, found);
    if (given.by === 'passkey' || typeof given.session !== 'string' || typeof alone !== 'string')
      return wrong(
        'the signer gave one component outside a session of theirs',
        'a session and a password',
        given.session,
      );
    const first = this.signatures.get(alone);
    if (first === undefined) {
      const what = `that signature ${alone}, after which signature ${given.signature} was by the password alone: not in this record`;
      report.notChecked.push(what);
      return;
    }
    const { person, session, alone: itself } = valuesOf<Given>(first);
    const begun = person === given.person && session === given.session && itself === undefined && first.at <= fact.at;
    if (!begun || first === fact)
      wrong('the signer gave one component, and had not given both before in that session', given, first.values);
  }

  private of(report: Report, { stream, seq }: Fact, person: string): Fact[] | undefined {
    const facts = this.streams.get(person);
    if (facts === undefined)
      report.wrong(stream, seq, 'the record does not hold the stream of the person', `person/${person}`, 'none');
    return facts;
  }
}
