import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unitApplicationUri } from '../simulators/opcua/pki.js';
import { pkiDir, provisionClient, trustServer } from '../src/plant/equipment/index.js';
import { signIn } from '../tools/demo/api.js';
import { ADMINISTRATOR, DEMO_PASSWORD } from '../tools/demo/people.js';
import { readPlant } from '../tools/demo/plant-file.js';
import { writeUnitCredentials } from '../tools/demo/provision.js';

const CODE = 'U-BENCH';

/** A unit of many tags that runs, and whom it lets in. */
export interface Source {
  endpoint: string;
  /** index of the tags' namespace: they are `ns=<namespace>;s=tag-0` and so on */
  namespace: number;
  user: string;
  password: string;
  /** folder, certificate and application URI of the client that it trusts */
  pki: string;
  certificateFile: string;
  applicationUri: string;
  stop(): void;
}

/** Starts the unit as a process, with certificates and a password that Ballroom in `dir` and it share. */
export async function startSource(dir: string, tags: number, rate: number): Promise<Source> {
  const pki = pkiDir(dir);
  const { applicationUri } = await provisionClient(pki);
  const access = { user: 'ballroom', password: randomBytes(12).toString('hex') };
  writeUnitCredentials(dir, [{ code: CODE, ...access }]);
  const script = fileURLToPath(new URL('./opcua-source.js', import.meta.url));
  const certificateFile = join(pki, 'own/certs/certificate.pem');
  const words = [`${tags}`, `${rate}`, join(dir, 'unit'), certificateFile, access.user, access.password];
  const child = fork(script, words, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const said = await new Promise<{ endpoint: string; namespace: number; certificate: string }>((ready, failed) => {
    child.once('message', (message) => ready(message as never));
    child.once('exit', (code) => failed(new Error(`the unit ended with ${code}`)));
  });
  await trustServer(pki, Buffer.from(said.certificate, 'hex'));
  return { ...said, ...access, pki, certificateFile, applicationUri, stop: () => void child.kill('SIGKILL') };
}

/** States the unit over the API, so that the server connects to it; its id. */
export async function defineSource(url: string, { endpoint }: Source, tags: number, rate: number): Promise<string> {
  const { site, rooms } = readPlant();
  const names = Array.from({ length: tags }, (_, n) => `tag-${n}`);
  const rest = { type: 'number', unit: '1', criticality: 'info', staleAfter: 'PT30S' };
  const administrator = await signIn(url, ADMINISTRATOR.username, DEMO_PASSWORD);
  await administrator.put('/unit-classes/bench', {
    title: 'Many tags',
    use: 'exclusive',
    setpoints: [],
    tags: names.map((tag) => ({ tag, title: tag, ...rest })),
    programs: [],
  });
  const { id } = await administrator.put<{ id: string }>(`/units/${CODE}`, {
    title: 'Many tags',
    site: site.code,
    room: rooms[0]!.code,
    unitClass: 'bench',
    serial: CODE,
    productInstanceUri: `urn:ballroom:culture-unit:${CODE}`,
    status: 'in-service',
    connector: {
      kind: 'opcua',
      profile: 'lads',
      endpoint,
      applicationUri: unitApplicationUri(CODE),
      securityPolicy: 'Basic256Sha256',
      samplesPerSecond: rate,
    },
    tagMap: {
      namespaces: { lads: 'http://opcfoundation.org/UA/LADS/', unit: 'urn:ballroom:culture-unit' },
      tags: Object.fromEntries(names.map((tag) => [tag, `lads:FunctionalUnitSet/unit:Culture/unit:${tag}`])),
    },
  });
  return id;
}
