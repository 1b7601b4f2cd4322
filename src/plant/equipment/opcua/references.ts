import { BrowseDirection, type BrowseResult, NodeClass, type ReferenceDescription } from 'node-opcua';

const HIERARCHICAL = 'i=33';
/** Some servers hand out continuation points for ever. */
const MOST = { pages: 100, references: 10_000 };

/** A unit does not say what stands beside a node. */
export class BrowseRefused extends Error {}

/** Of a session, what is asked here. */
export interface Browsing {
  browse(node: object): Promise<BrowseResult>;
  browseNext(point: Buffer, release: boolean): Promise<BrowseResult>;
}

export const OBJECTS_BELOW = { direction: BrowseDirection.Forward, classes: NodeClass.Object };
export const NODES_BELOW = { direction: BrowseDirection.Forward, classes: NodeClass.Object | NodeClass.Variable };
export const NODES_ABOVE = { direction: BrowseDirection.Inverse, classes: 0 };

/** The hierarchical references of a node, each other end once. Rejects with {@link BrowseRefused} where they cannot all be had. */
export async function referencesOf(
  session: Browsing,
  nodeId: string,
  { direction, classes }: typeof OBJECTS_BELOW,
): Promise<ReferenceDescription[]> {
  const all = new Map<string, ReferenceDescription>();
  let page = await session.browse({
    nodeId,
    browseDirection: direction,
    referenceTypeId: HIERARCHICAL,
    includeSubtypes: true,
    nodeClassMask: classes,
    resultMask: 0x3f,
  });
  for (let pages = 1; ; pages++) {
    if (!page.statusCode.isGood()) throw new BrowseRefused(`browse ${nodeId}: ${page.statusCode.name}`);
    const references = page.references ?? [];
    const known = all.size;
    for (const reference of references) all.set(reference.nodeId.toString(), reference);
    const point: Buffer | null | undefined = page.continuationPoint;
    const isRepeated = references.length > 0 && all.size === known;
    if (!point?.length || isRepeated) return [...all.values()];
    if (pages === MOST.pages || all.size >= MOST.references) throw new BrowseRefused(`browse ${nodeId}: no end`);
    page = await session.browseNext(point, false);
  }
}
