import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:net';
import { Aedes, type AedesPublishPacket, type AuthenticateError, type Client, type Subscription } from 'aedes';
import { takesIn } from './topic-filter.js';
import type { BrokerUser, BrokerUsers } from './users.js';

export interface BrokerOptions {
  /** on 127.0.0.1 */
  port: number;
  users: BrokerUsers;
  /** messages kept for a client that is away; newer ones are dropped, as Mosquitto's `max_queued_messages` does */
  queue: number;
  say: (line: string) => void;
}

export interface RunningBroker {
  port: number;
  close(): Promise<void>;
}

/** The part of aedes' store that we bound, in its own words. */
interface Store {
  addSubscriptions(client: Client, subscriptions: Subscription[]): Promise<void>;
  outgoingEnqueueCombi(subscriptions: { clientId: string }[], packet: AedesPublishPacket): Promise<void>;
  outgoingClearMessageId(client: Client, packet: object): Promise<object | undefined>;
}

const digest = (text: string | Buffer) => createHash('sha256').update(text).digest();

/**
 * A broker of the demo, MQTT 3.1.1 on loopback, with its sessions in memory: what it holds dies with it. Nobody is let
 * in without a password. Who publishes where it may not is refused by ending the connection, since an acknowledgement
 * would say that the message was taken; a subscription that is not allowed is refused alone.
 */
export async function openBroker({ port, users, queue, say }: BrokerOptions): Promise<RunningBroker> {
  const known = new WeakMap<Client, BrokerUser & { name: string }>();
  /** whose session a client id is, while it is connected or kept */
  const owners = new Map<string, string>();

  const broker = await Aedes.createBroker({
    authenticate(client, username = '', password = Buffer.alloc(0), done) {
      const user = Object.hasOwn(users, username) ? users[username] : undefined;
      const isUser = timingSafeEqual(digest(password), digest(user?.password ?? '')) && user !== undefined;
      if (!isUser) return done(refusal(4, `"${username}": wrong user name or password`), false);
      const owner = owners.get(client.id) ?? username;
      if (owner !== username)
        return done(refusal(2, `"${username}": client id "${client.id}" is that of ${owner}`), false);
      owners.set(client.id, username);
      known.set(client, { ...user, name: username });
      done(null, true);
    },
    authorizePublish(client, { topic }, done) {
      const user = client && known.get(client);
      if (user?.publish.some((filter) => takesIn(filter, topic))) return done();
      done(new Error(`${user?.name ?? 'nobody'} may not publish to ${topic}`));
    },
    authorizeSubscribe(client, subscription, done) {
      if (mayHear(client, subscription)) return done(null, subscription);
      say(`refused: ${known.get(client)?.name} may not subscribe to ${subscription.topic}`);
      done(null, null);
    },
  });

  const mayHear = (client: Client, { topic }: { topic: string }) =>
    known.get(client)?.subscribe.some((filter) => takesIn(filter, topic)) ?? false;

  function refusal(returnCode: number, words: string): AuthenticateError {
    say(`refused: ${words}`);
    return Object.assign(new Error(words), { returnCode });
  }

  for (const event of ['clientError', 'connectionError'] as const)
    broker.on(event, (client, { message }) => say(`ended: ${known.get(client)?.name ?? 'a client'}: ${message}`));
  broker.on('clientDisconnect', ({ id, clean }: Client & { clean?: boolean }) => clean && owners.delete(id));
  bound(broker, queue, mayHear, say);

  const server = createServer({ noDelay: true }, (connection) => void broker.handle(connection));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : port,
    close: () => new Promise((resolve) => broker.close(() => server.close(() => resolve()))),
  };
}

/** Keeps no refused subscription in a session, and no more than `queue` messages for who is away. */
function bound(
  broker: Aedes,
  queue: number,
  mayHear: (client: Client, subscription: Subscription) => boolean,
  say: (line: string) => void,
): void {
  const { persistence: store } = broker as unknown as { persistence: Store };
  const online = (broker as unknown as { clients: Record<string, Client> }).clients;
  const add = store.addSubscriptions.bind(store);
  const enqueue = store.outgoingEnqueueCombi.bind(store);
  const clear = store.outgoingClearMessageId.bind(store);
  const queued = new Map<string, number>();
  let dropped = 0;

  const hasRoom = ({ clientId }: { clientId: string }) => {
    const waiting = queued.get(clientId) ?? 0;
    if (waiting >= queue && online[clientId] === undefined) {
      if (dropped++ % queue === 0) say(`dropped: ${clientId} is away and ${waiting} messages wait for it`);
      return false;
    }
    queued.set(clientId, waiting + 1);
    return true;
  };
  store.addSubscriptions = (client, subscriptions) =>
    add(
      client,
      subscriptions.filter((one) => mayHear(client, one)),
    );
  store.outgoingEnqueueCombi = (subscriptions, packet) => enqueue(subscriptions.filter(hasRoom), packet);
  store.outgoingClearMessageId = async (client, packet) => {
    const cleared = await clear(client, packet);
    if (cleared) queued.set(client.id, (queued.get(client.id) ?? 1) - 1);
    return cleared;
  };
}
