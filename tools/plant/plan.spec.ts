import { describe, expect, it } from '@jest/globals';
import { writePlant } from './export.js';
import { lintPlant } from './lint.js';
import { planOf } from './plan.js';
import { type Plant, readPlantFiles } from './plant-file.js';
import { soundPlant } from './read-files.js';
import type { ServerPlant, ServerUnit } from './server-plant.js';
import { definitionOf } from './unit-definition.js';

const shipped = soundPlant(['recipes/plant/demo.yaml', 'recipes/plant/unit-classes.yaml']);
const SHA = 'ab'.repeat(32);
const HASH = 'cd'.repeat(32);

/** The demo's plant, its units being somewhere. */
const plantAt = (more: Partial<Plant> = {}): Plant => ({
  ...structuredClone(shipped),
  units: shipped.units.map((unit) =>
    unit.connector.kind === 'opcua'
      ? {
          ...unit,
          connector: { ...unit.connector, endpoint: `opc.tcp://${unit.code}:4840`, applicationUri: `urn:${unit.code}` },
        }
      : structuredClone(unit),
  ),
  ...more,
});

const NEVER = { qualified: null, calibrated: null, maintained: null, firmware: null, approved: [] };

/** A server that has exactly that. */
const serverOf = (plant: Plant): ServerPlant => ({
  site: { code: plant.site.code, name: plant.site.title, zone: plant.site.zone, hash: HASH },
  sponsors: plant.sponsors.map(({ code, title }) => ({ code, name: title, hash: HASH })),
  rooms: plant.rooms.map(({ code, title, area = null, grade = null }) => ({
    ...{ code, name: title, area, grade, hash: HASH },
  })),
  unitClasses: plant.unitClasses.map((unitClass) => ({ ...unitClass, version: 1, hash: HASH })),
  units: plant.units.map((unit): ServerUnit => {
    return { hash: HASH, positions: [], bindings: [], condition: NEVER, ...definitionOf(plant, unit)! };
  }),
  certificates: [],
});

const unitOf = (plant: Plant, code: string) => plant.units.find((unit) => unit.code === code)!;
const stepsOf = (plant: Plant, server: ServerPlant, retire = false): string[] =>
  planOf(plant, server, { retire }).steps.flatMap(({ act, id, differences, refused }) => [
    `${act} ${id}${refused === null ? '' : ` refused: ${refused.replace(/batch \S+/, 'a batch')}`}`,
    ...differences.map(({ at }) => `  ${at}`),
  ]);

/** The plan after something has changed in the file. */
function after(change: (plant: Plant, server: ServerPlant) => void, retire = false): string[] {
  const [plant, server] = [plantAt(), serverOf(plantAt())];
  change(plant, server);
  return stepsOf(plant, server, retire);
}

const hold = ({ units }: ServerPlant, code: string, position: string | null = null): void =>
  void units.find((unit) => unit.code === code)!.bindings.push({ batch: 'b1', position });

const HELD = 'refused: a batch holds it: while it does, only title, room, address and free positions may change';

