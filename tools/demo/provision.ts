import { join } from 'node:path';
import { provisionUnit, trustClient, unitApplicationUri } from '../../simulators/opcua/pki.js';

/** The server's own trust store, as the OPC UA connector exports it. */
interface TrustStore {
  /** the certificate of the server as OPC UA client, DER; made at the first call */
  provisionClient(dir: string): Promise<Buffer>;
  trustServer(dir: string, certificate: Buffer): Promise<void>;
}

const TRUST_STORE: string = '../../src/plant/equipment/connectors/opcua/trust-store.js';

/**
 * Makes the certificates of the server and of each unit, and lets them trust one another: trusted because
 * provisioned, nothing is accepted by itself. What is there already stays.
 * @param clientDir the server's trust store
 * @param units each unit's code and the folder that is its disk
 */
export async function provision(clientDir: string, units: readonly { code: string; dir: string }[]): Promise<void> {
  const store = (await import(TRUST_STORE)) as TrustStore;
  const client = await store.provisionClient(clientDir);
  for (const { code, dir } of units) {
    const unit = await provisionUnit({ dir, applicationUri: unitApplicationUri(code), hostname: '127.0.0.1' });
    await trustClient({ dir, certificate: client });
    await store.trustServer(clientDir, unit.certificate);
  }
}

/** Where the server keeps its own OPC UA certificate and those it trusts. */
export const clientTrustDir = (keysDir: string) => join(keysDir, 'opcua');
