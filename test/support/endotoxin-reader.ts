import { startApp, type TestApp } from './app.js';
import { BatchActs } from './batch-acts.js';
import { benchOnly } from './bench-culture.js';
import type { Client } from './client.js';
import { makeEffective } from './effective-recipe.js';

type Issued = Awaited<ReturnType<BatchActs['issued']>>;
type Sampled = Issued & { sample: string };

/** By hand, as short as a result can be. */
const recipe = benchOnly
  .replace(/ {10}- id: clear\n[^]*?(?= {10}- id: identity)/, '')
  .replace(/ {10}- id: cells\n[^]*?(?= {10}- id: draw)/, '')
  .replace(/ {10}- id: dose[^]*$/, '');

/** How the reader writes. */
export const mapping = {
  ...{ title: 'Endotoxin reader', deviceKind: 'endotoxin reader', sample: 'Sample' },
  format: { kind: 'csv', separator: ';', decimal: ',' },
  fields: [{ field: 'endotoxin', at: 'EU/mL', type: 'number', unit: '[iU]/mL', belowLimit: ['<0,05'] }],
};

export const csv = (...rows: string[]): Buffer =>
  Buffer.from(`Sample;EU/mL\n${rows.map((row) => `${row}\n`).join('')}`);

/** A server with the reader's mapping, and batches whose samples wait for what it found. */
export class EndotoxinReader {
  private constructor(
    readonly app: TestApp,
    readonly acts: BatchActs,
    readonly engineer: Client,
  ) {}

  static async start(env: Record<string, string> = {}): Promise<EndotoxinReader> {
    const app = await startApp({ env });
    await makeEffective(app, recipe);
    const reader = new EndotoxinReader(app, await BatchActs.of(app), await app.as('engineer'));
    await reader.engineer.put('/inbox/mappings/endotoxin', mapping);
    return reader;
  }

  /** A batch whose sample is taken: what it answers to. */
  async sampled(): Promise<Sampled> {
    const { acts } = this;
    const batch = await acts.issued('bench-only');
    const sample = `${batch.code}-S1`;
    await acts.identified(batch.id, batch.coi);
    await acts.act(batch.id, 'draw', 'start');
    await acts.act(batch.id, 'draw', 'scan', { scan: 'sample', scanned: sample });
    await acts.finish(batch.id, 'draw', false);
    return { ...batch, sample };
  }

  /** One whose step waits for its result. */
  async awaiting(): Promise<Sampled> {
    const batch = await this.sampled();
    await this.acts.act(batch.id, 'found', 'start');
    return batch;
  }

  entry = async ({ id }: Pick<Issued, 'id'>) => (await this.acts.step(id, 'found')).fields[0]!.entry;
}
