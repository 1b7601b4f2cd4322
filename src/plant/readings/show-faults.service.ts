import { Injectable } from '@nestjs/common';
import type { Instant } from '../../kernel/ids.js';
import { Database, type Tx } from '../../platform/database/index.js';
import type { Caller } from '../../platform/http/index.js';
import { Equipment } from '../equipment/index.js';
import { instantOf, jsonValue, minuteOf, sourceTimeOf } from './domain/index.js';
import { moreQuarantinedOf, quarantineOf, type QuarantinedRow } from './quarantine.store.js';
import type {
  ConflictDto,
  ConflictsDto,
  ConflictsQuery,
  QuarantinedReadingsDto,
  QuarantinedReadingDto,
  QuarantineQuery,
  RejectDto,
  RejectsDto,
  RejectsQuery,
} from './reading.dto.js';
import { conflictsOf, readingsAt } from './reading.store.js';
import { moreOf, type RejectRow, rejectsOf } from './reject.store.js';
import { readingDto } from './show-readings.service.js';

const PAGE = 50;
/** Minutes of which not all is kept, in one answer. */
const MINUTES = 500;

/** What was wrong with what a unit said, by its code and in pages. */
@Injectable()
export class ShowFaults {
  constructor(
    private readonly database: Database,
    private readonly equipment: Equipment,
  ) {}

  rejects(caller: Caller, code: string, { cursor, limit = PAGE, from, to }: RejectsQuery): Promise<RejectsDto> {
    const [receivedAt, digest] = cursor?.split('_') ?? [];
    const before = receivedAt === undefined ? null : { receivedAt, digest: digest! };
    return this.ofUnit(caller, code, async (tx, unit) => {
      const within = { from: from ?? null, to: to ?? null };
      const { page, isLast } = paged(await rejectsOf(tx, unit, { ...within, before, limit: limit + 1 }), limit);
      const oldest = isLast ? within.from : page.at(-1)!.receivedAt.toISOString();
      const more = await moreOf(tx, unit, minutes(oldest, receivedAt ?? within.to));
      const rejects = page.map(rejectDto);
      return { rejects, more: more.filter(isAfterPage(receivedAt)), next: isLast ? null : rejects.at(-1)!.id };
    });
  }

  quarantine(caller: Caller, code: string, query: QuarantineQuery): Promise<QuarantinedReadingsDto> {
    const { cursor, limit = PAGE, from = null, to = null } = query;
    const [receivedAt, tag, sourceTime, digest] = cursor?.split('_') ?? [];
    const before =
      receivedAt === undefined ? null : { receivedAt, tag: Number(tag), sourceTime: sourceTime!, digest: digest! };
    return this.ofUnit(caller, code, async (tx, unit) => {
      const { page, isLast } = paged(await quarantineOf(tx, unit, { before, limit: limit + 1, from, to }), limit);
      const oldest = isLast ? from : page.at(-1)!.place.receivedAt;
      const more = await moreQuarantinedOf(tx, unit, minutes(oldest, receivedAt ?? to));
      const readings = page.map(quarantinedDto);
      return { readings, more: more.filter(isAfterPage(receivedAt)), next: isLast ? null : readings.at(-1)!.id };
    });
  }

  conflicts(caller: Caller, code: string, { cursor, limit = PAGE, from, to }: ConflictsQuery): Promise<ConflictsDto> {
    const [foundAt, tag, sourceTime] = cursor?.split('_') ?? [];
    const before = foundAt === undefined ? null : { foundAt, tag: Number(tag), sourceTime: sourceTime! };
    const within = {
      from: from === undefined ? null : sourceTimeOf(from),
      to: to === undefined ? null : sourceTimeOf(to),
    };
    return this.ofUnit(caller, code, async (tx, unit) => {
      const { page, isLast } = paged(await conflictsOf(tx, unit, { ...within, before, limit: limit + 1 }), limit);
      const readings = await readingsAt(tx, page);
      const conflicts = page.map((row): ConflictDto => {
        const own = readings.get(`${row.tag}/${row.sourceTime}`) ?? [];
        const at = { sourceTime: row.sourceTime, sourceAt: instantOf(BigInt(row.sourceTime)) };
        return {
          tag: row.code,
          ucum: row.ucum,
          ...at,
          foundAt: row.foundAt.toISOString(),
          readings: own.map(readingDto),
        };
      });
      const last = page.at(-1);
      const next =
        isLast || last === undefined ? null : [last.foundAt.toISOString(), last.tag, last.sourceTime].join('_');
      return { conflicts, next };
    });
  }

  private ofUnit<T>(caller: Caller, code: string, work: (tx: Tx, unit: string) => Promise<T>): Promise<T> {
    return this.database.read(caller.scope, async (tx) => work(tx, (await this.equipment.byCode(tx, code)).id));
  }
}

const paged = <Row>(rows: readonly Row[], limit: number): { page: Row[]; isLast: boolean } => ({
  page: rows.slice(0, limit),
  isLast: rows.length <= limit,
});

const minutes = (from: Instant | null, to: Instant | null) => ({
  ...{ from: from === null ? null : minuteOf(from), to, limit: MINUTES },
});

/** The minute that two pages share stands on the first. */
const isAfterPage =
  (end: Instant | undefined) =>
  ({ minute }: { minute: Instant }): boolean =>
    end === undefined || minute < minuteOf(end);

function rejectDto({ digest, bytes, receivedAt, ...row }: RejectRow): RejectDto {
  const at = receivedAt.toISOString();
  const text = textOf(bytes, bytes.length < row.length);
  return { id: `${at}_${digest}`, ...row, bytes: bytes.toString('base64'), text, receivedAt: at };
}

const quarantinedDto = ({ place, sourceTime, serverTime, value, ...row }: QuarantinedRow): QuarantinedReadingDto => ({
  ...row,
  id: [place.receivedAt, place.tag, place.sourceTime, place.digest].join('_'),
  value: jsonValue(value),
  sourceTime: sourceTime.toString(),
  sourceAt: instantOf(sourceTime),
  serverTime: serverTime?.toString() ?? null,
});

/** What no text for people holds: control characters other than tabs and ends of lines. */
const CONTROL = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/;

/** The text of bytes that are one; of the first of them, up to a character that was cut. */
function textOf(bytes: Buffer, isCut: boolean): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: isCut });
    return CONTROL.test(text) ? null : text;
  } catch {
    return null;
  }
}
