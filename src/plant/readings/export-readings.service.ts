import { Readable } from 'node:stream';
import { Injectable, StreamableFile } from '@nestjs/common';
import { Refusal } from '../../kernel/refusal.js';
import { Database, type Scope } from '../../platform/database/index.js';
import type { Caller } from '../../platform/http/index.js';
import { Equipment } from '../equipment/index.js';
import { archivedIn, csvLine, preciseInstantOf, type ReadingRow, type TimeSpan } from './domain/index.js';
import { archivedWeeks } from './partition.store.js';
import type { ExportQuery } from './reading.dto.js';
import { type ReadingPage, type ReadingPlace, readingsAfter, tagsToExport } from './reading.store.js';
import { archivedDto, spanOf } from './show-readings.service.js';

const PAGE = 5000;
const HEADER = csvLine(['tag', 'source_time', 'value', 'unit', 'quality', 'status', 'arrival']);

const line = ({ tag, sourceTime, value, ucum, quality, status, arrival }: ReadingRow): string =>
  csvLine([
    ...[tag, preciseInstantOf(sourceTime), value, ucum, quality],
    ...[`0x${status.toString(16).toUpperCase().padStart(8, '0')}`, arrival],
  ]);

/** Readings as a file, with those that had arrived when it was asked for. */
@Injectable()
export class ExportReadings {
  constructor(
    private readonly database: Database,
    private readonly equipment: Equipment,
  ) {}

  /** Refuses with `reading.tag-unknown`, a span as trends do, and with `readings.archived` what is not all here. */
  async csv(caller: Caller, code: string, { tags: asked, ...query }: ExportQuery): Promise<StreamableFile> {
    const span = spanOf(query);
    const { tags, arrival } = await this.database.read(caller.scope, async (tx) => {
      const { id } = await this.equipment.byCode(tx, code);
      const [first, ...more] = archivedIn(span, await archivedWeeks(tx)).map(archivedDto);
      if (first !== undefined)
        throw new Refusal('conflict', 'readings.archived', { from: first.fromAt, to: (more.at(-1) ?? first).toAt });
      return tagsToExport(tx, id);
    });
    const wanted = new Set(asked?.split(',') ?? tags.map((tag) => tag.code));
    for (const tag of wanted)
      if (!tags.some((one) => one.code === tag)) throw new Refusal('invalid', 'reading.tag-unknown', { tag });
    const numbers = tags.filter((tag) => wanted.has(tag.code)).map(({ id }) => id);
    const name = encodeURIComponent(`${code}_${query.from}_${query.to}.csv`.replaceAll(':', ''));
    return new StreamableFile(Readable.from(this.lines(caller.scope, numbers, span, arrival)), {
      type: 'text/csv; charset=utf-8; header=present',
      disposition: `attachment; filename*=UTF-8''${name}`,
    });
  }

  /** In pages, each a transaction by itself: whoever reads slowly holds no connection. */
  private async *lines(scope: Scope, tags: readonly number[], { from, to }: TimeSpan, arrival: bigint) {
    yield HEADER;
    for (const tag of tags) {
      let after: ReadingPlace | null = { sourceTime: from - 1n, digest: 'ff'.repeat(16) };
      while (after !== null) {
        const place = { after, to, arrival, limit: PAGE };
        const page: ReadingPage = await this.database.read(scope, (tx) => readingsAfter(tx, tag, place));
        yield page.readings.map(line).join('');
        after = page.end;
      }
    }
  }
}
