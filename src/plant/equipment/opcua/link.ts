import {
  AttributeIds,
  type ClientSession,
  type ClientSessionRawSubscriptionService,
  DataType,
  DataTypeExtractStrategy,
  type DataValue,
  MessageSecurityMode,
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
  UserTokenType,
} from 'node-opcua';
import type { OpcuaConnection } from '../domain/index.js';
import type { UnitCredentials } from './credentials.js';
import { type Pace, silence } from './pace.js';
import { applicationUriOf, type TrustStore } from './trust-store.js';

/** Services that a node-opcua session has and its interface leaves out: we publish, acknowledge and republish by ourselves. */
interface RawSession extends Omit<ClientSessionRawSubscriptionService, 'transferSubscriptions'> {
  transferSubscriptions(request: TransferSubscriptionsRequestOptions): Promise<TransferSubscriptionsResponse>;
  setPublishingMode(enabled: boolean, subscriptions: number[]): Promise<StatusCode[]>;
  publish(request: PublishRequest, done: (error: Error | null, response?: PublishResponse) => void): void;
  republish(request: RepublishRequest, done: (error: Error | null, response?: RepublishResponse) => void): void;
}

/** Sessions of ours that died with a link are forgotten by the unit after this; its subscriptions live longer. */
const SESSION_TIMEOUT = 30_000;

/** How long a unit may take to end a session, in ms. */
const LEAVING = 1000;

export class CertificateRefused extends Error {
  constructor(readonly applicationUri: string | null) {
    super(`certificate of ${applicationUri ?? 'unknown'}`);
  }
}

/** One session on one secure channel. It never repairs itself: whoever holds it drops it and opens another. */
export class Link {
  private dropped = false;

  private constructor(
    private readonly client: OPCUAClient,
    readonly session: ClientSession,
    private readonly pace: Pace,
  ) {}

  /** Opens a channel, checks whose certificate answers, and only then gives the password away. */
  static async open(
    unit: OpcuaConnection,
    trust: TrustStore,
    credentials: UnitCredentials,
    pace: Pace,
    abandoned: AbortSignal,
  ): Promise<Link> {
    const client = OPCUAClient.create({
      applicationName: 'Ballroom',
      applicationUri: trust.applicationUri,
      clientCertificateManager: trust.certificates,
      certificateFile: trust.certificateFile,
      privateKeyFile: trust.privateKeyFile,
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
    const within = deadline(pace.connect, `no answer from ${unit.endpoint}`, abandoned);
    try {
      await within(client.connect(unit.endpoint)).catch((error: unknown) => {
        throw certificateError(error);
      });
      const uri = applicationUriOf(certificateOf(client)!);
      if (uri !== unit.applicationUri) throw new CertificateRefused(uri);
      const session = await within(
        client.createSession({
          type: UserTokenType.UserName,
          userName: credentials.username,
          password: credentials.password,
        }),
      );
      return new Link(client, session, pace);
    } catch (error) {
      void client.disconnect().catch(() => undefined);
      throw error;
    }
  }

  /** Ends the session, while its subscription goes on collecting. */
  async leave(): Promise<void> {
    if (this.dropped) return;
    const given = deadline(LEAVING, 'not closed', new AbortController().signal);
    await given(this.session.close(false)).catch(() => undefined);
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

function certificateOf(client: OPCUAClient): Buffer | undefined {
  const certificate = client.serverCertificate;
  return Array.isArray(certificate) ? certificate[0] : certificate;
}

/** A certificate that we do not trust is an identity refused; anything else is a link that did not come up. */
const certificateError = (error: unknown): unknown =>
  /server certificate verification failed/i.test((error as Error).message) ? new CertificateRefused(null) : error;

/** Fails what has not come within `ms`, or at once when it is abandoned; what comes later is nobody's. */
function deadline(ms: number, message: string, abandoned: AbortSignal): <T>(work: Promise<T>) => Promise<T> {
  return async (work) => {
    const failed = new Promise<never>((_, reject) => {
      const late = AbortSignal.any([abandoned, AbortSignal.timeout(ms)]);
      late.addEventListener('abort', () => reject(new Error(message)), { once: true });
    });
    abandoned.throwIfAborted();
    return Promise.race([work, failed]);
  };
}
