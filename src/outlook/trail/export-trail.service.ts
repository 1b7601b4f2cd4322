import { Readable } from 'node:stream';
import { Injectable, StreamableFile } from '@nestjs/common';
import { canonicalJson } from '../../kernel/canonical-json.js';
import { Refusal } from '../../kernel/refusal.js';
import { systemNow } from '../../platform/clock/index.js';
import { Database, SYSTEM_SCOPE, type Tx } from '../../platform/database/index.js';
import type { Caller } from '../../platform/http/index.js';
import { printSheet } from '../../platform/print/index.js';
import { csvLine } from '../../plant/readings/domain/index.js';
import { RecordSecurity } from '../../trust/identity/index.js';
import { actorOf, Seals } from '../../trust/ledger/index.js';
import { described } from './line.view.js';
import type { Place } from './domain/index.js';
import { COLUMNS, rowOf, sheetOf } from './sheet.view.js';
import { page, type Parts, partsOf } from './search-trail.service.js';
import type { Format, TrailExportDto, TrailLineDto } from './trail.dto.js';
import { countTrail, type Found, nowOf, sealsOf, siteOf } from './trail.store.js';

/** Facts of one export at most; of a print, which is laid out as a whole, fewer. */
const MOST: Record<Format, number> = { csv: 100_000, json: 100_000, pdf: 2000 };
const PAGE = 500;

const TYPES: Record<Format, string> = {
  csv: 'text/csv; charset=utf-8; header=present',
  json: 'application/json; charset=utf-8',
  pdf: 'application/pdf',
};

/** A file that holds other facts than were counted ends torn: it is not taken for whole. */
function refuseOthers(written: number, count: number): void {
  if (written !== count) throw new Error(`the export holds ${written} facts of ${count}`);
}

const upTo =
  (now: string) =>
  (part: Parts[number]): Parts[number] => ({ ...part, to: part.to === null || part.to > now ? now : part.to });

/** What a search finds as a file, whole or not at all: Draft 12 asks for a trail that can be sorted, searched and taken out. */
@Injectable()
export class ExportTrail {
  constructor(
    private readonly database: Database,
    private readonly security: RecordSecurity,
    private readonly seals: Seals,
  ) {}

  /**
   * Refuses with `trail.too-much` where there is more than a file of that format holds. That it was exported, by which filter and how
   * much of it, is a fact of the person's site first.
   */
  async export(caller: Caller, { format, ...filter }: TrailExportDto): Promise<StreamableFile> {
    const { parts, count, printed } = await this.database.read(caller.scope, async (tx) => {
      // what is stated from now on is of the next export
      const asked = (await partsOf(tx, caller, filter)).map(upTo(await nowOf(tx)));
      let found = 0;
      for (const part of asked) found += await countTrail(tx, { ...part, after: null, most: MOST[format] + 1 - found });
      const lines = format === 'pdf' && found <= MOST.pdf ? await this.lines(tx, asked, found) : [];
      return { parts: asked, count: found, printed: lines };
    });
    if (count > MOST[format]) throw new Refusal('unprocessable', 'trail.too-much', { format, most: MOST[format] });
    await this.database.write(SYSTEM_SCOPE, async (tx) => {
      // what was typed may be a patient's: of it the length alone
      const told = filter.text === undefined ? {} : { text: `${filter.text.length} characters` };
      const fact = { type: 'trail.exported', values: { format, filter: { ...filter, ...told }, facts: count } };
      await this.security.record(tx, await siteOf(tx, caller.person.id), actorOf(caller), [fact]);
    });
    const at = systemNow();
    const name = `audit-trail_${at.slice(0, 19).replaceAll(':', '')}Z.${format}`;
    const options = { type: TYPES[format], disposition: `attachment; filename="${name}"` };
    if (format === 'pdf') {
      const about = { at, by: caller.person.name, role: caller.role, filter: { ...filter } };
      return new StreamableFile(await printSheet(sheetOf(about, printed)), options);
    }
    return new StreamableFile(
      Readable.from(
        format === 'csv' ? this.csv(caller, parts, count) : this.json(caller, parts, count, { at, filter }),
      ),
      options,
    );
  }

  private async lines(tx: Tx, parts: Parts, count: number): Promise<TrailLineDto[]> {
    const lines = await described(tx, (await page(tx, parts, null, MOST.pdf)).found);
    refuseOthers(lines.length, count);
    return lines;
  }

  private async *csv(caller: Caller, parts: Parts, count: number): AsyncGenerator<string> {
    yield csvLine(COLUMNS);
    let written = 0;
    for await (const found of this.pages(caller, parts)) {
      const lines = await this.database.read(caller.scope, (tx) => described(tx, found, 'whole'));
      written += lines.length;
      yield lines.map((line) => csvLine(rowOf(line))).join('');
    }
    refuseOthers(written, count);
  }

  /** `ballroom-trail/1`: texts and hashes as they stand, each with the seal that covers it, for whoever checks them. */
  private async *json(
    caller: Caller,
    parts: Parts,
    count: number,
    { at, filter }: { at: string; filter: object },
  ): AsyncGenerator<string> {
    const { id, name, username } = caller.person;
    const head = {
      format: 'ballroom-trail/1',
      exportedAt: at,
      exportedBy: { person: id, name, username, role: caller.role },
      filter,
      key: this.seals.publicKey.fingerprint,
    };
    yield `${canonicalJson(head).slice(0, -1)},"facts":[`;
    let written = 0;
    for await (const found of this.pages(caller, parts)) {
      const seals = await this.database.read(caller.scope, (tx) => sealsOf(tx, found));
      for (const { text, previous, hash, stream, seq, act } of found) {
        if (text === null) continue;
        yield `${written === 0 ? '' : ','}\n${canonicalJson({ act, text, previous, hash, seal: seals.get(`${stream}#${seq}`) ?? null })}`;
        written += 1;
      }
    }
    refuseOthers(written, count);
    yield '\n]}\n';
  }

  /** In pages, each a transaction by itself: whoever reads slowly holds no connection. */
  private async *pages(caller: Caller, parts: Parts): AsyncGenerator<Found[]> {
    let after: Place | null = null;
    do {
      const read: Awaited<ReturnType<typeof page>> = await this.database.read(caller.scope, (tx) =>
        page(tx, parts, after, PAGE),
      );
      yield read.found;
      after = read.next;
    } while (after !== null);
  }
}
