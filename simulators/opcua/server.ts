import fs from 'node:fs';
import path from 'node:path';
import {
  MessageSecurityMode,
  nodesets,
  OPCUACertificateManager,
  OPCUAServer,
  SecurityPolicy,
  UserTokenType,
} from 'node-opcua';
import { NAMESPACES, Nodes } from './nodes.js';
import { certificateStore, type UnitIdentity } from './pki.js';

/** What a session needs: the one user and the password, a user's certificate that is trusted, or nothing. */
export type SignIn = 'user-name' | 'certificate' | 'anonymous';

const TOKENS: Record<SignIn, UserTokenType> = {
  'user-name': UserTokenType.UserName,
  certificate: UserTokenType.Certificate,
  anonymous: UserTokenType.Anonymous,
};

export interface ServerOptions {
  dir: string;
  identity: UnitIdentity;
  /** what clients see */
  hostname: string;
  port: number;
  user: string;
  password: string;
  /** `user-name` where it is left out */
  signIn?: SignIn;
  /** certificates of users, DER */
  users?: readonly Buffer[];
  /** another namespace stands where the unit's own is else */
  isShifted?: boolean;
}

const POLICIES = [SecurityPolicy.Basic256Sha256, SecurityPolicy.Aes256_Sha256_RsaPss];
// later nodesets build on earlier ones
const NODESETS = ['standard', 'di', 'ia', 'machinery', 'amb', 'lads'] as const;

/** A secured server on a free port of 127.0.0.1 that announces another one, with the nodesets and the unit's namespace. */
export async function openServer(options: ServerOptions): Promise<{ server: OPCUAServer; nodes: Nodes; port: number }> {
  const { identity, dir, user, password, signIn = 'user-name' } = options;
  const server = new OPCUAServer({
    host: '127.0.0.1',
    hostname: options.hostname,
    port: 0,
    advertisedEndpoints: [...new Set([options.hostname, 'localhost', '127.0.0.1'])].map((name) => ({
      url: `opc.tcp://${name}:${options.port}`,
      userTokenTypes: [TOKENS[signIn]],
    })),
    securityModes: [MessageSecurityMode.SignAndEncrypt],
    securityPolicies: POLICIES,
    allowAnonymous: signIn === 'anonymous',
    userManager: { isValidUser: (name: string, given: string) => name === user && given === password },
    serverCertificateManager: certificateStore(dir, true),
    userCertificateManager: await userStore(options),
    certificateFile: identity.certificateFile,
    privateKeyFile: identity.privateKeyFile,
    serverInfo: {
      applicationUri: identity.applicationUri,
      productUri: NAMESPACES.unit,
      applicationName: { text: 'Ballroom culture unit' },
    },
    buildInfo: { productName: 'Ballroom culture unit', manufacturerName: 'Ballroom', softwareVersion: '1.0.0' },
    // 0: a monitored item with sampling interval 0 gets every change, none is folded into the next
    serverCapabilities: { minSupportedSampleRate: 0, maxSessions: 50 },
    nodeset_filename: NODESETS.map((name) => nodesets[name]),
  });
  await server.initialize();
  const space = server.engine.addressSpace;
  if (!space) throw new Error('the server has no address space');
  if (options.isShifted === true) space.registerNamespace(NAMESPACES.decoy);
  space.registerNamespace(NAMESPACES.unit);
  await server.start();
  return { server, nodes: new Nodes(space), port: server.endpoints[0]?.port ?? 0 };
}

/** Whose certificates are trusted; it holds for this start alone. */
async function userStore({ dir, users = [] }: ServerOptions): Promise<OPCUACertificateManager> {
  const rootFolder = path.join(dir, 'user-pki');
  for (const kept of ['trusted', 'rejected']) fs.rmSync(path.join(rootFolder, kept), { recursive: true, force: true });
  const store = new OPCUACertificateManager({
    rootFolder,
    automaticallyAcceptUnknownCertificate: false,
    disableFileWatchers: true,
  });
  await store.initialize();
  for (const certificate of users) await store.trustCertificate(certificate);
  return store;
}
