import path from 'node:path';
import {
  DataType,
  MessageSecurityMode,
  nodesets,
  OPCUACertificateManager,
  OPCUAServer,
  SecurityPolicy,
  type ServerSession,
  type UAObject,
  type UAVariable,
} from 'node-opcua';
import { put } from '../opcua/nodes.js';
import { certificateStore, provisionUnit, trustClient } from '../opcua/pki.js';

export interface LightOpcuaOptions {
  /** of its key and its trust */
  dir: string;
  port: number;
  units: number;
  /** of each unit, beside its `heartbeat` */
  tags: number;
  /** samples a second */
  rate: number;
  /** of all units; each one's user is named as it is */
  password: string;
  /** client certificates, DER */
  trust: readonly Buffer[];
}

/** A unit that was reached: a session as its user was activated. */
export interface Reached {
  unit: string;
  /** ms since 1970 */
  at: number;
}

export interface RunningLightOpcua {
  names: string[];
  endpoint: string;
  applicationUri: string;
  /** DER, hex */
  certificate: string;
  /** since it was started, in their order */
  reached: readonly Reached[];
  /** the last sample; samples are counted from 1, and say so in `heartbeat` */
  counter(): number;
  stop(): Promise<void>;
  stopped: Promise<void>;
}

/** Namespace of the units' nodes: `Objects/<name>` has `ProductInstanceUri`, `Serial`, `heartbeat`, `tag-0` and on. */
export const LIGHT_NAMESPACE = 'urn:ballroom:light-units';
const APPLICATION = 'urn:ballroom:unit:light';

export const lightNames = (units: number): string[] =>
  Array.from({ length: units }, (_, index) => `L-${String(index + 1).padStart(4, '0')}`);

/** Many units without a culture or a disk behind one secured server; to its clients each is a unit with a user of its own. */
export async function startLightOpcua(options: LightOpcuaOptions): Promise<RunningLightOpcua> {
  const { dir, port, units, tags, rate, password } = options;
  const names = lightNames(units);
  const identity = await provisionUnit({ dir, applicationUri: APPLICATION, hostname: '127.0.0.1' });
  for (const certificate of options.trust) await trustClient({ dir, certificate });
  const limit = units * 4;
  const server = new OPCUAServer({
    host: '127.0.0.1',
    hostname: '127.0.0.1',
    port,
    securityModes: [MessageSecurityMode.SignAndEncrypt],
    securityPolicies: [SecurityPolicy.Basic256Sha256],
    allowAnonymous: false,
    userManager: { isValidUser: (name: string, given: string) => names.includes(name) && given === password },
    serverCertificateManager: certificateStore(dir, true),
    userCertificateManager: new OPCUACertificateManager({
      rootFolder: path.join(dir, 'user-pki'),
      automaticallyAcceptUnknownCertificate: false,
      disableFileWatchers: true,
    }),
    certificateFile: identity.certificateFile,
    privateKeyFile: identity.privateKeyFile,
    serverInfo: { applicationUri: APPLICATION, productUri: LIGHT_NAMESPACE },
    maxConnectionsPerEndpoint: limit,
    serverCapabilities: { minSupportedSampleRate: 0, maxSessions: limit, maxSubscriptions: limit },
    nodeset_filename: [nodesets.standard],
  });
  await server.initialize();
  const variables = names.map((name) => build(server, name, tags));
  const reached: Reached[] = [];
  server.on('session_activated', (session: ServerSession) => {
    const token = session.userIdentityToken as { userName?: string | null } | undefined;
    if (token?.userName != null) reached.push({ unit: token.userName, at: Date.now() });
  });
  await server.start();
  const sampling = sample(variables, rate);
  let settle: () => void = () => undefined;
  const stopped = new Promise<void>((resolve) => (settle = resolve));
  return {
    ...{ names, applicationUri: APPLICATION, certificate: identity.certificate.toString('hex'), reached, stopped },
    endpoint: `opc.tcp://127.0.0.1:${server.endpoints[0]!.port}`,
    counter: sampling.counter,
    async stop() {
      sampling.stop();
      await server.shutdown(0).finally(settle);
    },
  };
}

interface UnitVariables {
  heartbeat: UAVariable;
  values: UAVariable[];
}

function build(server: OPCUAServer, name: string, tags: number): UnitVariables {
  const space = server.engine.addressSpace!;
  const own = space.registerNamespace(LIGHT_NAMESPACE);
  const unit: UAObject = own.addObject({ organizedBy: space.rootFolder.objects, browseName: name });
  const variable = (browseName: string, dataType: DataType): UAVariable =>
    own.addVariable({ propertyOf: unit, browseName, dataType, minimumSamplingInterval: 0 });
  put(variable('ProductInstanceUri', DataType.String), DataType.String, `urn:ballroom:light:${name}`, new Date());
  put(variable('Serial', DataType.String), DataType.String, name, new Date());
  return {
    heartbeat: variable('heartbeat', DataType.UInt32),
    values: Array.from({ length: tags }, (_, n) => variable(`tag-${n}`, DataType.Double)),
  };
}

/** All of one sample at one instant, as a sensor's clock has it, however late the machine is. */
function sample(units: readonly UnitVariables[], rate: number): { counter: () => number; stop(): void } {
  let counter = 0;
  let due = Date.now();
  let timer: NodeJS.Timeout;
  const tick = (): void => {
    counter++;
    const at = new Date(Math.floor(due));
    for (const { heartbeat, values } of units) {
      put(heartbeat, DataType.UInt32, counter, at);
      for (const [n, variable] of values.entries()) put(variable, DataType.Double, counter + n / 1000, at);
    }
    due += 1000 / rate;
    timer = setTimeout(tick, Math.max(0, due - Date.now()));
  };
  tick();
  return { counter: () => counter, stop: () => clearTimeout(timer) };
}