describe('the plan for a server', () => {
  it('is empty where it has the plant already, and has everything, in order, where it has nothing', () => {
    const plant = plantAt();
    expect(planOf(plant, serverOf(plant), { retire: true })).toEqual({ steps: [], notes: [] });
    const nothing = { site: null, sponsors: [], rooms: [], unitClasses: [], units: [], certificates: [] };
    const ids = stepsOf(plant, nothing).map((line) => line.split(' ').slice(0, 2).join(' '));
    expect([...new Set(ids)]).toEqual(['add site', 'add sponsor', 'add room', 'add unit']);
    expect(ids).toHaveLength(3 + plant.unitClasses.length + plant.units.length);
  });

  it.each<[string, string[], (plant: Plant, server: ServerPlant) => void, boolean?]>([
    ['a name', ['change site demo', '  name'], (plant) => (plant.site.title = 'Vienna')],
    [
      'a zone, which is fixed',
      ['change site demo refused: the zone of a site is fixed: its facts are dated in it', '  zone'],
      (plant) => (plant.site.zone = 'Europe/Vienna'),
    ],
    ['where a room lies', ['change room B2', '  grade'], (plant) => (plant.rooms[0]!.grade = 'C')],
    [
      'a tag’s range',
      ['change unit class closed-bioreactor', '  tags.temperature.range.high'],
      (plant) => (plant.unitClasses[0]!.tags[0]!.range!.high = '70'),
    ],
    [
      'a tag’s range while a batch holds a unit of the class',
      [
        `change unit class closed-bioreactor refused: a batch holds U-01: while it does, the tags of its class keep their type, unit and range (temperature)`,
        '  tags.temperature.range.high',
      ],
      (plant, server) => ((plant.unitClasses[0]!.tags[0]!.range!.high = '70'), hold(server, 'U-01')),
    ],
    [
      'how critical a tag is while a batch holds a unit of the class',
      ['change unit class closed-bioreactor', '  tags.temperature.criticality'],
      (plant, server) => ((plant.unitClasses[0]!.tags[0]!.criticality = 'info'), hold(server, 'U-01')),
    ],
    ['a unit’s serial number', ['change unit U-01', '  serial'], (plant) => (unitOf(plant, 'U-01').serial = 'BR-9')],
    [
      'a template, for each unit that uses it',
      ['change unit W-01', '  tagMap.status.topic'],
      (plant) => ((plant.tagMaps['ballroom-washer'] as { status: object }).status = { topic: 'w/{unit}/status' }),
    ],
    [
      'another connector',
      [
        'change unit U-05',
        ...['group', 'edgeNode', 'device', 'kind'].map((at) => `  connector.${at}`),
        ...['metrics', 'messages', 'status', 'control'].map((at) => `  tagMap.${at}`),
      ],
      (plant) => {
        unitOf(plant, 'U-05').connector = { kind: 'mqtt', profile: 'ballroom', tagMap: 'ballroom-culture' };
      },
    ],
    ['an endpoint that is left out: nothing', [], (plant) => void (plant.units = structuredClone(shipped.units))],
    [
      'a unit’s identity while a batch holds it',
      [`change unit U-01 ${HELD}`, '  serial'],
      (plant, server) => ((unitOf(plant, 'U-01').serial = 'BR-9'), hold(server, 'U-01')),
    ],
    [
      'its title while a batch holds it',
      ['change unit U-01', '  title'],
      (plant, server) => ((unitOf(plant, 'U-01').title = 'One'), hold(server, 'U-01')),
    ],
    [
      'a position that is held',
      [`change unit F-01 ${HELD}`, '  positions'],
      (plant, server) => ((unitOf(plant, 'F-01').positions = ['A2']), hold(server, 'F-01', 'A1')),
    ],
    [
      'a position that is free',
      ['change unit F-01', '  positions'],
      (plant, server) => ((unitOf(plant, 'F-01').positions = ['A2', 'C1']), hold(server, 'F-01', 'A2')),
    ],
    ['a unit left out: nothing', [], (plant) => void plant.units.pop()],
    ['a unit left out, when units retire', ['retire unit C-01', '  status'], (plant) => void plant.units.pop(), true],
    [
      'a held unit left out, when units retire',
      [`retire unit C-01 ${HELD}`, '  status'],
      (plant, server) => (plant.units.pop(), hold(server, 'C-01')),
      true,
    ],
  ])('says of %s', (_, steps, change, ...[retire]) => {
    const found = after((plant, server) => void change(plant, server), retire);
    expect(found.toSorted()).toEqual(steps.toSorted());
  });

  const sparkplug = shipped.units.filter(({ connector }) => connector.kind === 'sparkplug').map(({ code }) => code);
  const placeOf = (plant: Plant, code: string) => unitOf(plant, code).connector;
  const without = (lines: string[]): string[] => lines.filter((line) => !line.startsWith('  connector.'));

  it('gives a place at the broker to another unit once the unit that had it has left it', () => {
    const [one, two] = sparkplug as [string, string];
    const replaced = after((plant) => {
      unitOf(plant, one).code = 'U-90';
    }, true);
    expect(replaced).toEqual([`retire unit ${one}`, '  status', 'add unit U-90']);
    const moved = after((plant) => {
      const place = structuredClone(placeOf(plant, one));
      Object.assign(placeOf(plant, one), { device: 'elsewhere' });
      unitOf(plant, two).connector = place;
      plant.units.reverse();
    });
    expect(without(moved)).toEqual([`change unit ${one}`, `change unit ${two}`]);
  });

  it('swaps the places of units by taking one out of service for as long', () => {
    const [one, two] = sparkplug as [string, string];
    const swap = (plant: Plant): void => {
      const place = placeOf(plant, one);
      unitOf(plant, one).connector = placeOf(plant, two);
      unitOf(plant, two).connector = place;
    };
    const freed = (code: string, other: string) => [
      ...[`retire unit ${code} for now`, '  status', `change unit ${other}`, `change unit ${code}`],
    ];
    expect(without(after(swap))).toEqual(freed(two, one));
    const [plant, server] = [plantAt(), serverOf(plantAt())];
    swap(plant);
    const { steps } = planOf(plant, server, { retire: false });
    expect(steps[0]!.request).toMatchObject({ path: `/units/${two}`, body: { status: 'out-of-service' } });
    expect(steps.map(({ request }) => (request.body as { seen?: string }).seen)).toEqual([HASH, HASH, undefined]);
    expect(steps[1]!.restsOn).toContain(`unit ${two} for now`);
    const held = after((changed, at) => (swap(changed), hold(at, two)));
    expect(held[0]).toBe(`retire unit ${two} for now ${HELD}`);
  });

  it('is written on what the server showed of each thing, or on nothing', () => {
    const [plant, server] = [plantAt(), serverOf(plantAt())];
    plant.site.title = plant.sponsors[0]!.title = plant.rooms[0]!.title = 'Another';
    plant.rooms.push({ code: 'NEW', title: 'New' });
    const { steps } = planOf(plant, server, { retire: false });
    const seen = steps.map(({ id, request }) => [id.split(' ')[0], (request.body as { seen?: string }).seen]);
    expect(seen).toEqual([
      ['site', HASH],
      ['sponsor', HASH],
      ['room', HASH],
      ['room', 'nothing'],
    ]);
  });

  it('trusts a certificate that a unit has shown and the file names, and no other', () => {
    const plant = plantAt();
    const { connector } = unitOf(plant, 'U-01');
    if (connector.kind === 'opcua') connector.certificates = [SHA];
    const server = serverOf(plantAt());
    const planned = () => planOf(plant, server, { retire: false });
    expect(planned().notes).toMatchObject([{ differs: true, text: expect.stringContaining('has not shown') }]);
    const shown = { thumbprint: 'aa', sha256: SHA, state: 'rejected' as const, units: ['U-02'] };
    server.certificates = [shown];
    expect(planned().steps).toEqual([]);
    server.certificates = [{ ...shown, units: ['U-01'] }];
    expect(planned().steps).toMatchObject([{ act: 'trust', request: { path: '/certificates/aa/trust' } }]);
    server.certificates = [
      { ...shown, units: ['U-01'], state: 'trusted' },
      { ...shown, units: ['U-01'], state: 'trusted', sha256: 'cd'.repeat(32) },
    ];
    expect(planned()).toMatchObject({ steps: [], notes: [{ text: expect.stringMatching(/do not name/) }] });
  });

  it('leaves what two people sign to them, and says so', () => {
    const plant = plantAt();
    unitOf(plant, 'U-01').upkeep = { calibrated: '2027-05-01' };
    const { steps, notes } = planOf(plant, serverOf(plantAt()), { retire: false });
    const text = 'unit U-01 upkeep.calibrated: nothing → "2027-05-01": an act that two people sign at the unit’s page';
    expect({ steps, notes }).toEqual({ steps: [], notes: [{ differs: true, text }] });
  });
});

