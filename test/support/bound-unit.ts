import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type RunningUnit, startUnit } from '../../simulators/opcua/index.js';
import { pkiDir, provisionClient, trustServer, unitCredentialsFile } from '../../src/plant/equipment/index.js';
import { readPlant } from '../../tools/demo/plant-file.js';
import type { TestApp } from './app.js';

/** A simulated unit in this process that the server of `dataDir` may talk to; defined with `defineUnit`. */
export async function provisionedUnit(dataDir: string, code: string, speed: number): Promise<RunningUnit> {
  const client = await provisionClient(pkiDir(dataDir));
  const dir = join(dataDir, 'units', code);
  mkdirSync(dir, { recursive: true });
  const unit = await startUnit({
    name: code,
    dir,
    serial: serialOf(code),
    password: 'secret',
    speed,
    trust: [client.certificate],
  });
  await trustServer(pkiDir(dataDir), unit.certificate);
  writeFileSync(
    unitCredentialsFile(dataDir),
    JSON.stringify({ [code]: { username: 'ballroom', password: 'secret' } }),
    { mode: 0o600 },
  );
  return unit;
}

const definitionOf = (code: string) => readPlant().units.find((unit) => unit.code === code)!;
const serialOf = (code: string): string => definitionOf(code).serial;

/** Tells the server of the unit, and waits until it is live. */
export async function defineUnit(app: TestApp, unit: RunningUnit): Promise<void> {
  const { site, tagMaps } = readPlant();
  const { code, connector, title, unitClass, room, serial, productInstanceUri } = definitionOf(unit.name);
  const administrator = await app.as('administrator');
  const { endpoint, applicationUri } = unit;
  const reach = { kind: 'opcua', profile: 'lads', endpoint, applicationUri };
  const definition = { title, site: site.code, room, unitClass, serial, productInstanceUri, connector: reach };
  await administrator.put(`/units/${code}`, { ...definition, tagMap: tagMaps[connector.tagMap] });
  await until(`unit ${code} live`, async () => {
    const { connection } = await administrator.get<{ connection: { state: string } | null }>(`/units/${code}`);
    return connection?.state === 'live';
  });
}

/** Looks again and again until something is so. */
export async function until(what: string, isSo: () => Promise<boolean>, ms = 20_000): Promise<void> {
  for (const end = Date.now() + ms; !(await isSo()); await new Promise((resolve) => setTimeout(resolve, 100)))
    if (Date.now() > end) throw new Error(`${what}: did not come within ${ms} ms`);
}
