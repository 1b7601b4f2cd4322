import { changedTags, type UnitClass, writeUnitClass } from '../../src/definition/unit-classes/domain/index.js';
import { touchesHeld, type UnitDefinition } from '../../src/plant/equipment/domain/index.js';
import { byAddress, forNow, type UnitMove } from './address-order.js';
import { differences } from './differences.js';
import { notesOn, type Note } from './plan-notes.js';
import type { Plant, PlantRoom, PlantUnit } from './plant-file.js';
import { bareOf, type ServerPlant, type ServerUnit, statedOf, unstated } from './server-plant.js';
import type { Step } from './step.js';
import { definitionOf } from './unit-definition.js';

export interface Plan {
  steps: Step[];
  notes: Note[];
}

/** What makes a server's plant that of the files, in order. `retire`: units of the site that they do not state leave service. */
export function planOf(plant: Plant, server: ServerPlant, { retire }: { retire: boolean }): Plan {
  const left = retire ? unstated(plant, server) : [];
  const staying = server.units.filter((unit) => !left.includes(unit));
  const moves = plant.units.map((unit) => unitMove(unit, plant, server)).filter((move) => move !== null);
  const { freed, steps: unitSteps } = byAddress(moves, staying);
  const steps = [
    siteStep(plant, server),
    ...plant.sponsors.map((sponsor) => sponsorStep(sponsor, server)),
    ...plant.rooms.map((room) => roomStep(room, plant, server)),
    ...left.map(retireStep),
    ...freed.map(freeStep),
    ...plant.unitClasses.map((unitClass) => classStep(unitClass, server)),
    ...unitSteps,
    ...plant.units.flatMap((unit) => trustSteps(unit, server)),
  ].filter((step) => step !== null);
  return { steps, notes: notesOn(plant, server, retire) };
}

type More = Partial<Pick<Step, 'restsOn' | 'refused'>>;

/** Nothing where the server has it so already. `before`: undefined where it does not know it. */
function namedStep(
  id: string,
  title: string,
  before: object | undefined,
  after: object,
  path: string,
  { restsOn = [], refused = null }: More = {},
): Step | null {
  const found = before === undefined ? [] : differences(before, after);
  if (before !== undefined && found.length === 0) return null;
  const act = before === undefined ? 'add' : 'change';
  return { id, act, title, differences: found, request: { method: 'PUT', path, body: after }, restsOn, refused };
}

/** Written on what was seen: the server refuses it where another stands by then. */
function onSeen(step: Step | null, known: { hash: string } | null | undefined): Step | null {
  const body = { ...step?.request.body, seen: known?.hash ?? 'nothing' };
  return step && { ...step, request: { ...step.request, body } };
}

function sponsorStep({ code, title }: Plant['sponsors'][number], { sponsors }: ServerPlant): Step | null {
  const known = sponsors.find((one) => one.code === code);
  const before = known && { name: known.name };
  return onSeen(namedStep(`sponsor ${code}`, title, before, { name: title }, `/sponsors/${code}`), known);
}

function siteStep({ site }: Plant, server: ServerPlant): Step | null {
  const before = server.site === null ? undefined : { name: server.site.name, zone: server.site.zone };
  const after = { name: site.title, zone: site.zone };
  const isMoved = before !== undefined && before.zone !== after.zone;
  const refused = isMoved ? 'the zone of a site is fixed: its facts are dated in it' : null;
  const step = namedStep(`site ${site.code}`, site.title, before, after, `/sites/${site.code}`, { refused });
  return onSeen(step, server.site);
}

function roomStep({ code, title, area, grade }: PlantRoom, { site }: Plant, server: ServerPlant): Step | null {
  const known = server.rooms.find((room) => room.code === code);
  const stated = (name: string, where: string | null | undefined, what: string | null | undefined) => ({
    name,
    ...(where != null && { area: where }),
    ...(what != null && { grade: what }),
  });
  const step = namedStep(
    `room ${code}`,
    title,
    known && stated(known.name, known.area, known.grade),
    stated(title, area, grade),
    `/sites/${site.code}/rooms/${code}`,
    { restsOn: [`site ${site.code}`] },
  );
  return onSeen(step, known);
}

