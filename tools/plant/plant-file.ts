import schema from '../../recipes/plant/plant.schema.json' with { type: 'json' };
import classSchema from '../../recipes/plant/unit-classes.schema.json' with { type: 'json' };
import {
  buildUnitClasses,
  type Fault,
  type Finding,
  type Path,
  readSource,
  schemaCheck,
  type Source,
  type UnitClass,
} from '../../src/definition/unit-classes/domain/index.js';
import type { OpcuaConnection, SignIn, TagMap } from '../../src/plant/equipment/domain/index.js';
import { ruleOf } from './lint-rules.js';

export interface Named {
  code: string;
  title: string;
}

export interface PlantSite extends Named {
  zone: string;
}

export interface PlantRoom extends Named {
  area?: string;
  grade?: string;
}

/** How a unit stands by its logbook; days at the site. */
export interface PlantUpkeep {
  qualified?: string;
  calibrated?: string;
  maintained?: string;
  firmware?: string;
  approved?: string[];
}

export interface PlantUnit extends Named {
  unitClass: string;
  room: string;
  serial: string;
  productInstanceUri: string;
  status?: 'in-service' | 'out-of-service';
  /** of a unit that is used by them */
  positions?: string[];
  upkeep?: PlantUpkeep;
  connector: PlantConnector & { tagMap: string; samplesPerSecond?: number };
}

export type PlantConnector =
  | ({ kind: 'opcua'; profile: OpcuaConnection['profile']; certificates?: string[]; signIn?: SignIn } & Partial<
      Pick<OpcuaConnection, 'endpoint' | 'applicationUri' | 'securityPolicy' | 'outage' | 'identity'>
    >)
  | { kind: 'mqtt'; profile: 'ballroom'; broker?: string }
  | { kind: 'sparkplug'; profile: 'ballroom'; broker?: string; group: string; edgeNode: string; device: string };

/** A unit of the plant file that is reached in this way. */
export type UnitBy<Kind extends PlantConnector['kind']> = PlantUnit & { connector: { kind: Kind } };

/** A site's plant, as `recipes/plant/plant.schema.json` describes it, whatever files it stands in. */
export interface Plant {
  site: PlantSite;
  sponsors: Named[];
  rooms: PlantRoom[];
  unitClasses: UnitClass[];
  /** by name; the form is that of its kind of connector */
  tagMaps: Record<string, TagMap>;
  units: PlantUnit[];
}

/** What is wrong with a plant: of which thing in it, and where in that. */
export interface PlantFault {
  code: string;
  of: object;
  at?: Path;
  message: string;
}

export interface PlantFinding extends Finding {
  file: string;
}

/** A plant that was read, and where each thing in it stands. */
export interface ReadPlant {
  plant: Plant;
  /** what is wrong with it, at its lines */
  told(faults: readonly PlantFault[]): PlantFinding[];
}

type PlantText = Partial<Omit<Plant, 'unitClasses'>> & { unitClasses?: object[] };
interface PlantSource {
  file: string;
  source: Source;
  text: PlantText;
}

/** Of all files together; a room of hundreds of units is less than one. */
const MOST_BYTES = 4_194_304;

const fileFaults = schemaCheck(schema, { 'unit-classes.schema.json': classSchema });

export const unitsBy = <Kind extends PlantConnector['kind']>({ units }: Pick<Plant, 'units'>, kind: Kind) =>
  units.filter((unit): unit is UnitBy<Kind> => unit.connector.kind === kind);

/** Reads the files that a plant stands in, or says what is wrong with their form, unit classes included. Never throws. */
export function readPlantFiles(
  files: readonly { file: string; text: string }[],
): ReadPlant | { findings: PlantFinding[] } {
  const findings: PlantFinding[] = [];
  const sources: PlantSource[] = [];
  const places = new Map<object, Place>();
  const unitClasses: UnitClass[] = [];
  for (const { file, text } of files) {
    const read = readSource(text, MOST_BYTES);
    const own = 'source' in read ? { file, source: read.source, text: read.source.value as PlantText } : null;
    const faults = own === null ? [] : fileFaults(own.source.value);
    if (own !== null && faults.length === 0) {
      sources.push(own);
      for (const [path, item] of itemsOf(own.text)) places.set(item, { source: own, path });
      unitClasses.push(...classesOf(own, places, faults));
    }
    const found = 'findings' in read ? read.findings : own!.source.findings(faults);
    findings.push(...found.map((one) => ({ ...one, file, why: one.why ?? ruleOf(one.code).why })));
  }
  const placed = (faults: readonly PlantFault[]): PlantFinding[] =>
    faults.map(({ of, at = [], code, message }) => {
      const { source, path } = places.get(of) ?? { source: sources[0]!, path: [] };
      const [finding] = source.source.findings([{ code, message, path: [...path, ...at], ...ruleOf(code) }]);
      return { ...finding!, file: source.file };
    });
  if (findings.length === 0) findings.push(...placed(siteFaults(sources)));
  if (findings.length > 0) return { findings };
  const texts = sources.map(({ text }) => text);
  const plant: Plant = {
    site: texts.find(({ site }) => site !== undefined)!.site!,
    sponsors: texts.flatMap(({ sponsors = [] }) => sponsors),
    rooms: texts.flatMap(({ rooms = [] }) => rooms),
    unitClasses,
    tagMaps: Object.fromEntries(texts.flatMap(({ tagMaps = {} }) => Object.entries(tagMaps))),
    units: texts.flatMap(({ units = [] }) => units),
  };
  return { plant, told: placed };
}

interface Place {
  source: PlantSource;
  path: Path;
}

/** The things in a file that a fault may be of, each with where it stands. */
function itemsOf({ site, sponsors = [], rooms = [], tagMaps = {}, units = [] }: PlantText): [Path, object][] {
  const listed = (key: string, items: object[]) => items.map((item, at): [Path, object] => [[key, at], item]);
  return [
    ...(site === undefined ? [] : [[['site'], site] as [Path, object]]),
    ...Object.entries(tagMaps).map(([name, map]): [Path, object] => [['tagMaps', name], map]),
    ...listed('sponsors', sponsors),
    ...listed('rooms', rooms),
    ...listed('units', units),
  ];
}

function classesOf(source: PlantSource, places: Map<object, Place>, faults: Fault[]): UnitClass[] {
  if (source.text.unitClasses === undefined) return [];
  const classes = buildUnitClasses(source.text, faults);
  for (const [at, unitClass] of classes.entries()) places.set(unitClass, { source, path: ['unitClasses', at] });
  return classes;
}

/** A plant is of one site, and what has a name has one. */
function siteFaults(sources: readonly PlantSource[]): PlantFault[] {
  const sites = sources.flatMap(({ text: { site } }) => (site === undefined ? [] : [site]));
  const faults: PlantFault[] = sites
    .slice(1)
    .map((of) => ({ of, code: 'site.twice', message: `the site is "${sites[0]!.code}" already` }));
  if (sites.length === 0) faults.push({ of: {}, code: 'site.missing', message: 'no file states the site' });
  const maps = new Set<string>();
  for (const { text } of sources)
    for (const [name, of] of Object.entries(text.tagMaps ?? {})) {
      if (maps.has(name)) faults.push({ of, code: 'code.twice', message: `tag map "${name}" stands in two files` });
      maps.add(name);
    }
  return faults;
}
