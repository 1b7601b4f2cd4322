import { DataType, OPCUACertificateManager, OPCUAServer, StatusCodes, type UAVariable } from 'node-opcua';

/** A bare OPC UA server as a process: `tags` doubles that change `rate` times a second, without security. */
const [tags, rate, folder] = [Number(process.argv[2]), Number(process.argv[3]), process.argv[4]!];

const server = new OPCUAServer({
  port: 0,
  hostname: '127.0.0.1',
  serverCertificateManager: new OPCUACertificateManager({
    rootFolder: folder,
    automaticallyAcceptUnknownCertificate: true,
  }),
});
await server.initialize();
const space = server.engine.addressSpace!;
const names = space.getOwnNamespace();
const variables: UAVariable[] = Array.from({ length: tags }, (_, n) =>
  names.addVariable({
    organizedBy: space.rootFolder.objects,
    browseName: `tag-${n}`,
    nodeId: `s=tag-${n}`,
    dataType: 'Double',
    minimumSamplingInterval: 0,
  }),
);
await server.start();

let counter = 0;
setInterval(() => {
  counter++;
  const now = new Date();
  for (const [n, variable] of variables.entries())
    variable.setValueFromSource({ dataType: DataType.Double, value: counter + n / 1000 }, StatusCodes.Good, now);
}, 1000 / rate);

process.send!({ endpoint: server.getEndpointUrl() });
process.on('disconnect', () => process.exit(0));
