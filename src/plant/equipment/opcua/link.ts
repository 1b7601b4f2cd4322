import {
  AttributeIds,
  type ClientSession,
  type ClientSessionRawSubscriptionService,
  DataType,
  DataTypeExtractStrategy,
  type DataValue,
  MessageSecurityMode,
  type ModifyMonitoredItemsRequestOptions,
  type ModifyMonitoredItemsResponse,
  type OPCUACertificateManager,
  OPCUAClient,
  PublishRequest,
  type PublishResponse,
  RepublishRequest,
  type RepublishResponse,
  SecurityPolicy,
  type StatusCode,
  StatusCodes,
  type TransferSubscriptionsRequestOptions,
  type TransferSubscriptionsResponse,
  Variant,
  type VariantOptions,
} from 'node-opcua';
import type { OpcuaConnection } from '../domain/index.js';
import type { UnitCredentials } from './credentials.js';
import { type Pace, silence } from './pace.js';
import { signIn } from './sign-in.js';
import { thumbprintOf } from './certificate.js';
import type { OwnCertificate } from './own-certificates.js';
import type { TrustStore } from './trust-store.js';
import { UnitCheck } from './unit-check.js';

/** Services that a node-opcua session has and its interface leaves out: we publish, acknowledge and republish by ourselves. */
interface RawSession extends Omit<
  ClientSessionRawSubscriptionService,
  'transferSubscriptions' | 'deleteSubscriptions' | 'modifyMonitoredItems'
> {
  deleteSubscriptions(request: { subscriptionIds: number[] }): Promise<unknown>;
  transferSubscriptions(request: TransferSubscriptionsRequestOptions): Promise<TransferSubscriptionsResponse>;
  modifyMonitoredItems(request: ModifyMonitoredItemsRequestOptions): Promise<ModifyMonitoredItemsResponse>;
  setPublishingMode(enabled: boolean, subscriptions: number[]): Promise<StatusCode[]>;
  publish(request: PublishRequest, done: (error: Error | null, response?: PublishResponse) => void): void;
  republish(request: RepublishRequest, done: (error: Error | null, response?: RepublishResponse) => void): void;
}

/** Sessions of ours that died with a link are forgotten by the unit after this; its subscriptions live longer. */
const SESSION_TIMEOUT = 30_000;

/** How long a unit may take to end a session, in ms. */
const LEAVING = 1000;

/** One session on one secure channel. It never repairs itself: whoever holds it drops it and opens another. */
export class Link {
  private dropped = false;

  private constructor(
    private readonly client: OPCUAClient,
    readonly session: ClientSession,
    private readonly pace: Pace,
    /** thumbprints of the unit's certificate and of ours, and the unit's with its chain (DER) */
    readonly certificates: { unit: string; own: string; chain: Buffer },
  ) {}

  /** Opens a channel once the unit's certificate is checked, and only then signs in; `SignInRefused` where it is not let in. */
  static async open(
    unit: OpcuaConnection,
    ours: { trust: TrustStore; own: OwnCertificate },
    credentials: UnitCredentials,
    pace: Pace,
    abandoned: AbortSignal,
  ): Promise<Link> {
    const within = deadline(pace.connect, `no answer from ${unit.endpoint}`, abandoned);
    const { client, certificate } = await openChannel(unit, ours, pace, within);
    try {
      const session = await within(() => signIn(client, credentials));
      return new Link(client, session, pace, { ...certificate, own: ours.own.text.thumbprint });
    } catch (error) {
      void client.disconnect().catch(() => undefined);
      throw error;
    }
  }

  /** Whether the unit takes a certificate of ours; nothing but a channel is opened, and closed again. */
  static async isTaken(
    unit: OpcuaConnection,
    ours: { trust: TrustStore; own: OwnCertificate },
    pace: Pace,
    abandoned: AbortSignal,
  ): Promise<boolean> {
    const within = deadline(pace.connect, `no answer from ${unit.endpoint}`, abandoned);
    try {
      const { client } = await openChannel(unit, ours, pace, within);
      await client.disconnect();
      return true;
    } catch {
      return false;
    }
  }

  /** Ends the session, while its subscription goes on collecting. */
  async leave(): Promise<void> {
    if (this.dropped) return;
    const given = deadline(LEAVING, 'not closed', new AbortController().signal);
    await given(() => this.session.close(false)).catch(() => undefined);
    this.drop();
  }

  /** Lets go of channel and socket without a word to the session, whose subscription goes on collecting. */
  drop(): void {
    if (this.dropped) return;
    this.dropped = true;
    void this.client.disconnect().catch(() => undefined);
  }

