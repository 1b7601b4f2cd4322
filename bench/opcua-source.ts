import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { DataType, StatusCodes, type UAVariable } from 'node-opcua';
import { Disk } from '../simulators/unit/disk.js';
import { Link } from '../simulators/unit/link.js';
import { type Nodes } from '../simulators/opcua/nodes.js';
import { OpcUaPanel } from '../simulators/opcua/panel.js';
import { provisionUnit, trustClient, unitApplicationUri } from '../simulators/opcua/pki.js';
import { openServer } from '../simulators/opcua/server.js';
import { CultureUnit, type Pace } from '../simulators/unit/unit.js';

/** A simulated unit as a process, with `tags` doubles beside its own, that change `rate` times a second. SignAndEncrypt. */
const [name, tags, rate, dir, ...rest] = process.argv.slice(2) as [string, string, string, ...string[]];
const [clientCertificate, user, password] = rest;
const PACE: Pace = { speed: 1, rate: 1, seed: 1, kind: 'closed-bioreactor' };

// stdout is nobody's here; the OPC UA library logs by console.log
console.log = console.error;

const applicationUri = unitApplicationUri(name);
const identity = await provisionUnit({ dir: dir!, applicationUri, hostname: '127.0.0.1' });
const certificate = new X509Certificate(readFileSync(clientCertificate!)).raw;
await trustClient({ dir: dir!, certificate });
const link = new Link();
const port = await link.listen('127.0.0.1', 0);
const access = { hostname: '127.0.0.1', port, user: user!, password: password! };
const { nodes, port: inner } = await openServer({ dir: dir!, identity, ...access });
const unit = new CultureUnit(new Disk(dir!, 'bench'), PACE, [], () => undefined);
unit.run(new OpcUaPanel(nodes, { name, serial: name, applicationUri }, unit));
const variables = addTags(nodes, Number(tags));
link.connect(inner);

let counter = 0;
setInterval(
  () => {
    counter++;
    const now = new Date();
    for (const [n, variable] of variables.entries())
      variable.setValueFromSource({ dataType: DataType.Double, value: counter + n / 1000 }, StatusCodes.Good, now);
  },
  1000 / Number(rate),
);

const namespace = nodes.index('unit');
process.send!({
  endpoint: `opc.tcp://127.0.0.1:${port}`,
  namespace,
  certificate: identity.certificate.toString('hex'),
});
process.on('disconnect', () => process.exit(0));

function addTags(nodes: Nodes, count: number): UAVariable[] {
  const set = nodes.object(nodes.space.rootFolder.objects, 'di:DeviceSet');
  const culture = nodes.object(set, `unit:${name}/lads:FunctionalUnitSet/unit:Culture`);
  const namespaceIndex = nodes.index('unit');
  return Array.from({ length: count }, (_, n) =>
    nodes.own().addVariable({
      propertyOf: culture,
      browseName: { namespaceIndex, name: `tag-${n}` },
      nodeId: `s=tag-${n}`,
      dataType: 'Double',
      minimumSamplingInterval: 0,
    }),
  );
}
