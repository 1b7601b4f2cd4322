import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseUnitClasses, writeUnitClass } from '../../src/definition/unit-classes/domain/index.js';
import type { Terminal } from './command.js';
import { LINT_RULES } from './lint-rules.js';
import { lintPlant } from './lint.js';
import { readPlantFiles } from './plant-file.js';
import { runPlant } from './run.js';

const DEMO = 'recipes/plant/demo.yaml';
const CLASSES = 'recipes/plant/unit-classes.yaml';
const text: Record<string, string> = { [DEMO]: readFileSync(DEMO, 'utf8'), [CLASSES]: readFileSync(CLASSES, 'utf8') };
const alone: Terminal = { env: {}, say: () => undefined, ask: () => Promise.resolve(null) };

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'ballroom-plant-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

function findingsIn(texts: Record<string, string>) {
  const read = readPlantFiles(Object.entries(texts).map(([file, content]) => ({ file, text: content })));
  return 'findings' in read ? read.findings : read.told(lintPlant(read.plant));
}

/** What is found that is not found in the demo's plant as it is shipped. */
function found(file: string, from: string, to: string): string[] {
  const before = text[file]!;
  if (!before.includes(from)) throw new Error(`${file} has no ${from}`);
  return findingsIn({ ...text, [file]: before.replace(from, to) })
    .filter(({ code }) => code !== 'unit.not-stated')
    .map((one) => `${one.code} ${one.path}`);
}

const U01 = 'connector: { kind: opcua, profile: lads, tagMap: lads-culture }';
const AT = 'endpoint: opc.tcp://10.0.0.1:4840, applicationUri: urn:one';
const identity = (prefix: string): string => `identity: { serial: ${prefix}:S, productInstanceUri: di:P }`;
const PH = 'ph: lads:FunctionalUnitSet/unit:Culture/lads:FunctionSet/unit:PH/lads:CurrentValue';