describe('a plant that is written', () => {
  it('has the same bytes each time, lints clean, and says what the server has', () => {
    const server = serverOf(plantAt({ rooms: [{ code: 'B2', title: 'Ballroom B2', area: 'East', grade: 'C' }] }));
    server.units[0]!.condition = { ...NEVER, qualified: { until: '2027-11-22' }, firmware: '4.2', approved: ['4.2'] };
    server.units[1]!.status = 'out-of-service';
    server.units[2]!.connector.samplesPerSecond = 5;
    Object.assign(server.units[3]!.connector, { outage: 'PT1H', signIn: 'certificate' });
    server.certificates = [{ thumbprint: 'aa', sha256: SHA, state: 'trusted', units: ['U-01'] }];
    const text = writePlant(server);
    const scrambled = { ...server, units: server.units.toReversed(), unitClasses: server.unitClasses.toReversed() };
    expect(writePlant(scrambled)).toBe(text);
    const read = readPlantFiles([{ file: 'plant.yaml', text }]);
    if ('findings' in read) throw new Error(JSON.stringify(read.findings));
    expect(read.told(lintPlant(read.plant))).toEqual([]);
    expect(planOf(read.plant, server, { retire: true })).toEqual({ steps: [], notes: [] });
    expect(Object.keys(read.plant.tagMaps)).toHaveLength(Object.keys(shipped.tagMaps).length);
    expect(text).toContain('topic: ballroom/{site}/{room}/{unit}/data/{tag}');
  });
});
