import { BrowsePath, NodeId, StatusCodes } from 'node-opcua';
import { NAMESPACES } from '../domain/index.js';
import type { Link } from './link.js';
import { OBJECTS_BELOW, referencesOf } from './references.js';

const HIERARCHICAL = 'i=33';

/** A node at the unit in `ns=…;…` form: good for one connection, since indexes shift when a server restarts. */
export type Address = string;

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
    const asked = places.map(([startingNode, path]) => {
      const elements = path.split('/').map((step) => this.step(step));
      const isKnown = elements.every((step) => step.targetName.namespaceIndex >= 0);
      return isKnown ? new BrowsePath({ startingNode, relativePath: { elements } }) : null;
    });
    const requests = asked.filter((path) => path !== null);
    const results = requests.length === 0 ? [] : await this.link.session.translateBrowsePath(requests);
    let next = 0;
    return asked.map((path) => {
      if (path === null) return null;
      const result = results[next++];
      const target = result?.statusCode === StatusCodes.Good ? result.targets?.[0]?.targetId : undefined;
      return target === undefined ? null : NodeId.resolveNodeId(target).toString();
    });
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
