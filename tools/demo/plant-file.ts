import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** The demo's plant, as `recipes/plant/plant.schema.json` describes it, as far as the start reads it. */
export interface PlantFile {
  site: { code: string; title: string; zone: string };
  sponsors: { code: string; title: string }[];
  rooms: { code: string; title: string }[];
  tagMaps: Record<string, { namespaces: Record<string, string>; tags: Record<string, string> }>;
  units: {
    code: string;
    title: string;
    unitClass: string;
    room: string;
    serial: string;
    productInstanceUri: string;
    connector: { kind: string; profile: string; tagMap: string };
  }[];
}

/** A unit class, as `recipes/plant/unit-classes.schema.json` describes it. */
export type UnitClassFile = { code: string } & Record<string, unknown>;

const read = (file: string): unknown => parse(readFileSync(file, 'utf8'));

export const readPlant = () => read('recipes/plant/demo.yaml') as PlantFile;

export const readUnitClasses = () =>
  (read('recipes/plant/unit-classes.yaml') as { unitClasses: UnitClassFile[] }).unitClasses;
