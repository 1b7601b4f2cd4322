import { AttributeIds, type DataValue, NodeClass, NodeId, type ReferenceDescription } from 'node-opcua';
import type { OpcuaTagMap } from '../domain/index.js';
import { type Address, Addresses } from './addresses.js';
import { engineeringUnit, type EngineeringUnit } from './engineering-unit.js';
import type { Link } from './link.js';
import { prefixesOf } from './prefixes.js';
import { NODES_BELOW, referencesOf } from './references.js';

const PAGE = 100;
const VALUES = ['lads:CurrentValue', 'lads:SensorValue'];

/** A node below another, as a person picks it. */
export interface BrowsedNode {
  /** browse name */
  name: string;
  title: string;
  /** from the unit's device, as a tag map has it; null where its name cannot stand in a path */
  path: string | null;
  nodeClass: 'Object' | 'Variable';
  /** browse name of its type: `AnalogControlFunctionType` */
  type: string | null;
  dataType: string | null;
  unit: EngineeringUnit | null;
  range: { low: number; high: number } | null;
  /** the tag that the unit's map has here */
  tag: string | null;
}

export interface BrowsedPage {
  /** URI by prefix, of those that stand in paths */
  namespaces: Record<string, string>;
  nodes: BrowsedNode[];
  /** values of the LADS functions that were found; of the first page of the device */
  functions: BrowsedNode[];
  /** where the next page begins; null at the end */
  next: number | null;
}

interface Found {
  address: Address;
  name: string;
  title: string;
  path: string | null;
  nodeClass: BrowsedNode['nodeClass'];
  type: Address | null;
}

/** What is below a node of a unit, by names; null where there is no such node. Rejects where the link fails. */
export async function browseUnit(
  { link, device }: { link: Link; device: Address },
  tagMap: OpcuaTagMap,
  node: string,
  from: number,
): Promise<BrowsedPage | null> {
  const uris = await link.session.readNamespaceArray();
  const prefixes = prefixesOf(uris, tagMap.namespaces);
  const namespaces = Object.fromEntries(prefixes.map((prefix, at) => [prefix, uris[at]!]));
  const addresses = await Addresses.of(link, namespaces);
  const start = node === '' ? device : (await addresses.find(device, [node]))[0];
  if (start == null) return null;
  const below = new Below(link, addresses, prefixes, tagMap);
  const all = await below.of(start, node);
  const page = all.slice(from, from + PAGE);
  const nodes = await below.described(page);
  const functions = node === '' && from === 0 ? await below.described(await below.functions(device)) : [];
  const used = new Set([...nodes, ...functions].flatMap(({ path }) => prefixesIn(path)));
  return {
    namespaces: Object.fromEntries(Object.entries(namespaces).filter(([prefix]) => used.has(prefix))),
    ...{ nodes, functions },
    next: from + PAGE < all.length ? from + PAGE : null,
  };
}

const prefixesIn = (path: string | null): string[] =>
  (path ?? '').split('/').map((step) => step.slice(0, Math.max(0, step.indexOf(':'))));

/** Looks below nodes over one connection. */
class Below {
  private readonly tags: ReadonlyMap<string, string>;

  constructor(
    private readonly link: Link,
    private readonly addresses: Addresses,
    private readonly prefixes: readonly string[],
    { tags }: OpcuaTagMap,
  ) {
    this.tags = new Map(Object.entries(tags).map(([tag, path]) => [path, tag]));
  }

  /** Objects and variables below a node, in the order of their paths. */
  async of(from: Address, path: string | null): Promise<Found[]> {
    const all = await referencesOf(this.link.session, from, NODES_BELOW);
    const found = all.map((reference) => this.found(reference, path));
    const order = ({ path: at, name }: Found): string => at ?? name;
    return found.sort((a, b) => (order(a) < order(b) ? -1 : 1));
  }

