import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Ingestion, message, startIngestion, temperatures, value } from '../../../test/support/ingestion.js';
import { sha256 } from '../../kernel/canonical-json.js';
import { merkleRoot } from '../../kernel/merkle.js';
import type { ReadingProof } from './domain/index.js';

let ingestion: Ingestion;
beforeAll(async () => void (ingestion = await startIngestion()));
afterAll(() => ingestion.close());

const by = { system: 'test', role: 'system' } as const;
const seal = (unit: string) => ingestion.write((tx) => ingestion.readings.seal(tx, by, unit));
const series = (unit: string, from: bigint, to: bigint) =>
  ingestion.read(async (tx) => {
    const lines: string[] = [];
    for await (const line of ingestion.readings.series(tx, unit, from, to)) lines.push(line);
    return lines;
  });
const sealedFacts = async (unit: string) =>
  (await ingestion.read((tx) => ingestion.ledger.facts(tx, `unit/${unit}`)))
    .map(({ fact }) => fact)
    .filter(({ type }) => type === 'readings.sealed')
    .map(({ seq, values }) => ({ seq, ...(values as { from: string; to: string; count: number; root: string }) }));

const climbed = ({ leaf, path }: ReadingProof): string =>
  path
    .reduce(
      (hash, { side, hash: sibling }) => {
        const pair = side === 'left' ? [Buffer.from(sibling, 'hex'), hash] : [hash, Buffer.from(sibling, 'hex')];
        return sha256(Uint8Array.of(1), ...pair);
      },
      sha256(Uint8Array.of(0), leaf),
    )
    .toString('hex');

describe('reading seals', () => {
  it('11.10(c): cover each reading once, and recompute from the stored rows', async () => {
    const unit = await ingestion.unit();
    expect(await seal(unit)).toBeNull();
    await ingestion.take(message(unit, [...temperatures(0, 99), ...temperatures(50, 120)]));
    const first = await seal(unit);
    expect(first).toMatchObject({ from: 1n, to: 171n, count: 121 });
    expect(await seal(unit)).toBeNull();
    await ingestion.take(message(unit, [value('heartbeat', 0, 1), value('door', 0, true), value('state', 0, 'Idle')]));
    const second = await seal(unit);
    expect(second).toMatchObject({ from: 172n, to: 174n, count: 3 });
    for (const { from, to, count, root } of [first!, second!]) {
      const leaves = await series(unit, from, to);
      expect([leaves.length, merkleRoot(leaves)]).toEqual([count, root]);
    }
    expect((await sealedFacts(unit)).map(({ seq, from, to }) => [seq, from, to])).toEqual([
      [first!.seq, '1', '171'],
      [second!.seq, '172', '174'],
    ]);
  });

  it('cover a late reading by a later seal, and leave the earlier as it is', async () => {
    const unit = await ingestion.unit();
    await ingestion.take(message(unit, [...temperatures(0, 9), ...temperatures(20, 29)]));
    const evidence = await seal(unit);
    await ingestion.take(message(unit, temperatures(10, 19)));
    const supplement = await seal(unit);
    expect(supplement).toMatchObject({ from: evidence!.to + 1n, count: 10 });
    expect(merkleRoot(await series(unit, evidence!.from, evidence!.to))).toBe(evidence!.root);
  });

  it('skip a range of nothing but duplicates without losing what follows', async () => {
    const unit = await ingestion.unit();
    await ingestion.take(message(unit, temperatures(0, 9)));
    await seal(unit);
    await ingestion.take(message(unit, temperatures(0, 9)));
    expect(await seal(unit)).toBeNull();
    await ingestion.take(message(unit, temperatures(10, 10)));
    expect(await seal(unit)).toMatchObject({ from: 11n, to: 21n, count: 1 });
  });

  it('prove each reading by a path to the root, and no reading that is not sealed or not there', async () => {
    const unit = await ingestion.unit();
    await ingestion.take(message(unit, [...temperatures(0, 6), ...temperatures(3, 10)]));
    const made = await seal(unit);
    const readings = await ingestion.read((tx) => ingestion.readings.since(tx, unit, 0n, 100));
    for (const { arrival, value: of } of readings) {
      const proof = (await ingestion.read((tx) => ingestion.readings.proof(tx, unit, arrival)))!;
      expect(JSON.parse(proof.leaf)).toEqual(expect.arrayContaining([unit, `${arrival}`, 'temperature', of]));
      expect(proof.seal).toEqual(made);
      expect(climbed(proof)).toBe(made!.root);
    }
    await ingestion.take(message(unit, temperatures(11, 11)));
    for (const absent of [0n, 8n, 16n, 99n])
      expect(await ingestion.read((tx) => ingestion.readings.proof(tx, unit, absent))).toBeNull();
  });

  it('never miss or double a reading while several seal and readings keep coming', async () => {
    const unit = await ingestion.unit();
    let going = true;
    const sealing = [1, 2, 3].map(async () => {
      while (going) await seal(unit);
    });
    for (let n = 0; n < 30; n++) {
      const sent = message(unit, temperatures(n * 30, n * 30 + 39));
      ingestion.taking.take(sent);
      if (n % 5 === 4) await ingestion.take(message(unit, temperatures(n * 30 + 40, n * 30 + 41)));
    }
    going = false;
    await Promise.all(sealing);
    await seal(unit);
    const facts = await sealedFacts(unit);
    const all = await ingestion.read((tx) => ingestion.readings.since(tx, unit, 0n, 10_000));
    expect(facts.reduce((sum, { count }) => sum + count, 0)).toBe(all.length);
    expect(facts.map(({ from }) => BigInt(from))).toEqual([1n, ...facts.slice(0, -1).map(({ to }) => BigInt(to) + 1n)]);
    for (const { from, to, root } of facts) expect(merkleRoot(await series(unit, BigInt(from), BigInt(to)))).toBe(root);
  });
});
