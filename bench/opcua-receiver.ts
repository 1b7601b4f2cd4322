import {
  AttributeIds,
  ClientMonitoredItemGroup,
  type ClientSubscription,
  DataChangeFilter,
  DataChangeNotification,
  DataChangeTrigger,
  DeadbandType,
  MessageSecurityMode,
  type NotificationMessage,
  OPCUACertificateManager,
  OPCUAClient,
  SecurityPolicy,
  TimestampsToReturn,
  UserTokenType,
} from 'node-opcua';
import type { Source } from './opcua-plant.js';

/** What the library's own client receives of a unit, notification by notification, until `close`; `on` gets how many values. */
export async function receive(
  source: Source,
  tags: number,
  on: (values: number) => void,
): Promise<{ close(): Promise<void> }> {
  const certificates = new OPCUACertificateManager({ rootFolder: source.pki, disableFileWatchers: true });
  await certificates.initialize();
  const client = OPCUAClient.create({
    applicationName: 'Ballroom',
    applicationUri: source.applicationUri,
    clientCertificateManager: certificates,
    certificateFile: source.certificateFile,
    privateKeyFile: certificates.privateKey,
    endpointMustExist: false,
    securityMode: MessageSecurityMode.SignAndEncrypt,
    securityPolicy: SecurityPolicy.Basic256Sha256,
  });
  await client.connect(source.endpoint);
  const session = await client.createSession({
    type: UserTokenType.UserName,
    userName: source.user,
    password: source.password,
  });
  const subscription: ClientSubscription = await session.createSubscription2({
    requestedPublishingInterval: 1000,
    requestedMaxKeepAliveCount: 10,
    requestedLifetimeCount: 600,
    maxNotificationsPerPublish: 1000,
    publishingEnabled: true,
    priority: 1,
  });
  subscription.on('raw_notification', (message: NotificationMessage) => {
    for (const data of message.notificationData ?? [])
      if (data instanceof DataChangeNotification) on(data.monitoredItems?.length ?? 0);
  });
  const nodes = Array.from({ length: tags }, (_, n) => `ns=${source.namespace};s=tag-${n}`);
  const group = ClientMonitoredItemGroup.create(
    subscription,
    nodes.map((nodeId) => ({ nodeId, attributeId: AttributeIds.Value })),
    {
      samplingInterval: 0,
      queueSize: 100,
      discardOldest: true,
      filter: new DataChangeFilter({
        trigger: DataChangeTrigger.StatusValueTimestamp,
        deadbandType: DeadbandType.None,
      }),
    },
    TimestampsToReturn.Both,
  );
  await new Promise<void>((done) => group.once('initialized', () => done()));
  return {
    async close() {
      await subscription.terminate();
      await session.close();
      await client.disconnect();
      await certificates.dispose();
    },
  };
}
