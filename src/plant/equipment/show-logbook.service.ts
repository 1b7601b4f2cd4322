import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/index.js';
import type { Caller } from '../../platform/http/index.js';
import type { Fact } from '../../trust/ledger/index.js';
import { Organisation } from '../../trust/organisation/index.js';
import type { SignatureRow } from '../../trust/signatures/index.js';
import { cursorOf, lineOf, type LogbookLine, type Placed, type Span, spansIn, upkeepSubject } from './domain/index.js';
import { listUnits } from './equipment.store.js';
import { signatureDto } from './keep-units.service.js';
import type { LogbookDto, LogbookEntryDto, LogbookQuery } from './logbook.dto.js';
import { loggedFacts, type Place, placedFacts, seenBatches } from './logbook.store.js';
import { refusalsOf, signaturesOf } from './upkeep.store.js';
import { Equipment } from './use-equipment.service.js';

const PAGE = 100;

/** Logbooks of units and rooms (211.182): what their streams say of use and upkeep, in the order in which it was written. */
@Injectable()
export class ShowLogbook {
  constructor(
    private readonly database: Database,
    private readonly equipment: Equipment,
    private readonly organisation: Organisation,
  ) {}

  ofUnit(caller: Caller, code: string, page: LogbookQuery): Promise<LogbookDto> {
    return this.database.read(caller.scope, async (tx) => {
      const { id } = await this.equipment.byCode(tx, code);
      return this.page(tx, [{ stream: `unit/${id}`, from: null, until: null }], page);
    });
  }

  ofRoom(caller: Caller, siteCode: string, code: string, page: LogbookQuery): Promise<LogbookDto> {
    return this.database.read(caller.scope, async (tx) => {
      const site = await this.organisation.siteByCode(tx, siteCode);
      const room = await this.organisation.roomByCode(tx, site, code);
      return this.page(tx, spansIn(room.id, (await placedFacts(tx)) as Placed[]), page);
    });
  }

  private async page(tx: Tx, spans: Span[], { cursor, limit = PAGE, ...range }: LogbookQuery): Promise<LogbookDto> {
    const facts = await loggedFacts(tx, spans, { ...range, after: placeOf(cursor), limit });
    const lines = await seen(tx, facts);
    const codes = new Map((await listUnits(tx)).map(({ id, code }) => [id, code]));
    const acts = lines.flatMap(({ upkeep }) => upkeep ?? []);
    const units = [...new Set(lines.map(({ unit }) => unit))];
    const signatures = await signaturesOf(tx, units, acts.map(upkeepSubject));
    const refusals = await refusalsOf(tx, acts);
    return {
      entries: lines.map((line) => entryDto(line, codes.get(line.unit)!, signatures, refusals)),
      next: lines.length < limit ? null : cursorOf(lines.at(-1)!),
    };
  }
}

async function seen(tx: Tx, facts: Fact[]): Promise<LogbookLine[]> {
  const batches = facts.flatMap(({ values: { batch } }) => (typeof batch === 'string' ? [batch] : []));
  const visible = await seenBatches(tx, [...new Set(batches)]);
  return facts.map((fact) => lineOf(fact, visible));
}

function placeOf(cursor: string | undefined): Place | null {
  if (cursor === undefined) return null;
  const [at, unit, seq] = cursor.split('_') as [string, string, string];
  return { at, unit, seq: Number(seq) };
}

function entryDto(
  { upkeep, ...line }: LogbookLine,
  unit: string,
  all: readonly SignatureRow[],
  refusals: ReadonlyMap<string, string>,
): LogbookEntryDto {
  const refused = refusals.get(upkeep ?? '') ?? null;
  const signatures = upkeep === null ? [] : all.filter(({ subject }) => subject === upkeepSubject(upkeep));
  const waits = upkeep !== null && refused === null && !signatures.some(({ meaning }) => meaning === 'verified');
  return { ...line, unit, signatures: signatures.map(signatureDto), refused, waits };
}