describe('the lint of a plant', () => {
  it('finds no error in the demo’s, and nothing at all in one that says where its units are', () => {
    const codes = findingsIn(text).map(({ code }) => code);
    expect(new Set(codes)).toEqual(new Set(['unit.not-stated']));
    const whole = text[DEMO]!.replaceAll(U01, `connector: { kind: opcua, profile: lads, tagMap: lads-culture, ${AT} }`);
    expect(findingsIn({ ...text, [DEMO]: whole })).toEqual([]);
  });

  it.each([
    ['site.zone-unknown site.zone', DEMO, 'zone: Europe/Berlin', 'zone: Europe/Atlantis'],
    ['schema.unknown-key place', DEMO, 'site: { code: demo', 'place: { code: demo'],
    [
      'code.twice rooms[1].code',
      DEMO,
      '- { code: B2, title: Ballroom B2 }',
      '- { code: B2, title: A }\n  - { code: B2, title: B }',
    ],
    ['unit.room-unknown units[0].room', DEMO, 'room: B2', 'room: B3'],
    ['unit.class-unknown units[0].unitClass', DEMO, 'unitClass: closed-bioreactor', 'unitClass: open-bioreactor'],
    ['unit.tag-map-unknown units[0].connector.tagMap', DEMO, 'tagMap: lads-culture }', 'tagMap: lads }'],
    ['unit.tag-map-kind units[0].connector.tagMap', DEMO, 'tagMap: lads-culture }', 'tagMap: ballroom-culture }'],
    ['unit.positions-missing units[9]', DEMO, '    positions: [A1, A2, A3, A4, B1, B2, B3, B4]\n', ''],
    ['unit.positions-unneeded units[0].positions', DEMO, 'serial: BR-0001', 'serial: BR-0001\n    positions: [A1]'],
    ['identity.twice units[1].productInstanceUri', DEMO, 'culture-unit:BR-0002', 'culture-unit:BR-0001'],
    ['serial.twice units[1].serial', DEMO, 'serial: BR-0002', 'serial: BR-0001'],
    ['tag.unknown tagMaps.lads-culture.tags.torque', DEMO, PH, PH.replace('ph:', 'torque:')],
    ['tag.missing tagMaps.lads-culture', DEMO, `      ${PH}\n`, ''],
    ['address.twice tagMaps.lads-culture.tags.ph', DEMO, 'unit:PH/', 'unit:CO2/'],
    ['address.prefix-unknown tagMaps.lads-culture.tags.ph', DEMO, 'unit:PH/', 'reactor:PH/'],
    [
      'namespace.unused tagMaps.lads-culture.namespaces.old',
      DEMO,
      'unit: urn:ballroom:culture-unit',
      'unit: urn:ballroom:culture-unit\n      old: urn:old',
    ],
    ['tag-map.unused tagMaps.spare', DEMO, 'tagMaps:\n', 'tagMaps:\n  spare: { metrics: {} }\n'],
    ['address.twice tagMaps.sparkplug-culture.metrics.do', DEMO, 'do: Culture/DO', 'do: Culture/PH'],
    [
      'tag-map.malformed tagMaps.ballroom-culture.messages[0].topic',
      DEMO,
      'topic: ballroom/{site}/{room}/{unit}/data/{tag}',
      'topic: ballroom/{site}/{room}/{unit}/data/x{tag}',
    ],
    [
      'tag-map.malformed tagMaps.ballroom-culture.messages[0].values.temperature',
      DEMO,
      'temperature: $.v',
      'temperature: $.v[',
    ],
    [
      'tag-map.malformed tagMaps.ballroom-culture',
      DEMO,
      'command: ballroom/{site}/{room}/{unit}/command',
      'command: ballroom/{site}/{room}/{unit}/state',
    ],
    [
      'tag.twice tagMaps.ballroom-culture.messages[1].values.ph',
      DEMO,
      '          heartbeat: $.v\n',
      '          heartbeat: $.v\n      - { topic: "b/{unit}", time: $.t, timeFormat: iso, values: { ph: $.v } }\n',
    ],
    [
      'address.shared units[7].connector',
      DEMO,
      "ballroom/{site}/{room}/{unit}/status' }\n    control:",
      "ballroom/{site}/{room}/status' }\n    control:",
    ],
    ['staleness.below-sampling units[5].connector', DEMO, 'device: U-06', 'device: U-06\n      samplesPerSecond: 0.1'],
    [
      'address.shared units[5].connector',
      DEMO,
      'edgeNode: EN-06\n      device: U-06',
      'edgeNode: EN-05\n      device: U-05',
    ],
    [
      'upkeep.day-not-valid units[0].upkeep.calibrated',
      DEMO,
      'serial: BR-0001',
      'serial: BR-0001\n    upkeep: { calibrated: 2027-02-30 }',
    ],
    ['sign-in.anonymous units[0].connector.signIn', DEMO, 'profile: lads', 'signIn: anonymous, profile: lads'],
    ['profile.differs units[0].connector.profile', DEMO, 'profile: lads', 'profile: tags'],
    ['profile.differs units[0].connector.identity', DEMO, 'profile: lads', `${identity('di')}, profile: lads`],
    ['address.prefix-unknown units[0].connector.identity', DEMO, 'profile: lads', `${identity('x')}, profile: lads`],
    [
      'schema.dependent-required units[0].connector',
      DEMO,
      U01,
      `connector: { kind: opcua, profile: lads, tagMap: lads-culture, endpoint: opc.tcp://a }`,
    ],
    [
      'yaml.duplicate-key tagMaps.sparkplug-culture.metrics.do',
      DEMO,
      'do: Culture/DO',
      'do: Culture/DO\n      do: Culture/DO2',
    ],
    [
      'unit.not-valid unitClasses[0].tags[0].unit',
      CLASSES,
      'unit: Cel\n        range: [0, 60]',
      'unit: Celsius\n        range: [0, 60]',
    ],
    ['range.order unitClasses[0].tags[0].range', CLASSES, 'range: [0, 60]', 'range: [60, 0]'],
    ['tag.range-missing unitClasses[0].tags[0]', CLASSES, '        range: [0, 60]\n', ''],
    [
      'setpoint.outside-tag unitClasses[1].setpoints[0]',
      CLASSES,
      '{ name: spin, title: Spin, unit: /min, range: [0, 3000] }',
      '{ name: spin, title: Spin, unit: /min, range: [0, 5000] }',
    ],
    [
      'setpoint.unit-differs unitClasses[1].setpoints[0]',
      CLASSES,
      'tag: spin, title: Spin, type: number, unit: /min',
      'tag: spin, title: Spin, type: number, unit: mL',
    ],
    [
      'site.twice site',
      CLASSES,
      'unitClasses:',
      'site: { code: other, title: Other, zone: Europe/Berlin }\nunitClasses:',
    ],
    [
      'code.twice tagMaps.lads-culture',
      CLASSES,
      'unitClasses:',
      'tagMaps: { lads-culture: { metrics: {} } }\nunitClasses:',
    ],
  ])('finds %s', (finding, file, from, to) => {
    expect(found(file, from, to)).toContain(finding);
  });

  it('finds control topics, firmware and addresses that do not fit, where a class or a unit says so', () => {
    const bare = text[DEMO]!.replace(/ {4}control:\n( {6}.*\n){3}/, '');
    expect(findingsIn({ ...text, [DEMO]: bare }).map(({ code }) => code)).toContain('control.missing');
    const old = text[DEMO]!.replace('serial: BR-0001', "serial: BR-0001\n    upkeep: { firmware: '3.9' }");
    const asks = text[CLASSES]!.replace('use: exclusive\n', "use: exclusive\n    upkeep: { firmware: ['4.2'] }\n");
    expect(findingsIn({ [DEMO]: old, [CLASSES]: asks }).map(({ code }) => code)).toContain('firmware.not-approved');
    const [one, two] = ['urn:one', 'urn:two'].map((uri) => U01.replace(' }', `, ${AT.replace('urn:one', uri)} }`));
    const both = text[DEMO]!.replace(U01, one!).replace(U01, two!);
    expect(findingsIn({ ...text, [DEMO]: both }).map(({ code }) => code)).toContain('endpoint.differs');
  });

  it('says of each finding why it matters, in a sentence', () => {
    for (const [code, { why }] of Object.entries(LINT_RULES))
      expect([code, why]).toEqual([code, expect.stringMatching(/^[A-Z].{20,}\.$/)]);
    for (const finding of findingsIn({ [CLASSES]: text[CLASSES]! })) expect(finding.why).toMatch(/^[A-Z].+\.$/);
  });

  it('never throws, whatever a file holds', () => {
    for (const wrong of [
      '',
      '[]',
      'units: 7',
      '\u0000',
      'a: &b {c: *b}',
      `site: ${'['.repeat(100)}`,
      'x'.repeat(5_000_000),
    ])
      expect(findingsIn({ wrong }).length).toBeGreaterThan(0);
  });

  it('reads a hall of hundreds of units', () => {
    const unit = (n: number) =>
      `  - { code: X-${n}, title: X, unitClass: cell-counter, room: B2, serial: S-${n}, productInstanceUri: 'urn:x:${n}', connector: { kind: mqtt, profile: ballroom, tagMap: ballroom-cell-counter } }\n`;
    const many = text[DEMO]! + Array.from({ length: 300 }, (_, n) => unit(n)).join('');
    expect(findingsIn({ ...text, [DEMO]: many }).filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});

describe('the guide to the plant file', () => {
  const guide = readFileSync('docs/plant.md', 'utf8');

  it('has examples in which the lint finds nothing', () => {
    const examples = [...guide.matchAll(/^```yaml plant\n([^]*?)^```$/gm)].map(([, example]) => example!);
    expect(examples.length).toBeGreaterThan(0);
    expect(examples.flatMap((example) => findingsIn({ 'docs/plant.md': example }))).toEqual([]);
    const [part] = [...guide.matchAll(/^```yaml connector\n([^]*?)^```$/gm)].map(([, one]) =>
      one!.replace(/^/gm, '    '),
    );
    const unit =
      'code: P-01\n    title: P\n    unitClass: freezer\n    room: QC\n    serial: P\n    productInstanceUri: urn:p\n';
    const probe = `  - ${unit}    positions: [A]\n${part!}`;
    const map = 'tagMaps:\n  probe-values: { namespaces: { vendor: urn:v }, tags: { temperature: vendor:T } }\n';
    const whole = examples[0]!.replace('tagMaps:\n', map).replace('units:\n', `units:\n${probe.trimEnd()}\n`);
    expect(findingsIn({ 'docs/plant.md': whole })).toEqual([]);
    expect([...guide.matchAll(/^```yaml\b(?! (plant|connector)$)/gm)]).toEqual([]);
  });

  it('names every code of the lint, its severity and why it matters', () => {
    const rows = [...guide.matchAll(/^\| `([a-z.-]+)` +\| (error|warning) +\| (.+?) *\|$/gm)];
    const table = Object.fromEntries(rows.map(([, code, severity, why]) => [code, { severity, why }]));
    expect(table).toEqual(LINT_RULES);
  });
});

describe('a unit class', () => {
  it('is written as it was read, every one that is shipped', () => {
    const parsed = parseUnitClasses(text[CLASSES]!);
    const unitClasses = 'unitClasses' in parsed ? parsed.unitClasses : [];
    expect(unitClasses.length).toBeGreaterThan(3);
    const written = JSON.stringify({ unitClasses: unitClasses.map((one) => writeUnitClass({ ...one, version: 3 })) });
    expect(parseUnitClasses(written)).toEqual({ unitClasses });
  });
});

describe('the command line for plants', () => {
  const changed = (from: string, to: string): string => {
    const file = join(dir, 'plant.yaml');
    writeFileSync(file, text[DEMO]!.replace(from, to));
    return file;
  };

  it('lints: each finding at its line with its reason, and counts them', async () => {
    const file = changed('room: B2', 'room: B3');
    const { out, code } = await runPlant(['lint', file, CLASSES], alone);
    expect(code).toBe(1);
    const line = text[DEMO]!.split('\n').findIndex((one) => one.includes('room: B2')) + 1;
    expect(out).toContain(`${file}:${line}:11 error unit.room-unknown units[0].room: no room "B3"\n    A reading,`);
    expect(out).toMatch(/\n2 files: 1 error, 4 warnings$/);
    const json = JSON.parse((await runPlant(['lint', '--json', file, CLASSES], alone)).out) as object[];
    expect(json).toContainEqual(expect.objectContaining({ code: 'unit.room-unknown', line, file }));
    expect(await runPlant(['lint', DEMO, CLASSES], alone)).toMatchObject({ code: 0 });
  });

  it.each([
    [[], /^usage:/],
    [['paint', DEMO], /^usage:/],
    [['lint'], /^usage: npm run plant -- lint/],
    [['lint', '--colour', DEMO], /colour/],
    [['lint', 'nowhere.yaml'], /^nowhere\.yaml cannot be read/],
    [['diff', DEMO, CLASSES], /--url and --username/],
    [['diff', DEMO, '--url', 'http://plant.example', '--username', 'x'], /over https alone/],
    [['diff', DEMO, '--url', 'plant', '--username', 'x'], /no address of a server/],
    [['diff', DEMO, '--url', 'http://127.0.0.1:9', '--username', 'x'], /BALLROOM_PASSWORD/],
  ])('has nothing to work on with %j', async (args, said) => {
    expect(await runPlant(args, alone)).toEqual({ out: expect.stringMatching(said), code: 2 });
  });

  it('says that a server does not answer', async () => {
    const terminal = { ...alone, env: { BALLROOM_PASSWORD: 'x' } };
    const asked = ['diff', DEMO, CLASSES, '--url', 'http://127.0.0.1:9', '--username', 'x'];
    expect(await runPlant(asked, terminal)).toEqual({ out: expect.stringMatching(/does not answer/), code: 2 });
  });
});
