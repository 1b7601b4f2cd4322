import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ACT_GROUPS, GROUPS, KINDS } from '../../src/outlook/trail/domain/index.js';
import { Problem } from '../../web/src/api/problem.js';
import { en } from '../../web/src/text/en/index.js';
import { i18n } from '../../web/src/text/i18n.js';
import { problemWords } from '../../web/src/text/words.js';
import { connectionProblems } from '../../web/src/unit/connection-problem.js';

/** Modules whose refusals reach whoever stands at a tablet. */
const ASKED = ['src/execution', 'src/plant/alarms', 'src/trust/signatures', 'src/platform/http'].map((folder) =>
  join(import.meta.dirname, '../..', folder),
);

const sources = ASKED.flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
    .map((file) => readFileSync(join(folder, file), 'utf8')),
);
const found = (pattern: RegExp) =>
  [...new Set(sources.flatMap((text) => [...text.matchAll(pattern)].map(([, code]) => code!)))].sort();

describe('words for people', () => {
  it('say each thing once, in one file', () => {
    const folder = join(import.meta.dirname, '../../web/src/text/en');
    const texts = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
    const keys = texts.flatMap((text) => [...text.matchAll(/^ {2}'([^']+)':/gm)].map(([, key]) => key!));
    expect(keys.length).toBeGreaterThan(2000);
    expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
  });

  it('say of every refusal what is wrong and what happens next', () => {
    const codes = [
      ...found(/new Refusal\(\s*'[a-z-]+',\s*'([a-z-]+\.[a-z-]+)'/g),
      ...found(/refuseAny\(\s*'([a-z-]+\.[a-z-]+)'/g),
      ...found(/'(material\.(?:expired|not-released))'/g),
      ...found(/wrongFile\(\s*'([a-z-]+\.[a-z-]+)'/g),
    ];
    expect(codes).toEqual(
      expect.arrayContaining(['material.expired', 'clearance.check-open', 'measure.counts-missing']),
    );
    expect(codes.length).toBeGreaterThan(40);
    const silent = codes.filter((code) => !(`problem.${code}` in en) || !(`problem.${code}.next` in en));
    expect(silent).toEqual([]);
  });

  it('An.11-9: say what each fact states, of what, and which problems its search has', () => {
    const keys = [
      ...[...ACT_GROUPS.keys()].map((act) => `act.${act.replace(':', '/')}`),
      ...GROUPS.map((group) => `trailGroup.${group}`),
      ...KINDS.map((kind) => `trailKind.${kind}`),
      ...['subject-not-found', 'fact-not-found', 'subject-without-kind', 'too-much', 'reviewed-already'].flatMap(
        (code) => [`problem.trail.${code}`, `problem.trail.${code}.next`],
      ),
    ];
    expect(keys.filter((key) => !(key in en))).toEqual([]);
  });

  it('say of every exception and event what happened', () => {
    const kinds = [
      ...found(/kind: (?:[^',{}]*\? )?'([a-z-]+\.[a-z-]+)'/g),
      ...found(/'(material\.(?:expired|not-released))'/g),
    ];
    expect(kinds).toEqual(
      expect.arrayContaining(['limit.action', 'check.failed', 'result.overdue', 'material.expired']),
    );
    expect(kinds.filter((kind) => !(`kind.${kind}` in en))).toEqual([]);
  });

  it('say why a unit’s readings are missing, and why something of it was not stored', () => {
    const text = (file: string) => readFileSync(join(import.meta.dirname, '../../src/plant', file), 'utf8');
    const message = text('equipment/domain/message.ts');
    const codes = (of: string, after: string, end = ';') =>
      [
        ...of
          .slice(of.indexOf(after))
          .split(end)[0]!
          .matchAll(/'([a-z.-]+)'/g),
      ].map(([, code]) => code!);
    const causes = codes(message, 'export type GapCause =');
    const reasons = [
      ...codes(message, 'reason: ', ';'),
      ...codes(text('readings/domain/check.ts'), 'export type RejectReason ='),
    ];
    expect([causes.includes('host-offline'), reasons.includes('payload.malformed')]).toEqual([true, true]);
    expect(causes.filter((code) => !(`gapCause.${code}` in en))).toEqual([]);
    expect(reasons.filter((code) => !(`reject.${code}` in en))).toEqual([]);
  });

  it('say of every certificate why it opens no connection, and why it is not trusted or rejected', () => {
    const source = readFileSync(join(import.meta.dirname, '../../src/plant/equipment/domain/certificate.ts'), 'utf8');
    const faults = [
      ...source
        .split('export type CertificateFault =')[1]!
        .split(';')[0]!
        .matchAll(/'([a-z-]+)'/g),
    ];
    const refusals = [...source.matchAll(/new Refusal\('[a-z-]+', '(certificate\.[a-z-]+)'/g)];
    expect([faults.length, refusals.length]).toEqual([9, 4]);
    const keys = [
      ...faults.map(([, code]) => `certificateWhy.${code}`),
      ...[...refusals.map(([, code]) => code!), 'certificate.not-found'].flatMap((code) => [
        `problem.${code}`,
        `problem.${code}.next`,
      ]),
    ];
    expect(keys.filter((key) => !(key in en))).toEqual([]);
  });

  it('say what is wrong with a unit’s connection; what nobody has put in words stands as it came', () => {
    const titles = (tag: string): string => (tag === 'co2' ? 'CO2 in the gas' : tag);
    const said = (...problems: string[]): string => connectionProblems(i18n.t, problems, titles);
    expect(said('identity: certificate (not-trusted)')).toBe(
      'something else answers at its address, by its certificate: Nobody has trusted this certificate',
    );
    expect(said('co2: not found at the unit', 'co2: BadNodeIdUnknown', 'co2: Gas/CO2 is not in the birth')).toBe(
      'CO2 in the gas: the unit does not have it. CO2 in the gas: the unit does not give it (BadNodeIdUnknown). CO2 in the gas: the unit does not have it',
    );
    expect(said('broker: none is set (MQTT_URL)', 'unit: offline')).toMatch(
      /^Ballroom has no broker.*\. the unit says/,
    );
    expect(
      said('sign-in: BadUserAccessDenied', 'sign-in: not offered', 'credentials: no user certificate for U-01'),
    ).toBe(
      'it does not let Ballroom sign in (BadUserAccessDenied). it does not know the way to sign in that is stated for it. ' +
        'Ballroom has no user certificate for it: an administrator gives one',
    );
    expect(said('no birth of B2 yet', 'DDEATH of U-05')).toMatch(/^it has not announced itself yet\. it has gone/);
    expect(said('broker: connect ECONNREFUSED', 'odd')).toBe('the broker is not reached (connect ECONNREFUSED). odd');
  });

  it('show the code of a refusal that nobody has put in words', () => {
    const { text } = problemWords(i18n.t, new Problem(409, 'moon.full'));
    expect(text).toContain('moon.full');
  });

  it('say what a person lacks, and list the names that another problem lists under the same key', () => {
    const lack = {
      kind: 'skill',
      code: 'welding',
      version: null,
      title: 'Welding',
      state: 'lapsed',
      since: '2026-06-03',
    };
    const read = { ...lack, kind: 'document', code: 'SOP-1', version: '2', state: 'missing', since: null };
    const said = (code: string, values: Record<string, unknown>) => {
      const { title, text } = problemWords(i18n.t, new Problem(409, code, values));
      return `${title} ${text}`;
    };
    expect(said('person.not-qualified', { person: 'A', step: 'weld', missing: [lack, read] })).toMatch(
      /Welding: lapsed after .*2026; SOP-1@2: not read yet/,
    );
    expect(
      said('recipe.quorum-missing', { quorum: 2, trained: 1, people: [{ name: 'A. B.', lacks: [read] }], others: 2 }),
    ).toContain('A. B. (SOP-1@2: not read yet); 2 at other sites');
    expect(said('kit.incomplete', { missing: ['lot', 'expiry'] })).not.toMatch(/undefined|\{\{/);
    expect(said('unit.tags-differ', { unitClass: 'c', unknown: [], missing: ['ph'], wrong: [] })).not.toContain(
      'undefined',
    );
  });

  it('leave no placeholder open', () => {
    const values = { scan: 'bag', expects: 'coi', scanned: 'DEMO-1', event: 'N1' };
    const { title, text } = problemWords(i18n.t, new Problem(422, 'scan.mismatch', values));
    expect(`${title} ${text}`).toMatch(/Read DEMO-1\. This is not the chain-of-identity id of this batch/);
    expect(`${title} ${text}`).not.toContain('{{');
  });
});
