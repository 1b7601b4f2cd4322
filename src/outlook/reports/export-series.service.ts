import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Injectable, Logger } from '@nestjs/common';
import { Refusal } from '../../kernel/refusal.js';
import { Database, type Tx } from '../../platform/database/index.js';
import type { Caller } from '../../platform/http/index.js';
import { CiteReadings, line } from './cite-readings.service.js';
import { factsOf, readingRanges, type SeriesPlan, seriesPlans } from './domain/index.js';
import { ExportRecord } from './export-record.service.js';

/** Side files of a record: all readings of a bind, each line one leaf, in the order of arrival. */
@Injectable()
export class ExportSeries {
  private readonly log = new Logger('Record');

  constructor(
    private readonly database: Database,
    private readonly records: ExportRecord,
    private readonly readings: CiteReadings,
  ) {}

  /** Refuses with `batch.not-found` and `series.not-found`. The lines are read while they are sent. */
  async open(caller: Caller, batch: string, name: string): Promise<Readable> {
    const plan = await this.database.read(caller.scope, (tx) => this.plan(tx, batch, name));
    const out = new PassThrough();
    this.database
      .read(caller.scope, (tx) => pipeline(this.lines(tx, plan), out))
      .catch((error: Error) => this.log.warn(`${name} was not sent to its end: ${error.message}`));
    return out;
  }

  /** A file of an earlier export of a running batch ends at an earlier seal. */
  private async plan(tx: Tx, batch: string, name: string): Promise<SeriesPlan> {
    const { recorded } = await this.records.collect(tx, batch);
    const seals = readingRanges(recorded);
    const named = seriesPlans(recorded, factsOf(recorded, `batch/${batch}`)).flatMap((plan) =>
      seals
        .filter(({ unit, to }) => unit === plan.unit && to >= plan.from && to <= plan.to)
        .map(({ to }) => ({ ...plan, to, name: plan.name.replace(/\d+\.ndjson$/, `${to}.ndjson`) })),
    );
    const plan = named.find((one) => one.name === name);
    if (plan === undefined) throw new Refusal('not-found', 'series.not-found', { series: name });
    return plan;
  }

  private async *lines(tx: Tx, plan: SeriesPlan): AsyncGenerator<string> {
    for await (const leaf of this.readings.leaves(tx, plan)) yield line(leaf);
  }
}
