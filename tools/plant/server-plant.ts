import type { UnitClass } from '../../src/definition/unit-classes/domain/index.js';
import type { UnitDefinition } from '../../src/plant/equipment/domain/index.js';
import type { Api } from '../demo/api.js';
import type { Plant } from './plant-file.js';

interface Shown {
  code: string;
  name: string;
  hash: string;
}

interface Standing {
  until: string | null;
}

/** A unit as the API shows it. */
export interface ServerUnit extends UnitDefinition {
  hash: string;
  positions: string[];
  bindings: { batch: string; position: string | null }[];
  condition: {
    qualified: Standing | null;
    calibrated: Standing | null;
    maintained: Standing | null;
    firmware: string | null;
    approved: string[];
  };
}

export interface ServerCertificate {
  thumbprint: string;
  sha256: string;
  state: 'trusted' | 'rejected';
  /** codes of the units that are to answer with its application URI */
  units: string[];
}

/** A site's plant as a server has it. */
export interface ServerPlant {
  /** null where it does not know the site */
  site: (Shown & { zone: string }) | null;
  sponsors: Shown[];
  rooms: (Shown & { area: string | null; grade: string | null })[];
  unitClasses: (UnitClass & { version: number; hash: string })[];
  /** of the site, by code */
  units: ServerUnit[];
  certificates: ServerCertificate[];
}

/** Sites that a server knows. */
export const readSites = (api: Api): Promise<(Shown & { zone: string })[]> => api.get('/sites');

/** What a server has of a site, as far as a plant file says such things. */
export async function readServerPlant(api: Api, siteCode: string): Promise<ServerPlant> {
  const site = (await readSites(api)).find(({ code }) => code === siteCode) ?? null;
  const rooms: ServerPlant['rooms'] = site === null ? [] : await api.get(`/sites/${siteCode}/rooms`);
  const classes = await api.get<{ definition: UnitClass & { version: number }; hash: string }[]>('/unit-classes');
  const units = await api.get<ServerUnit[]>('/units');
  const certificates = await api.get<{ units: ServerCertificate[] }>('/certificates');
  return {
    ...{ site, rooms, certificates: certificates.units },
    sponsors: await api.get('/sponsors'),
    unitClasses: classes.map(({ definition, hash }) => ({ ...definition, hash })),
    units: units.filter((unit) => unit.site === siteCode),
  };
}

/** What a person has stated of the class. */
export const bareOf = ({ version: _, hash: _hash, ...unitClass }: ServerPlant['unitClasses'][number]): UnitClass =>
  unitClass;

/** What a person has stated of the unit. */
export function statedOf(unit: ServerUnit): UnitDefinition {
  const { code, title, site, room, unitClass, serial, productInstanceUri, connector, tagMap, status, positions } = unit;
  return {
    ...{ code, title, site, room, unitClass, serial, productInstanceUri, connector, tagMap, status },
    ...(positions.length > 0 && { positions }),
  };
}

/** Units of the site that the server has in service, and the files do not state. */
export const unstated = ({ units }: Plant, server: ServerPlant): ServerUnit[] =>
  server.units.filter(({ code, status }) => status === 'in-service' && !units.some((unit) => unit.code === code));