  async read(nodeIds: string[]): Promise<DataValue[]> {
    return this.session.read(nodeIds.map((nodeId) => ({ nodeId, attributeId: AttributeIds.Value })));
  }

  /** Calls a method; the name of its status. */
  async call(objectId: string, methodId: string, inputArguments: VariantOptions[]): Promise<string> {
    const args = inputArguments.map((argument) => new Variant(argument));
    return (await this.session.call({ objectId, methodId, inputArguments: args })).statusCode.name;
  }

  /** Writes doubles; the name of each one's status. */
  async write(values: [nodeId: string, value: number][]): Promise<string[]> {
    const statuses = await this.session.write(
      values.map(([nodeId, value]) => ({
        ...{ nodeId, attributeId: AttributeIds.Value },
        value: { value: { dataType: DataType.Double, value } },
      })),
    );
    return statuses.map(({ name }) => name);
  }

  publish(subscription: number, sequences: number[]): Promise<PublishResponse> {
    const request = new PublishRequest({
      requestHeader: { timeoutHint: 10 * silence(this.pace) },
      subscriptionAcknowledgements: sequences.map((sequenceNumber) => ({
        subscriptionId: subscription,
        sequenceNumber,
      })),
    });
    return new Promise((resolve, reject) =>
      this.raw.publish(request, (error, response) => (error === null ? resolve(response!) : reject(error))),
    );
  }

  /** A notification that the unit still keeps, or null where it does not. */
  republish(subscriptionId: number, retransmitSequenceNumber: number): Promise<RepublishResponse | null> {
    const request = new RepublishRequest({ subscriptionId, retransmitSequenceNumber });
    return new Promise((resolve, reject) =>
      this.raw.republish(request, (error, response) => {
        if (error === null) resolve(response!);
        else if (isFault(error, response, 'BadMessageNotAvailable')) resolve(null);
        else reject(error);
      }),
    );
  }

  get raw(): RawSession {
    return this.session as unknown as RawSession;
  }
}

function isFault(
  error: Error,
  response: { responseHeader: { serviceResult: unknown } } | undefined,
  name: keyof typeof StatusCodes,
) {
  return response?.responseHeader.serviceResult === StatusCodes[name] || error.message.includes(name);
}

type Within = <T>(start: () => Promise<T>) => Promise<T>;

/** A secure channel, and the certificate that answers; a refused one is told by `CertificateRefused`. */
async function openChannel(
  unit: OpcuaConnection,
  { trust, own }: { trust: TrustStore; own: OwnCertificate },
  pace: Pace,
  within: Within,
): Promise<{ client: OPCUAClient; certificate: { unit: string; chain: Buffer } }> {
  const check = new UnitCheck(trust, unit.applicationUri);
  const client = OPCUAClient.create({
    applicationName: 'Ballroom',
    applicationUri: own.text.applicationUri!,
    // a client asks its store for these five alone
    clientCertificateManager: check as unknown as OPCUACertificateManager,
    certificateFile: own.certificateFile,
    privateKeyFile: own.privateKeyFile,
    securityMode: MessageSecurityMode.SignAndEncrypt,
    securityPolicy: SecurityPolicy[unit.securityPolicy],
    endpointMustExist: false,
    connectionStrategy: { maxRetry: 0, initialDelay: 100, maxDelay: 100 },
    keepPendingSessionsOnDisconnect: true,
    keepSessionAlive: false,
    dataTypeExtractStrategy: DataTypeExtractStrategy.Lazy,
    requestedSessionTimeout: SESSION_TIMEOUT,
    transportTimeout: pace.connect,
    defaultTransactionTimeout: pace.connect,
  });
  try {
    await within(() => client.connect(unit.endpoint));
    const certificate = [client.serverCertificate ?? []].flat()[0];
    if (certificate === undefined || thumbprintOf(certificate) !== check.accepted?.thumbprint)
      throw new Error(`${unit.endpoint} answers with another certificate than was checked`);
    return { client, certificate: { unit: check.accepted.thumbprint, chain: check.accepted.chain } };
  } catch (error) {
    void client.disconnect().catch(() => undefined);
    throw check.refused ?? error;
  }
}

/** Fails what has not come within `ms`, or at once when it is abandoned; what comes later, or fails, is nobody's. */
function deadline(ms: number, message: string, abandoned: AbortSignal): Within {
  return async (start) => {
    // work that was begun and that nobody waits for would end the server when it fails
    abandoned.throwIfAborted();
    const failed = new Promise<never>((_, reject) => {
      const late = AbortSignal.any([abandoned, AbortSignal.timeout(ms)]);
      late.addEventListener('abort', () => reject(new Error(message)), { once: true });
    });
    return Promise.race([start(), failed]);
  };
}
