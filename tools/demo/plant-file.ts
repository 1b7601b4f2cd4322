import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** The demo's plant, as `recipes/plant/plant.schema.json` describes it, as far as the start reads it. */
export interface PlantFile {
  site: { code: string; title: string; zone: string };
  sponsors: { code: string; title: string }[];
  rooms: { code: string; title: string }[];
  /** by make of unit; the form is that of its kind of connector */
  tagMaps: Record<string, Record<string, object>>;
  units: PlantUnit[];
}

export interface PlantUnit {
  code: string;
  title: string;
  unitClass: string;
  room: string;
  serial: string;
  productInstanceUri: string;
  /** of a unit that is used by them */
  positions?: string[];
  connector: PlantConnector & { profile: string; tagMap: string };
}

type PlantConnector =
  { kind: 'opcua' } | { kind: 'mqtt' } | { kind: 'sparkplug'; group: string; edgeNode: string; device: string };

/** A unit of the plant file that is reached in this way. */
export type UnitBy<Kind extends PlantConnector['kind']> = PlantUnit & { connector: { kind: Kind } };

/** A unit class, as `recipes/plant/unit-classes.schema.json` describes it. */
export type UnitClassFile = { code: string } & Record<string, unknown>;

const read = (file: string): unknown => parse(readFileSync(file, 'utf8'));

export const readPlant = () => read('recipes/plant/demo.yaml') as PlantFile;

export const readUnitClasses = () =>
  (read('recipes/plant/unit-classes.yaml') as { unitClasses: UnitClassFile[] }).unitClasses;

export const unitsBy = <Kind extends PlantConnector['kind']>({ units }: PlantFile, kind: Kind) =>
  units.filter((unit): unit is UnitBy<Kind> => unit.connector.kind === kind);
