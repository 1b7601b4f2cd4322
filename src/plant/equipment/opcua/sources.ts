import { NodeId } from 'node-opcua';
import type { Address, Addresses } from './addresses.js';
import { OBJECTS } from './identity.js';
import type { Link } from './link.js';
import { BrowseRefused, NODES_ABOVE, referencesOf } from './references.js';

/** Nodes that are looked at above a source, and sources that are remembered. */
const MOST = { above: 200, known: 10_000 };

/** Whose a server's events are: several devices may stand behind one. */
export class Sources {
  private others: Promise<ReadonlySet<Address>> | null = null;
  private readonly known = new Map<Address, boolean>();

  constructor(
    private readonly link: Link,
    private readonly addresses: Addresses,
    private readonly device: Address,
  ) {}

  /** False of what stands below another device of the server. What stands below none, or cannot be told, is everybody's. */
  async isOurs(source: NodeId | null): Promise<boolean> {
    const others = await (this.others ??= this.otherDevices());
    if (source === null || source.isEmpty() || others.size === 0) return true;
    const address = source.toString();
    const known = this.known.get(address);
    if (known !== undefined) return known;
    if (this.known.size >= MOST.known) this.known.clear();
    const isOurs = await this.climb(address, others);
    this.known.set(address, isOurs);
    return isOurs;
  }

  private async otherDevices(): Promise<ReadonlySet<Address>> {
    const [set] = await this.addresses.find(OBJECTS, ['di:DeviceSet']);
    const devices = set == null ? [] : await this.addresses.objects(set);
    return new Set(devices.map(({ address }) => address).filter((address) => address !== this.device));
  }

  /** The nearest device above decides; nothing is looked at above another's. */
  private async climb(from: Address, others: ReadonlySet<Address>): Promise<boolean> {
    const seen = new Set([from]);
    let isOthers = false;
    for (const address of seen) {
      if (address === this.device) return true;
      if (others.has(address)) isOthers = true;
      else if (seen.size < MOST.above) for (const parent of await this.above(address)) seen.add(parent);
    }
    return !isOthers;
  }

  private async above(address: Address): Promise<Address[]> {
    try {
      const references = await referencesOf(this.link.session, address, NODES_ABOVE);
      return references.map(({ nodeId }) => NodeId.resolveNodeId(nodeId).toString());
    } catch (error) {
      if (error instanceof BrowseRefused) return [];
      throw error;
    }
  }
}
