const NAMESPACE = 'spBv1.0';

/** What edge nodes say. Commands are ours, or another host's. */
export type Verb = 'NBIRTH' | 'NDEATH' | 'NDATA' | 'DBIRTH' | 'DDEATH' | 'DDATA';

export interface NodeAddress {
  group: string;
  edgeNode: string;
}

export interface NodeTopic extends NodeAddress {
  verb: Verb;
  /** null for the edge node itself */
  device: string | null;
}

const NODE_VERBS: ReadonlySet<string> = new Set(['NBIRTH', 'NDEATH', 'NDATA']);
const DEVICE_VERBS: ReadonlySet<string> = new Set(['DBIRTH', 'DDEATH', 'DDATA']);

export const nodeKey = ({ group, edgeNode }: NodeAddress): string => `${group}/${edgeNode}`;

/** A topic as an edge node or device speaks under it; null for any other. */
export function parseTopic(topic: string): NodeTopic | null {
  const [namespace, group, verb, edgeNode, device, ...rest] = topic.split('/');
  if (namespace !== NAMESPACE || rest.length > 0 || !group || !verb || !edgeNode || device === '') return null;
  const isOfDevice = DEVICE_VERBS.has(verb);
  if (device === undefined ? !NODE_VERBS.has(verb) : !isOfDevice) return null;
  return { group, verb: verb as Verb, edgeNode, device: device ?? null };
}

export const stateTopic = (hostId: string): string => `${NAMESPACE}/STATE/${hostId}`;

/** All that the edge nodes of a group say. */
export const groupFilter = (group: string): string => `${NAMESPACE}/${group}/#`;

export const nodeCommandTopic = ({ group, edgeNode }: NodeAddress): string => `${NAMESPACE}/${group}/NCMD/${edgeNode}`;

export const deviceCommandTopic = ({ group, edgeNode, device }: NodeAddress & { device: string }): string =>
  `${NAMESPACE}/${group}/DCMD/${edgeNode}/${device}`;

/** `timestamp`: ms since 1970 of the connection that it speaks of. */
export const statePayload = (online: boolean, timestamp: number): string => JSON.stringify({ online, timestamp });

/** Whether a STATE message says that its host is offline. */
export function saysOffline(payload: Uint8Array): boolean {
  try {
    const said: unknown = JSON.parse(Buffer.from(payload).toString('utf8'));
    return typeof said === 'object' && said !== null && (said as { online?: unknown }).online === false;
  } catch {
    return false;
  }
}
