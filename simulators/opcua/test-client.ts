import {
  AttributeIds,
  type ClientSession,
  ClientSubscription,
  type ConnectionStrategyOptions,
  DataChangeFilter,
  DataChangeTrigger,
  DataType,
  type DataValue,
  DeadbandType,
  MessageSecurityMode,
  NodeId,
  OPCUAClient,
  SecurityPolicy,
  TimestampsToReturn,
  type UserIdentityInfo,
  UserTokenType,
  Variant,
  VariantArrayType,
} from 'node-opcua';
import { NAMESPACES } from './nodes.js';
import { certificateStore, provisionUnit, trustClient, type UnitIdentity } from './pki.js';

/** Paths from the device; FU/ stands for the functional unit. */
export const STATE = 'FU/lads:FunctionalUnitState';
export const RUNNING = `${STATE}/lads:RunningStateMachine`;
export const EFFECTIVE = `${STATE}/0:CurrentState/0:EffectiveDisplayName`;
export const FUNCTIONS = 'FU/lads:FunctionSet';
export const VALUES = {
  temperature: `${FUNCTIONS}/unit:Temperature/lads:CurrentValue`,
  co2: `${FUNCTIONS}/unit:CO2/lads:CurrentValue`,
  ph: `${FUNCTIONS}/unit:PH/lads:CurrentValue`,
  do: `${FUNCTIONS}/unit:DO/lads:CurrentValue`,
  agitation: `${FUNCTIONS}/unit:Agitation/lads:CurrentValue`,
  glucose: `${FUNCTIONS}/unit:Glucose/lads:SensorValue`,
  lactate: `${FUNCTIONS}/unit:Lactate/lads:SensorValue`,
  door: `${FUNCTIONS}/unit:Door/lads:SensorValue`,
  heartbeat: 'FU/unit:Heartbeat',
};

const QUICK: ConnectionStrategyOptions = { maxRetry: 1, initialDelay: 50, maxDelay: 100 };

export function clientIdentity(dir: string): Promise<UnitIdentity> {
  return provisionUnit({ dir, applicationUri: 'urn:ballroom:test-client', hostname: 'localhost' });
}

export function byPassword(userName: string, password: string): UserIdentityInfo {
  return { type: UserTokenType.UserName, userName, password };
}

/** A session of a plain node-opcua client, with look-ups by the browse paths of the README. */
export class TestClient {
  private readonly known = new Map<string, NodeId>();
  private device: NodeId | undefined;

  private constructor(
    readonly client: OPCUAClient,
    readonly session: ClientSession,
    private readonly namespaces: readonly string[],
  ) {}

