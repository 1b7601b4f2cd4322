import type { UnitClass } from '../../src/definition/unit-classes/domain/index.js';
import {
  filledTagMap,
  mappedTags,
  type MqttTagMap,
  NAMESPACES,
  type OpcuaTagMap,
  TAG,
  type TagMap,
} from '../../src/plant/equipment/domain/index.js';
import type { Plant, PlantFault, PlantUnit } from './plant-file.js';
import { kindOf } from './unit-definition.js';

/** Of tag maps, each against every class whose units it serves. */
export const tagMapFaults = (plant: Plant): PlantFault[] =>
  Object.entries(plant.tagMaps).flatMap(([name, map]) => {
    const units = plant.units.filter(({ connector }) => connector.tagMap === name);
    const codes = new Set(units.map(({ unitClass }) => unitClass));
    const classes = plant.unitClasses.filter(({ code }) => codes.has(code));
    return [
      ...(units.length > 0 ? [] : [{ code: 'tag-map.unused', of: map, message: `no unit names "${name}"` }]),
      ...units.flatMap((unit) => kindFaults(unit, map)),
      ...placeFaults(map),
      ...classes.flatMap((unitClass) => dictionaryFaults(map, unitClass)),
      ...('namespaces' in map ? namespaceFaults(map, units) : []),
      ...('messages' in map ? topicFaults(map, units, plant) : []),
    ];
  });

function kindFaults(of: PlantUnit, map: TagMap): PlantFault[] {
  const [asked, given] = [of.connector.kind, kindOf(map)];
  if (asked === given) return [];
  const message = `"${of.connector.tagMap}" is a map for ${given}, not for ${asked}`;
  return [{ code: 'unit.tag-map-kind', of, at: ['connector', 'tagMap'], message }];
}

/** Each tag with the path of its line in the map, and the place that it names. */
function lines(map: TagMap): { tag: string; at: (string | number)[]; place: string }[] {
  if ('tags' in map) return Object.entries(map.tags).map(([tag, place]) => ({ tag, at: ['tags', tag], place }));
  if ('metrics' in map)
    return Object.entries(map.metrics).map(([tag, place]) => ({ tag, at: ['metrics', tag], place }));
  return map.messages.flatMap(({ topic, values }, index) =>
    Object.entries(values).map(([tag, path]) => ({
      tag,
      at: ['messages', index, 'values', tag],
      place: `${topic.replace(TAG, tag)} ${path}`,
    })),
  );
}

function placeFaults(of: TagMap): PlantFault[] {
  const [tags, places] = [new Set<string>(), new Map<string, string>()];
  return lines(of).flatMap(({ tag, at, place }): PlantFault[] => {
    const [isKnown, other] = [tags.has(tag), places.get(place)];
    tags.add(tag);
    if (other === undefined) places.set(place, tag);
    return [
      ...(isKnown ? [{ code: 'tag.twice', of, at, message: `"${tag}" is mapped before` }] : []),
      ...(other !== undefined && other !== tag
        ? [{ code: 'address.twice', of, at, message: `"${other}" is at ${place} too` }]
        : []),
    ];
  });
}

function dictionaryFaults(of: TagMap, { code, tags, programs }: UnitClass): PlantFault[] {
  const mapped = new Set(mappedTags(of).map(([tag]) => tag));
  const unknown = lines(of).filter(({ tag }) => !tags.some((one) => one.tag === tag));
  const missing = tags.filter(({ tag }) => !mapped.has(tag));
  const isUncontrolled = 'messages' in of && of.control === undefined && programs.length > 0;
  return [
    ...unknown.map(({ tag, at }) => ({ code: 'tag.unknown', of, at, message: `${code} has no tag "${tag}"` })),
    ...missing.map(({ tag }) => ({ code: 'tag.missing', of, message: `no address for tag "${tag}" of ${code}` })),
    ...(isUncontrolled ? [{ code: 'control.missing', of, message: `${code} has programs` }] : []),
  ];
}

function namespaceFaults(of: OpcuaTagMap, units: readonly PlantUnit[]): PlantFault[] {
  const used = new Set(units.flatMap(identityPaths).flatMap(prefixesIn));
  const faults = Object.entries(of.tags).flatMap(([tag, path]): PlantFault[] => {
    const prefixes = prefixesIn(path);
    for (const prefix of prefixes) used.add(prefix);
    const unknown = prefixes.find((prefix) => !Object.hasOwn({ ...NAMESPACES, ...of.namespaces }, prefix));
    if (unknown === undefined) return [];
    return [{ code: 'address.prefix-unknown', of, at: ['tags', tag], message: `no namespace for "${unknown}"` }];
  });
  const known = { ...NAMESPACES, ...of.namespaces };
  for (const prefix of prefixesIn(of.prompts ?? '0:')) {
    used.add(prefix);
    if (!Object.hasOwn(known, prefix))
      faults.push({ code: 'address.prefix-unknown', of, at: ['prompts'], message: `no namespace for "${prefix}"` });
  }
  for (const unit of units)
    for (const prefix of identityPaths(unit).flatMap(prefixesIn))
      if (!Object.hasOwn(known, prefix))
        faults.push({
          ...{ code: 'address.prefix-unknown', of: unit, at: ['connector', 'identity'] },
          message: `no namespace for "${prefix}"`,
        });
  const unused = Object.keys(of.namespaces).filter((prefix) => !used.has(prefix));
  return [
    ...faults,
    ...unused.map((prefix) => ({
      ...{ code: 'namespace.unused', of, at: ['namespaces', prefix] },
      message: `no address uses "${prefix}"`,
    })),
  ];
}

const prefixesIn = (path: string): string[] => path.split('/').map((step) => step.slice(0, step.indexOf(':')));

const identityPaths = ({ connector }: PlantUnit): string[] =>
  connector.kind === 'opcua' ? Object.values(connector.identity ?? {}) : [];

/** The same template fails alike for every unit: it is told once. */
function topicFaults(of: MqttTagMap, units: readonly PlantUnit[], { site }: Plant): PlantFault[] {
  const told = new Map<string, PlantFault>();
  for (const { code, room, serial } of units) {
    const { faults } = filledTagMap(of, { site: site.code, room, unit: code, serial });
    for (const { at, given, fault } of faults) {
      const message = `${at}: ${fault}, "${given}"`;
      const path = at === 'topics' ? [] : at.split(/[.[\]]+/).map((part) => (/^\d+$/.test(part) ? Number(part) : part));
      if (!told.has(at)) told.set(at, { code: 'tag-map.malformed', of, at: path, message });
    }
  }
  return [...told.values()];
}