function classStep(unitClass: UnitClass, server: ServerPlant): Step | null {
  const { code, title } = unitClass;
  const known = server.unitClasses.find((one) => one.code === code);
  const refused = known === undefined ? null : usedAgainst(known, unitClass, server);
  const step = namedStep(`unit class ${code}`, title, known && bareOf(known), unitClass, `/unit-classes/${code}`, {
    refused,
  });
  const { code: _code, ...body } = writeUnitClass(unitClass);
  const version = known === undefined ? '' : ` (version ${known.version + 1})`;
  return onSeen(step && { ...step, title: `${title}${version}`, request: { ...step.request, body } }, known);
}

function usedAgainst(known: UnitClass, unitClass: UnitClass, { units }: ServerPlant): string | null {
  const used = units.find(({ unitClass: code, bindings }) => code === unitClass.code && bindings.length > 0);
  const tags = used === undefined ? [] : changedTags(known, unitClass);
  if (used === undefined || tags.length === 0) return null;
  return `batch ${used.bindings[0]!.batch} holds ${used.code}: while it does, the tags of its class keep their type, unit and range (${tags.join(', ')})`;
}

function unitMove(unit: PlantUnit, plant: Plant, server: ServerPlant): UnitMove | null {
  const { code, title, room, unitClass } = unit;
  const known = server.units.find((one) => one.code === code);
  const reach = known?.connector.kind === 'opcua' ? known.connector : undefined;
  const definition = definitionOf(plant, unit, reach);
  if (definition === null) return null;
  const before = known && statedOf(known);
  const bare = namedStep(`unit ${code}`, title, before && bodyOf(before), bodyOf(definition), `/units/${code}`, {
    restsOn: [`site ${plant.site.code}`, `room ${room}`, `unit class ${unitClass}`],
    refused: known === undefined ? null : heldAgainst(known, definition),
  });
  const step = onSeen(bare, known);
  return step && { step, definition };
}

const bodyOf = ({ code: _, ...body }: UnitDefinition): object => body;

function heldAgainst(known: ServerUnit, definition: UnitDefinition): string | null {
  const held = known.bindings.map(({ position }) => position ?? 'whole');
  if (!touchesHeld(statedOf(known), definition, held)) return null;
  return `batch ${known.bindings[0]!.batch} holds it: while it does, only title, room, address and free positions may change`;
}

function retireStep(unit: ServerUnit): Step {
  const definition = { ...statedOf(unit), status: 'out-of-service' as const };
  return {
    ...{ id: `unit ${unit.code}`, act: 'retire', title: unit.title, restsOn: [] },
    differences: differences(bodyOf(statedOf(unit)), bodyOf(definition)),
    request: { method: 'PUT', path: `/units/${unit.code}`, body: { ...bodyOf(definition), seen: unit.hash } },
    refused: heldAgainst(unit, definition),
  };
}

/** Out of service only until another unit has its place. */
const freeStep = (unit: ServerUnit): Step => ({
  ...retireStep(unit),
  id: forNow(unit.code),
});

/** Certificates that the unit has shown, and that the files name. */
function trustSteps({ code, connector }: PlantUnit, { certificates }: ServerPlant): Step[] {
  const named = connector.kind === 'opcua' ? (connector.certificates ?? []) : [];
  return certificates
    .filter(({ sha256, state, units }) => named.includes(sha256) && state === 'rejected' && units.includes(code))
    .map(({ thumbprint, sha256 }) => ({
      ...{ id: `certificate ${sha256}`, act: 'trust', title: `of ${code}`, differences: [] },
      request: { method: 'POST', path: `/certificates/${thumbprint}/trust`, body: {} },
      ...{ restsOn: [`unit ${code}`], refused: null },
    }));
}
