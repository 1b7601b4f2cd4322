import { stringify } from 'yaml';
import { writeUnitClass } from '../../src/definition/unit-classes/domain/index.js';
import { canonicalJson } from '../../src/kernel/canonical-json.js';
import {
  filledTagMap,
  type MqttTagMap,
  type OpcuaConnection,
  type TagMap,
  type TopicPlaces,
} from '../../src/plant/equipment/domain/index.js';
import { upkeepOf } from './plan-notes.js';
import { bareOf, type ServerPlant, type ServerUnit } from './server-plant.js';
import { kindOf } from './unit-definition.js';

/** Keys in the order in which a file has them; others follow by their names. */
const ORDER = [
  ...['site', 'sponsors', 'rooms', 'unitClasses', 'tagMaps', 'units', 'code', 'tag', 'name', 'title', 'zone', 'area'],
  ...['grade', 'use', 'type', 'unit', 'range', 'criticality', 'staleAfter', 'tags', 'setpoints', 'programs', 'alarms'],
  ...[
    'parameters',
    'pausable',
    'moves',
    'safeState',
    'namespaces',
    'messages',
    'metrics',
    'topic',
    'time',
    'timeFormat',
  ],
  ...['status', 'sequence', 'boot', 'values', 'control', 'state', 'command', 'answer', 'unitClass', 'room', 'serial'],
  ...[
    'productInstanceUri',
    'positions',
    'kind',
    'profile',
    'tagMap',
    'broker',
    'group',
    'edgeNode',
    'device',
    'endpoint',
  ],
  ...[
    'applicationUri',
    'identity',
    'securityPolicy',
    'signIn',
    'samplesPerSecond',
    'outage',
    'certificates',
    'connector',
    'upkeep',
  ],
];

/**
 * A server's plant as a file, the same bytes for the same plant: topics go back to templates where that says the same, and units
 * whose maps are alike share one.
 */
export function writePlant(server: ServerPlant): string {
  const { site } = server;
  if (site === null) throw new Error('there is no site to write');
  const byCode = <T extends { code: string }>(items: readonly T[]): T[] =>
    items.toSorted((a, b) => (a.code < b.code ? -1 : 1));
  const maps = new Maps();
  const units = byCode(server.units).map((unit) => unitText(unit, maps, server));
  const plant = {
    site: { code: site.code, title: site.name, zone: site.zone },
    sponsors: byCode(server.sponsors).map(({ code, name }) => ({ code, title: name })),
    rooms: byCode(server.rooms).map(({ code, name, area, grade }) => ({
      ...{ code, title: name },
      ...(area !== null && { area }),
      ...(grade !== null && { grade }),
    })),
    unitClasses: byCode(server.unitClasses.map((unitClass) => writeUnitClass(bareOf(unitClass)))),
    tagMaps: Object.fromEntries(maps.named.toSorted(([a], [b]) => (a < b ? -1 : 1))),
    units,
  };
  const text = stringify(ordered(plant), { lineWidth: 0, singleQuote: true });
  return `# yaml-language-server: $schema=./plant.schema.json\n${text}`;
}

/** Tag maps by name; the same map has one. */
class Maps {
  readonly named: [string, TagMap][] = [];
  private readonly names = new Map<string, string>();

  nameOf(unitClass: string, map: TagMap): string {
    const content = canonicalJson(map);
    const known = this.names.get(content);
    if (known !== undefined) return known;
    const base = `${unitClass}-${kindOf(map)}`;
    const alike = this.named.filter(([name]) => name.replace(/-\d+$/, '') === base).length;
    const name = alike === 0 ? base : `${base}-${alike + 1}`;
    this.names.set(content, name);
    this.named.push([name, map]);
    return name;
  }
}

function unitText(unit: ServerUnit, maps: Maps, { certificates }: ServerPlant): object {
  const { code, title, unitClass, room, serial, productInstanceUri, positions, status, connector } = unit;
  const places = { site: unit.site, room, unit: code, serial };
  const map = 'messages' in unit.tagMap ? templateOf(unit.tagMap, places) : unit.tagMap;
  const trusted = certificates.filter(({ state, units }) => state === 'trusted' && units.includes(code));
  const fingerprints = trusted.map(({ sha256 }) => sha256).sort();
  const { securityPolicy, samplesPerSecond, ...reach } = connector as OpcuaConnection;
  const upkeep = upkeepOf(unit);
  return {
    ...{ code, title, unitClass, room, serial, productInstanceUri },
    ...(positions.length > 0 && { positions }),
    ...(status === 'out-of-service' && { status }),
    connector: {
      ...{ ...reach, tagMap: maps.nameOf(unitClass, map) },
      ...(samplesPerSecond !== 1 && { samplesPerSecond }),
      ...(connector.kind === 'opcua' && securityPolicy !== 'Basic256Sha256' && { securityPolicy }),
      ...(connector.kind === 'opcua' && fingerprints.length > 0 && { certificates: fingerprints }),
    },
    ...(Object.keys(upkeep).length > 0 && { upkeep }),
  };
}

/** Levels that are the unit's own words become placeholders, where filling them in gives the topics again. */
function templateOf(map: MqttTagMap, places: TopicPlaces): MqttTagMap {
  const names = (['unit', 'serial', 'room', 'site'] as const).map((name) => [places[name], `{${name}}`] as const);
  const words = new Map(names.toReversed());
  const template = (topic: string): string =>
    topic
      .split('/')
      .map((level) => words.get(level) ?? level)
      .join('/');
  const made: MqttTagMap = {
    messages: map.messages.map((message) => ({ ...message, topic: template(message.topic) })),
    status: { topic: template(map.status.topic) },
    ...(map.control && {
      control: {
        state: template(map.control.state),
        command: template(map.control.command),
        answer: template(map.control.answer),
      },
    }),
  };
  const { map: filled, faults } = filledTagMap(made, places);
  return faults.length === 0 && canonicalJson(filled) === canonicalJson(map) ? made : map;
}

/** Names of tags and prefixes stand by the alphabet, everything else in the order of the format. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  const place = (key: string): number => (ORDER.includes(key) ? ORDER.indexOf(key) : ORDER.length);
  const entries = Object.entries(value).sort(([a], [b]) => place(a) - place(b) || (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, field]) => [key, ordered(field)]));
}
