import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type BatchFact, Batches } from '../../execution/batches/index.js';
import { newId } from '../../platform/clock/index.js';
import type { Tx } from '../../platform/database/index.js';
import { Ledger } from '../../trust/ledger/index.js';
import { nextCode, storedDeviation } from './deviation.store.js';
import { openDeviation } from './domain/index.js';

const QUALITY = { system: 'deviation-policy', role: 'system' } as const;

/**
 * Policy: an exception on a critical parameter (CPP or CQA) is a deviation there and then, in the transaction that recorded
 * the exception, unless its rule says otherwise. Whether the step goes on is the rule's `onBreach`, never quality's.
 */
@Injectable()
export class OnExceptionRaised implements OnModuleInit {
  constructor(
    private readonly ledger: Ledger,
    private readonly batches: Batches,
  ) {}

  onModuleInit(): void {
    this.ledger.on('exception.raised', (tx, fact) => this.open(tx, fact as unknown as BatchFact<'exception.raised'>));
  }

  private async open(tx: Tx, fact: BatchFact<'exception.raised'>): Promise<void> {
    const { exception, step, kind, criticality, deviation: opens } = fact.values;
    if (!(opens ?? (criticality === 'CPP' || criticality === 'CQA'))) return;
    const batch = fact.stream.slice('batch/'.length);
    const { site, sponsor } = (await this.batches.rows(tx, batch)).batch[batch]!;
    const [deviation, code] = [newId(), await nextCode(tx)];
    await this.ledger.change(
      tx,
      storedDeviation,
      deviation,
      QUALITY,
      () => [openDeviation({ code, batch, step, exception, kind, criticality, site, sponsor })],
      { site, sponsor, zone: fact.zone },
    );
    await this.batches.noteDeviation(tx, QUALITY, batch, exception, deviation);
  }
}
