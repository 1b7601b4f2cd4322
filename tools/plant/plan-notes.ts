import { differences, differenceText } from './differences.js';
import type { Plant, PlantUnit, PlantUpkeep } from './plant-file.js';
import { type ServerPlant, type ServerUnit, unstated } from './server-plant.js';
import { definitionOf } from './unit-definition.js';

/** What applying leaves as it is. */
export interface Note {
  /** server and files differ, and people have to act; else it is said for the reader's sake */
  differs: boolean;
  text: string;
}

export const notesOn = (plant: Plant, server: ServerPlant, retire: boolean): Note[] => [
  ...plant.units.flatMap((unit) => unitNotes(plant, unit, server)),
  ...(retire ? [] : unstated(plant, server)).map(({ code }) => ({
    differs: false,
    text: `unit ${code} is not in the files and stays as it is (--retire takes it out of service)`,
  })),
  ...server.rooms
    .filter(({ code }) => !plant.rooms.some((room) => room.code === code))
    .map(({ code }) => ({ differs: false, text: `room ${code} is not in the files and stays` })),
];

function unitNotes(plant: Plant, unit: PlantUnit, server: ServerPlant): Note[] {
  const known = server.units.find(({ code }) => code === unit.code);
  const reach = known?.connector.kind === 'opcua' ? known.connector : undefined;
  if (definitionOf(plant, unit, reach) === null)
    return [{ differs: false, text: `unit ${unit.code} has no endpoint and is left out` }];
  return [...upkeepNotes(unit, known), ...certificateNotes(unit, server)];
}

/** What of a unit's standing a file says. */
export function upkeepOf({ condition }: ServerUnit): PlantUpkeep {
  const { qualified, calibrated, maintained, firmware, approved } = condition;
  const days = Object.entries({ qualified, calibrated, maintained }).flatMap(([name, standing]) =>
    standing?.until == null ? [] : [[name, standing.until]],
  );
  return {
    ...(Object.fromEntries(days) as PlantUpkeep),
    ...(firmware !== null && { firmware }),
    ...(approved.length > 0 && { approved }),
  };
}

function upkeepNotes({ code, upkeep }: PlantUnit, known: ServerUnit | undefined): Note[] {
  if (upkeep === undefined) return [];
  const stands = known === undefined ? {} : upkeepOf(known);
  const asked = Object.keys(upkeep) as (keyof PlantUpkeep)[];
  const found = asked.flatMap((name) => differences(stands[name], upkeep[name], `upkeep.${name}`));
  return found.map((one) => ({
    differs: true,
    text: `unit ${code} ${differenceText(one)}: an act that two people sign at the unit’s page`,
  }));
}

function certificateNotes({ code, connector }: PlantUnit, { certificates }: ServerPlant): Note[] {
  if (connector.kind !== 'opcua' || connector.certificates === undefined) return [];
  const own = certificates.filter(({ units }) => units.includes(code));
  const unseen = connector.certificates.filter((one) => !own.some(({ sha256 }) => sha256 === one));
  const more = own.filter(({ sha256, state }) => state === 'trusted' && !connector.certificates!.includes(sha256));
  return [
    ...unseen.map((one) => ({
      differs: true,
      text: `unit ${code} has not shown certificate ${one} yet: apply again once it has`,
    })),
    ...more.map(({ sha256, thumbprint }) => ({
      differs: true,
      text: `unit ${code} has certificate ${sha256} trusted, which the files do not name: reject ${thumbprint} where it is not the unit’s`,
    })),
  ];
}
