import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { merkleProof } from '../../kernel/merkle.js';
import { Database, SYSTEM_SCOPE, type Tx } from '../../platform/database/index.js';
import { type Held, LeasedRounds, Leases } from '../../platform/leases/index.js';
import { type Actor, Ledger } from '../../trust/ledger/index.js';
import { decideSeal, leafText, type ReadingProof, type ReadingSeal } from './domain/index.js';
import { READINGS } from './find-gaps.service.js';
import { readingsByArrival } from './reading.store.js';
import { lockOpenRange, newSeal, sealOver, unsealedUnits } from './seal.store.js';

const INTERVAL = 60_000;
const PAGE = 5000;

/** Closes each unit's open range of arrivals about once a minute, and on demand. */
@Injectable()
export class SealReadings implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('ReadingSeals');
  private readonly rounds: LeasedRounds;

  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly leases: Leases,
  ) {
    this.rounds = new LeasedRounds(
      leases,
      'reading-seals',
      INTERVAL,
      (lease) => this.sealAll(lease),
      ({ message }) => this.log.warn(`not sealed, tried again in a minute: ${message}`),
    );
  }

  onApplicationBootstrap(): void {
    this.rounds.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.rounds.stop();
  }

  /** Seals what is committed and not sealed of one unit, by the fact `readings.sealed`; null where nothing is. */
  async seal(tx: Tx, by: Actor, unit: string): Promise<ReadingSeal | null> {
    const { from, to } = await lockOpenRange(tx, unit);
    const leaves: string[] = [];
    for await (const leaf of this.series(tx, unit, from, to)) leaves.push(leaf);
    const decided = decideSeal(from, to, leaves);
    if (decided.length === 0) return null;
    const { state } = await this.ledger.change(tx, newSeal, unit, by, () => decided);
    const { count, root, seq } = Object.values(state.reading_seal)[0]!;
    return { from, to, count, root, seq };
  }

  /** That one reading is under a seal; null where none covers it yet, or there is no such reading, or others of its seal are archived. */
  async proof(tx: Tx, unit: string, arrival: bigint): Promise<ReadingProof | null> {
    const row = await sealOver(tx, unit, arrival);
    if (row === null) return null;
    const { count, root, seq } = row;
    const seal = { from: BigInt(row.fromArrival), to: BigInt(row.toArrival), count, root, seq };
    const leaves: string[] = [];
    let index = -1;
    for await (const reading of this.readings(tx, unit, seal.from, seal.to)) {
      if (reading.arrival === arrival) index = leaves.length;
      leaves.push(leafText(reading));
    }
    return index < 0 || leaves.length !== count
      ? null
      : { leaf: leaves[index]!, seal, path: merkleProof(leaves, index) };
  }

  /** The leaves of a range of arrivals in order, ends included: the lines of a series' side file. */
  async *series(tx: Tx, unit: string, from: bigint, to: bigint): AsyncGenerator<string> {
    for await (const reading of this.readings(tx, unit, from, to)) yield leafText(reading);
  }

  private async *readings(tx: Tx, unit: string, from: bigint, to: bigint) {
    for (let after = from - 1n; after < to;) {
      const page = await readingsByArrival(tx, unit, { after, to, limit: PAGE });
      yield* page;
      if (page.length < PAGE) return;
      after = page.at(-1)!.arrival;
    }
  }

  private async sealAll(lease: Held): Promise<void> {
    for (const unit of await this.database.read(SYSTEM_SCOPE, unsealedUnits))
      await this.database.write(SYSTEM_SCOPE, (tx) => {
        this.leases.fence(tx, lease);
        return this.seal(tx, READINGS, unit);
      });
  }
}
