import { DataType, type OPCUAServer, type ServerSession, StatusCodes, type UAVariable } from 'node-opcua';
import { type Nodes, put } from './nodes.js';

const LAST = 0xffff_ffff;
/** notifications until the last number */
const LEFT = 5;

/** Parts of node-opcua's server that it does not show: what takes acknowledgements, and answers each with its status. */
const TAKING = 'process_subscriptionAcknowledgements';
type Taking = (given: unknown[]) => unknown[];

interface PublishEngine {
  subscriptions: Subscription[];
}
interface Subscription {
  _sequence_number_generator: { next(): number; future(): number; _set(value: number): void };
  _sent_notification_messages: { sequenceNumber: number }[];
  monitoredItems: Map<number, { node: { nodeId: { toString(): string } } | null; queueSize: number }>;
}

/** What sessions do with the numbers of notifications. */
export class SessionFaults {
  /** acknowledgements of what is not kept, or was acknowledged before */
  stale = 0;
  /** when a session was last activated, ms since 1970 */
  reachedAt = 0;
  /** by how much the numbers of the last `renumber` grew */
  shifted = 0;
  /** such an acknowledgement ends the connection */
  isStrict = false;

  constructor(
    private readonly server: OPCUAServer,
    private readonly drop: () => void,
  ) {
    server.on('session_activated', () => (this.reachedAt = Date.now()));
    server.on('create_session', (session: ServerSession) =>
      this.watch(session.publishEngine as unknown as PublishEngine),
    );
  }

  /** Numbers go on as after four thousand million notifications: at the end of UInt32, after which comes 1 (Part 4, 5.14.1.1). */
  renumber(): void {
    for (const subscription of this.subscriptions) {
      let next = LAST - LEFT;
      this.shifted = next - subscription._sequence_number_generator.future();
      for (const message of subscription._sent_notification_messages) message.sequenceNumber += this.shifted;
      subscription._sequence_number_generator = {
        next() {
          const given = next;
          next = given === LAST ? 1 : given + 1;
          return given;
        },
        future: () => next,
        _set: (value) => (next = value),
      };
    }
  }

  /** How many values of a node the unit keeps for whoever follows it. */
  queueOf(node: string): number[] {
    const items = this.subscriptions.flatMap(({ monitoredItems }) => [...monitoredItems.values()]);
    return items.filter((item) => item.node?.nodeId.toString() === node).map(({ queueSize }) => queueSize);
  }

  private get subscriptions(): Subscription[] {
    const { _sessions: sessions, _orphanPublishEngine: orphans } = this.server.engine as unknown as {
      _sessions: Record<string, { publishEngine: PublishEngine }>;
      _orphanPublishEngine?: PublishEngine;
    };
    const engines = [
      ...Object.values(sessions).map(({ publishEngine }) => publishEngine),
      ...(orphans ? [orphans] : []),
    ];
    return engines.flatMap(({ subscriptions }) => subscriptions);
  }

  private watch(engine: PublishEngine): void {
    const taken = (Reflect.get(engine, TAKING) as Taking).bind(engine);
    const taking: Taking = (given) => {
      const results = taken(given);
      const stale = results.filter((result) => result === StatusCodes.BadSequenceNumberUnknown).length;
      this.stale += stale;
      if (stale > 0 && this.isStrict) this.drop();
      return results;
    };
    Reflect.set(engine, TAKING, taking);
  }
}

/** For each of these nodes one of the same id in another namespace, which lies: whoever keeps an index is told by it. */
export function plantDecoys(nodes: Nodes, places: readonly [tag: string, node: UAVariable][]): void {
  const index = nodes.index('decoy');
  for (const [tag, { nodeId, dataType }] of places) {
    const decoy = nodes.space.getNamespace(index).addVariable({
      organizedBy: nodes.space.rootFolder.objects,
      browseName: `Decoy of ${tag}`,
      nodeId: `ns=${index};i=${String(nodeId.value)}`,
      dataType,
      minimumSamplingInterval: 0,
    });
    if (tag === 'door') put(decoy, DataType.Boolean, true, new Date());
    else if (tag === 'heartbeat') put(decoy, DataType.UInt32, 0, new Date());
    else put(decoy, DataType.Double, -1, new Date());
  }
}
