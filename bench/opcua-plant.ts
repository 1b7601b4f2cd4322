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

/** A unit of many tags that runs, and whom it lets in. */
export interface Source {
  code: string;
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

/** Starts units of so many tags, each as a process, with certificates and a password that Ballroom in `dir` and they share. */
export async function startSources(dir: string, units: number, tags: number, rate: number): Promise<Source[]> {
  const { applicationUri } = await provisionClient(pkiDir(dir));
  const access = { user: 'ballroom', password: randomBytes(12).toString('hex') };
  const codes = Array.from({ length: units }, (_, n) => `U-BENCH-${n + 1}`);
  writeUnitCredentials(
    dir,
    codes.map((code) => ({ code, ...access })),
  );
  const sources: Source[] = [];
  for (const code of codes) sources.push(await startSource(dir, { code, tags, rate, applicationUri, ...access }));
  return sources;
}

async function startSource(
  dir: string,
  one: Pick<Source, 'code' | 'applicationUri' | 'user' | 'password'> & { tags: number; rate: number },
): Promise<Source> {
  const pki = pkiDir(dir);
  const script = fileURLToPath(new URL('./opcua-source.js', import.meta.url));
  const certificateFile = join(pki, 'own/certs/certificate.pem');
  const { code, tags, rate, ...access } = one;
  const words = [code, `${tags}`, `${rate}`, join(dir, code), certificateFile, access.user, access.password];
  const child = fork(script, words, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const said = await new Promise<{ endpoint: string; namespace: number; certificate: string }>((ready, failed) => {
    child.once('message', (message) => ready(message as never));
    child.once('exit', (status) => failed(new Error(`the unit ended with ${status}`)));
  });
  await trustServer(pki, Buffer.from(said.certificate, 'hex'));
  return { ...said, ...access, code, pki, certificateFile, stop: () => void child.kill('SIGKILL') };
}

/** States the unit over the API, so that the server connects to it; its id. */
export async function defineSource(
  url: string,
  { code, endpoint }: Source,
  tags: number,
  rate: number,
): Promise<string> {
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
  const { id } = await administrator.put<{ id: string }>(`/units/${code}`, {
    title: 'Many tags',
    site: site.code,
    room: rooms[0]!.code,
    unitClass: 'bench',
    serial: code,
    productInstanceUri: `urn:ballroom:culture-unit:${code}`,
    status: 'in-service',
    connector: {
      kind: 'opcua',
      profile: 'lads',
      endpoint,
      applicationUri: unitApplicationUri(code),
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
