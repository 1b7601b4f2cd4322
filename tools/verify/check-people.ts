import type { Fact, Given } from './fact.js';
import type { Report } from './report.js';

interface Access {
  username: string;
  name: string;
  roles: Map<string, string>;
  disabled: boolean;
  ownPassword: boolean;
  identified: boolean;
  statement: boolean;
}

const nobody = (): Access => ({
  username: '',
  name: '',
  roles: new Map(),
  disabled: false,
  ownPassword: false,
  identified: false,
  statement: false,
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
    if (fact.type === 'role.granted') access.roles.set(text('grant'), text('role'));
    if (fact.type === 'role.revoked') access.roles.delete(text('grant'));
  }
  return access;
}

/** People as their own streams say, which a record carries up to its batch's end. */
export class People {
  constructor(private readonly streams: Map<string, Fact[]>) {}

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
    if (![...access.roles.values()].includes(role))
      wrong('the person did not hold the role in which this was done', role, [...access.roles.values()]);
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
    if (![...access.roles.values()].includes(given.role))
      wrong('the signer did not hold the role signed in', given.role, [...access.roles.values()]);
    if (!access.ownPassword || !access.identified || !access.statement)
      wrong('the signer was not enabled to sign', 'own password, identity confirmed, statement signed', access);
  }

  private of(report: Report, { stream, seq }: Fact, person: string): Fact[] | undefined {
    const facts = this.streams.get(person);
    if (facts === undefined)
      report.wrong(stream, seq, 'the record does not hold the stream of the person', `person/${person}`, 'none');
    return facts;
  }
}