  /** The values of every function of every functional unit. */
  async functions(device: Address): Promise<Found[]> {
    const found: Found[] = [];
    const [set] = await this.addresses.find(device, ['lads:FunctionalUnitSet']);
    for (const unit of set == null ? [] : await this.of(set, 'lads:FunctionalUnitSet')) {
      const [functions] = await this.addresses.find(unit.address, ['lads:FunctionSet']);
      const path = unit.path === null ? null : `${unit.path}/lads:FunctionSet`;
      for (const one of functions == null ? [] : await this.of(functions, path)) {
        const values = await this.addresses.find(one.address, VALUES);
        const at = values.findIndex((address) => address !== null);
        if (at < 0) continue;
        const value = one.path === null ? null : `${one.path}/${VALUES[at]}`;
        found.push({ ...one, address: values[at]!, nodeClass: 'Variable', path: value });
      }
    }
    return found;
  }

  /** With what the server says of types, units and ranges: a few requests for all of them. */
  async described(all: readonly Found[]): Promise<BrowsedNode[]> {
    if (all.length === 0) return [];
    const variables = all.filter(({ nodeClass }) => nodeClass === 'Variable');
    const properties = await this.addresses.findEach(
      variables.flatMap(({ address }): [Address, string][] => [
        [address, '0:EngineeringUnits'],
        [address, '0:EURange'],
      ]),
    );
    const values = await this.read(
      properties.filter((address) => address !== null),
      AttributeIds.Value,
    );
    let next = 0;
    const valueOf = properties.map((address) => (address === null ? null : (values[next++]?.value.value as unknown)));
    const dataTypes = await this.read(
      variables.map(({ address }) => address),
      AttributeIds.DataType,
    );
    const typeIds = dataTypes.map((data) => (data.value.value instanceof NodeId ? data.value.value.toString() : null));
    const names = await this.namesOf([...typeIds, ...all.map(({ type }) => type)]);
    return all.map(({ name, title, path, nodeClass, type, address }) => {
      const at = variables.findIndex((variable) => variable.address === address);
      const [dataType, eu, range] = at < 0 ? [null, null, null] : [typeIds[at], valueOf[2 * at], valueOf[2 * at + 1]];
      return {
        ...{ name, title, path, nodeClass },
        type: type === null ? null : (names.get(type) ?? null),
        dataType: dataType == null ? null : (names.get(dataType) ?? null),
        unit: engineeringUnit(eu),
        range: rangeOf(range),
        tag: path === null ? null : (this.tags.get(path) ?? null),
      };
    });
  }

  private async namesOf(ids: readonly (string | null)[]): Promise<Map<string, string>> {
    const asked = [...new Set(ids.filter((id) => id !== null))];
    const names = await this.read(asked, AttributeIds.BrowseName);
    return new Map(asked.map((id, at) => [id, (names[at]!.value.value as { name?: string } | null)?.name ?? '']));
  }

  /** In requests that every server takes. */
  private async read(nodeIds: readonly string[], attributeId: AttributeIds): Promise<DataValue[]> {
    const values: DataValue[] = [];
    for (let at = 0; at < nodeIds.length; at += PAGE) {
      const chunk = nodeIds.slice(at, at + PAGE).map((nodeId) => ({ nodeId, attributeId }));
      values.push(...(await this.link.session.read(chunk)));
    }
    return values;
  }

  private found(
    { nodeId, browseName, displayName, nodeClass, typeDefinition }: ReferenceDescription,
    above: string | null,
  ): Found {
    const name = browseName.name ?? '';
    const prefix = this.prefixes[browseName.namespaceIndex];
    const isStep = above !== null && prefix !== undefined && /^[^/:]+$/.test(name);
    const step = `${prefix}:${name}`;
    return {
      address: NodeId.resolveNodeId(nodeId).toString(),
      ...{ name, title: displayName.text ?? name },
      path: isStep ? (above === '' ? step : `${above}/${step}`) : null,
      nodeClass: NodeClass[nodeClass] === 'Variable' ? 'Variable' : 'Object',
      type: typeDefinition.isEmpty() ? null : NodeId.resolveNodeId(typeDefinition).toString(),
    };
  }
}

function rangeOf(value: unknown): BrowsedNode['range'] {
  const { low, high } = (value ?? {}) as { low?: unknown; high?: unknown };
  return typeof low === 'number' && typeof high === 'number' ? { low, high } : null;
}
