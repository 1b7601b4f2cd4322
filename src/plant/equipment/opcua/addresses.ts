import { BrowsePath, type BrowsePathResult, NodeId, StatusCodes } from 'node-opcua';
import { NAMESPACES } from '../domain/index.js';
import type { Link } from './link.js';
import { OBJECTS_BELOW, referencesOf } from './references.js';

const HIERARCHICAL = 'i=33';

/** A node at the unit in `ns=…;…` form: good for one connection, since indexes shift when a server restarts. */
export type Address = string;

/** Where a path leads; null only where the unit says that there is nothing: fails where that is not known. */
export function placeIn(path: string, result: BrowsePathResult | undefined): Address | null {
  if (result?.statusCode === StatusCodes.BadNoMatch) return null;
  const place = targetOf(result);
  if (place === null) throw new Error(`${path}: ${result?.statusCode.name ?? 'no answer'}`);
  return place;
}

function targetOf(result: BrowsePathResult | undefined): Address | null {
  const target = result?.statusCode === StatusCodes.Good ? result.targets?.[0]?.targetId : undefined;
  return target === undefined ? null : NodeId.resolveNodeId(target).toString();
}

/** Finds nodes by namespace URI and browse path, on one connection. */
export class Addresses {
  private constructor(
    private readonly link: Link,
    private readonly indexes: ReadonlyMap<string, number>,
  ) {}

  /** `namespaces`: URI by the prefix that paths use, beside those of {@link NAMESPACES}. */
  static async of(link: Link, namespaces: Record<string, string>): Promise<Addresses> {
    const uris = await link.session.readNamespaceArray();
    const known = { ...namespaces, ...NAMESPACES };
    return new Addresses(
      link,
      new Map(Object.entries(known).map(([prefix, uri]) => [prefix, uris.indexOf(uri)] as const)),
    );
  }

  /** The nodes at paths such as `lads:FunctionSet/unit:pH`, null where there is none; one request for all. */
  find(from: Address, paths: string[]): Promise<(Address | null)[]> {
    return this.findEach(paths.map((path) => [from, path]));
  }

  /** As {@link find}, each path from a node of its own. */
  async findEach(places: [from: Address, path: string][]): Promise<(Address | null)[]> {
    const asked = places.map(([from, path]) => this.pathFrom(from, path));
    const requests = asked.filter((path) => path !== null);
    const results = requests.length === 0 ? [] : await this.link.session.translateBrowsePath(requests);
    let next = 0;
    return asked.map((path) => (path === null ? null : targetOf(results[next++])));
  }

  /** A node that there may be or not: null where there is none, and fails where that cannot be found out. */
  async findIfAny(from: Address, path: string): Promise<Address | null> {
    const asked = this.pathFrom(from, path);
    return asked === null ? null : placeIn(path, await this.link.session.translateBrowsePath(asked));
  }

  /** Objects below a node with their browse names, `index:Name` with the index of this connection. */
  async objects(from: Address): Promise<{ address: Address; name: string; namespace: number }[]> {
    const all = await referencesOf(this.link.session, from, OBJECTS_BELOW);
    return all.map(({ nodeId, browseName }) => ({
      address: NodeId.resolveNodeId(nodeId).toString(),
      name: browseName.name ?? '',
      namespace: browseName.namespaceIndex,
    }));
  }

  /** Null where the server has not the namespace. */
  private pathFrom(startingNode: Address, path: string): BrowsePath | null {
    const elements = path.split('/').map((step) => this.step(step));
    const isKnown = elements.every((step) => step.targetName.namespaceIndex >= 0);
    return isKnown ? new BrowsePath({ startingNode, relativePath: { elements } }) : null;
  }

  private step(text: string) {
    const colon = text.indexOf(':');
    const prefix = text.slice(0, colon);
    const namespaceIndex = /^#\d+$/.test(prefix) ? Number(prefix.slice(1)) : (this.indexes.get(prefix) ?? -1);
    return {
      referenceTypeId: HIERARCHICAL,
      isInverse: false,
      includeSubtypes: true,
      targetName: { namespaceIndex, name: text.slice(colon + 1) },
    };
  }
}
