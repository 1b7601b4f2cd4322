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
  OPCUAClient,
  SecurityPolicy,
  TimestampsToReturn,
} from 'node-opcua';

/** Every value of a bare server, notification by notification, until `close`. */
export async function receive(
  endpoint: string,
  tags: number,
  on: (values: { tag: string; value: number; status: number; at: Date }[]) => void,
): Promise<{ close(): Promise<void> }> {
  const client = OPCUAClient.create({
    endpointMustExist: false,
    securityMode: MessageSecurityMode.None,
    securityPolicy: SecurityPolicy.None,
  });
  await client.connect(endpoint);
  const session = await client.createSession();
  const subscription: ClientSubscription = await session.createSubscription2({
    requestedPublishingInterval: 200,
    requestedMaxKeepAliveCount: 10,
    requestedLifetimeCount: 600,
    maxNotificationsPerPublish: 5000,
    publishingEnabled: true,
    priority: 1,
  });
  const codes = Array.from({ length: tags }, (_, n) => `tag-${n}`);
  const tagOf = new Map<number, string>();
  subscription.on('raw_notification', (message: NotificationMessage) => {
    const values = (message.notificationData ?? []).flatMap((data) =>
      data instanceof DataChangeNotification ? (data.monitoredItems ?? []) : [],
    );
    on(
      values.map(({ clientHandle, value }) => ({
        tag: tagOf.get(clientHandle) ?? '',
        value: value.value.value as number,
        status: value.statusCode.value,
        at: value.sourceTimestamp!,
      })),
    );
  });
  const group = ClientMonitoredItemGroup.create(
    subscription,
    codes.map((name) => ({ nodeId: `ns=1;s=${name}`, attributeId: AttributeIds.Value })),
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
  for (const [index, item] of group.monitoredItems.entries())
    tagOf.set(item.monitoringParameters.clientHandle, codes[index]!);
  return {
    async close() {
      await subscription.terminate();
      await session.close();
      await client.disconnect();
    },
  };
}
