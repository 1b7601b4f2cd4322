import { renameSync, writeFileSync } from 'node:fs';
import { provisionUnit, trustClient, unitApplicationUri } from '../../simulators/opcua/index.js';
import { pkiDir, provisionClient, trustServer, unitCredentialsFile } from '../../src/plant/equipment/index.js';

/**
 * Makes the certificates of the server and of each unit, and lets them trust one another: trusted because
 * provisioned, nothing is accepted by itself. What is there already stays.
 * @param units each unit's code and the folder that is its disk
 */
export async function provision(dataDir: string, units: readonly { code: string; dir: string }[]): Promise<void> {
  const serverStore = pkiDir(dataDir);
  const client = await provisionClient(serverStore);
  for (const { code, dir } of units) {
    const unit = await provisionUnit({ dir, applicationUri: unitApplicationUri(code), hostname: '127.0.0.1' });
    await trustClient({ dir, certificate: client.certificate });
    await trustServer(serverStore, unit.certificate);
  }
}

/** Gives the server the user name and password of each unit, in a file of its own user alone. */
export function writeUnitCredentials(
  dataDir: string,
  units: readonly { code: string; user: string; password: string }[],
): void {
  const file = unitCredentialsFile(dataDir);
  const credentials = Object.fromEntries(units.map(({ code, user, password }) => [code, { username: user, password }]));
  writeFileSync(`${file}.new`, JSON.stringify(credentials), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