  static async open(
    unit: { endpoint: string; certificate: Buffer },
    dir: string,
    user: UserIdentityInfo,
    securityPolicy = SecurityPolicy.Basic256Sha256,
    connectionStrategy: ConnectionStrategyOptions = QUICK,
  ): Promise<TestClient> {
    const identity = await clientIdentity(dir);
    await trustClient({ dir, certificate: unit.certificate });
    const client = OPCUAClient.create({
      applicationName: 'test client',
      applicationUri: identity.applicationUri,
      certificateFile: identity.certificateFile,
      privateKeyFile: identity.privateKeyFile,
      clientCertificateManager: certificateStore(dir, false),
      securityMode: MessageSecurityMode.SignAndEncrypt,
      securityPolicy,
      endpointMustExist: false,
      connectionStrategy,
      requestedSessionTimeout: 600_000,
    });
    try {
      await client.connect(unit.endpoint);
      const session = await client.createSession(user);
      const namespaces = await session.readNamespaceArray();
      return new TestClient(client, session, namespaces);
    } catch (error) {
      await client.disconnect();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.session.close();
    await this.client.disconnect();
  }

  /** The node at the end of a path from the device; FU/ stands for the functional unit. */
  async node(path: string): Promise<NodeId> {
    const found = this.known.get(path) ?? (await this.resolve(path));
    this.known.set(path, found);
    return found;
  }

  async read(path: string): Promise<DataValue> {
    return this.session.read({ nodeId: await this.node(path), attributeId: AttributeIds.Value });
  }

  async value(path: string): Promise<unknown> {
    const { value } = await this.read(path);
    const content = value.value as unknown;
    return typeof content === 'object' && content !== null && 'text' in content ? content.text : content;
  }

  /** The status name that a method without arguments answers. */
  async call(owner: string, name: string): Promise<string> {
    const [objectId, methodId] = [await this.node(owner), await this.node(`${owner}/lads:${name}`)];
    return (await this.session.call({ objectId, methodId, inputArguments: [] })).statusCode.name;
  }

  /** Asks for a program; the status name of the answer, and the run's id. */
  async start(
    template: string,
    [job, task]: [string, string],
    properties: Record<string, string>,
  ): Promise<{ status: string; run: string }> {
    const keyValue = NodeId.resolveNodeId(`ns=${this.namespaces.indexOf(NAMESPACES.lads)};i=3003`);
    const pairs = await Promise.all(
      Object.entries(properties).map(([key, value]) => this.session.constructExtensionObject(keyValue, { key, value })),
    );
    const text = (value: string): Variant => new Variant({ dataType: DataType.String, value });
    const list = (value: object[]): Variant =>
      new Variant({ dataType: DataType.ExtensionObject, arrayType: VariantArrayType.Array, value });
    const answer = await this.session.call({
      objectId: await this.node(STATE),
      methodId: await this.node(`${STATE}/lads:StartProgram`),
      inputArguments: [text(template), list(pairs), text(job), text(task), list([])],
    });
    return { status: answer.statusCode.name, run: String(answer.outputArguments?.[0]?.value ?? '') };
  }

  /** Every value of these paths as it comes, as the README asks for it. */
  async follow(paths: readonly string[], seen: (path: string, value: DataValue) => void): Promise<ClientSubscription> {
    const subscription = ClientSubscription.create(this.session, {
      requestedPublishingInterval: 100,
      requestedLifetimeCount: 6000,
      requestedMaxKeepAliveCount: 50,
      publishingEnabled: true,
    });
    const items = await Promise.all(
      paths.map(async (path) => ({ nodeId: await this.node(path), attributeId: AttributeIds.Value })),
    );
    const filter = new DataChangeFilter({
      trigger: DataChangeTrigger.StatusValueTimestamp,
      deadbandType: DeadbandType.None,
    });
    const group = await subscription.monitorItems(
      items,
      { samplingInterval: 0, queueSize: 600, discardOldest: true, filter },
      TimestampsToReturn.Both,
    );
    group.on('changed', (_item, value, index) => seen(paths[index] ?? '', value));
    return subscription;
  }

  private async resolve(path: string): Promise<NodeId> {
    const full = path.replace(/^FU(\/|$)/, 'lads:FunctionalUnitSet/unit:Culture$1');
    return full.split('/').reduce(async (from, part) => {
      const [prefix, name] = part.split(':') as [keyof typeof NAMESPACES, string];
      return this.child(await from, this.namespaces.indexOf(NAMESPACES[prefix]), name);
    }, this.findDevice());
  }

  private async findDevice(): Promise<NodeId> {
    if (this.device) return this.device;
    const deviceSet = await this.child('i=85', this.namespaces.indexOf(NAMESPACES.di), 'DeviceSet');
    const lads = this.namespaces.indexOf(NAMESPACES.lads);
    const { references } = await this.session.browse({ nodeId: deviceSet, resultMask: 63 });
    const device = references?.find(
      (one) => one.typeDefinition.namespace === lads && one.typeDefinition.value === 1002,
    );
    if (!device) throw new Error('no LADS device');
    return (this.device = NodeId.resolveNodeId(device.nodeId));
  }

  private async child(from: NodeId | string, namespaceIndex: number, name: string): Promise<NodeId> {
    const relativePath = {
      elements: [
        { referenceTypeId: 'i=33', isInverse: false, includeSubtypes: true, targetName: { namespaceIndex, name } },
      ],
    };
    const result = await this.session.translateBrowsePath({ startingNode: from, relativePath } as never);
    const target = result.targets?.[0]?.targetId;
    if (!target) throw new Error(`no ${namespaceIndex}:${name} under ${from.toString()}`);
    return NodeId.resolveNodeId(target);
  }
}
