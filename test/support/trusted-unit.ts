import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningUnit, startUnit, type UnitOptions } from '../../simulators/opcua/index.js';
import { provisionClient, trustServer, unitCredentialsFile } from '../../src/plant/equipment/index.js';
import { readPlant } from '../../tools/demo/plant-file.js';

const PASSWORD = 'of-the-unit';

/** U-07, an OPC UA unit that the demo's plant does not have, and the folder of a server that it trusts and that trusts it. */
export class TrustedUnit {
  readonly dir = mkdtempSync(join(tmpdir(), 'ballroom-equipment-'));
  /** folder of the server */
  readonly data = join(this.dir, 'data');
  private trust: Buffer[] = [];
  private running: RunningUnit | undefined;

  async start(): Promise<void> {
    mkdirSync(this.data);
    this.trust = [(await provisionClient(join(this.data, 'pki'))).certificate];
    await this.run();
    await trustServer(join(this.data, 'pki'), this.unit.certificate);
    this.signInWithPassword();
  }

  signInWithPassword(): void {
    this.signInWith({ username: 'ballroom', password: PASSWORD });
  }

  /** What the server has to sign in with at the unit. */
  signInWith(known: object): void {
    writeFileSync(unitCredentialsFile(this.data), JSON.stringify({ 'U-07': known }));
    chmodSync(unitCredentialsFile(this.data), 0o600);
  }

  /** Starts it from its disk, at the address that it had. */
  async run(more: Pick<UnitOptions, 'signIn' | 'users'> = {}): Promise<void> {
    const port = this.running === undefined ? 0 : Number(new URL(this.running.endpoint).port);
    const [dir, trust] = [join(this.dir, 'U-07'), this.trust];
    const as = { name: 'U-07', serial: 'BR-0007', password: PASSWORD };
    this.running = await startUnit({ ...as, speed: 600, rate: 5, dir, port, trust, ...more });
  }

  get unit(): RunningUnit {
    return this.running!;
  }

  /** As an engineer defines it. */
  definition() {
    const { endpoint, applicationUri } = this.unit;
    const tagMap = readPlant().tagMaps['lads-culture'] as Record<'namespaces' | 'tags', Record<string, string>>;
    return {
      title: 'Bioreactor 7',
      site: 'demo',
      room: 'B2',
      unitClass: 'closed-bioreactor',
      serial: 'BR-0007',
      productInstanceUri: 'urn:ballroom:culture-unit:BR-0007',
      connector: { kind: 'opcua', profile: 'lads', endpoint, applicationUri, samplesPerSecond: 5 },
      tagMap,
    } as const;
  }

  async remove(): Promise<void> {
    await this.running?.stop();
    rmSync(this.dir, { recursive: true, force: true });
  }
}
