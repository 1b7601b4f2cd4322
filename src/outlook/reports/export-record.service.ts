import { Injectable, Logger } from '@nestjs/common';
import { canonicalJson } from '../../kernel/canonical-json.js';
import { Refusal } from '../../kernel/refusal.js';
import { systemNow } from '../../platform/clock/index.js';
import { VERSION } from '../../platform/config/index.js';
import { Database, type Tx } from '../../platform/database/index.js';
import type { Caller } from '../../platform/http/index.js';
import type { RaisedAlarm } from '../../plant/alarms/index.js';
import { Batches, type BatchFacts, type BatchState } from '../../execution/batches/index.js';
import { Seals } from '../../trust/ledger/index.js';
import { CiteReadings } from './cite-readings.service.js';
import { CollectStreams } from './collect-streams.service.js';
import {
  type BatchRecord,
  type ByHand,
  batchesNamed,
  byHand,
  factsOf,
  FORMAT,
  pinsIn,
  type Recorded,
  signaturesIn,
} from './domain/index.js';
import { deviationsOf, extentOf, manifests, pinnedStreams, storedFacts } from './record.store.js';

const ATTEMPTS = 5;

/** Kinds of stream whose rows a record shows beside their facts. */
const SHOWN = new Set(['batch', 'deviation', 'unit']);

/** What of a batch says where its record begins, from its row or, where that is gone, from its first fact. */
interface Head {
  id: string;
  type: string;
  code: string;
  coi: string | null;
  order: string | null;
  site: string;
  complete: boolean;
  recipe: BatchRecord['recipe'];
}

interface Collected {
  head: Head;
  /** null where they are gone */
  rows: BatchState | null;
  deviations: { id: string }[];
  /** each time that an alarm was there while the batch held its unit */
  raised: RaisedAlarm[];
  recorded: Recorded[];
}

/**
 * A batch's record as one signed file. It says what stands in the database, also where somebody has changed it: to judge is the
 * verifier's part, so an export never fails on content.
 */
@Injectable()
export class ExportRecord {
  private readonly log = new Logger('Record');

  constructor(
    private readonly database: Database,
    private readonly seals: Seals,
    private readonly batches: Batches,
    private readonly streams: CollectStreams,
    private readonly readings: CiteReadings,
  ) {}

  /** Refuses with `batch.not-found`. Seals first; again where the batch has moved on before its snapshot. */
  async export(caller: Caller, batch: string): Promise<{ name: string; text: string }> {
    for (let attempt = 1; ; attempt++) {
      await this.seals.seal().catch((error: Error) => this.log.error(`not sealed before an export: ${error.message}`));
      const record = await this.database.read(caller.scope, async (tx) => {
        const collected = await this.collect(tx, batch);
        const again = attempt < ATTEMPTS && (await movedOn(tx, collected));
        return again ? null : this.make(tx, caller, collected);
      });
      if (record !== null) return { name: nameOf(record), text: this.signed(record) };
    }
  }

  /** The streams of a batch's record, for what is derived from them. */
  async collect(tx: Tx, batch: string): Promise<Collected> {
    const rows = await this.batches.rows(tx, batch).catch(notThere);
    const head = headOf(batch, rows, await this.issued(tx, batch));
    const deviations = await deviationsOf(tx, batch);
    const { order, site, recipe } = head;
    const ids = deviations.map(({ id }) => id);
    const roots = { batch, order, site, recipe: recipe.id, deviations: ids };
    const raised = await this.streams.raised(tx, batch);
    return { head, rows, deviations, raised, recorded: await this.streams.collect(tx, roots) };
  }

  private async issued(tx: Tx, batch: string): Promise<BatchFacts['batch.issued'] | null> {
    const [first] = await storedFacts(tx, `batch/${batch}`, 1, 1);
    return first?.fact?.type === 'batch.issued' ? (first.fact.values as unknown as BatchFacts['batch.issued']) : null;
  }

  private async make(
    tx: Tx,
    caller: Caller,
    { head, rows, deviations, raised, recorded }: Collected,
  ): Promise<BatchRecord> {
    const batch = head.id;
    const batchFacts = factsOf(recorded, `batch/${batch}`);
    const facts = recorded.flatMap((one) => one.facts);
    const { fingerprint, pem } = this.seals.publicKey;
    const changes = await this.seals.changes(tx);
    const { person, role } = caller;
    return {
      format: FORMAT,
      record: {
        type: head.type,
        batch,
        code: head.code,
        coi: head.coi,
        complete: head.complete,
        exportedAt: systemNow(),
        exportedBy: { person: person.id, name: person.name, role },
        product: { name: 'Ballroom', version: VERSION },
      },
      recipe: head.recipe,
      configurations: await manifests(tx, [...new Set(facts.map(({ config }) => config))]),
      streams: recorded.map(({ range }) => range),
      pinned: await pinnedStreams(tx, pinsIn(batchFacts)),
      key: { fingerprint, pem },
      ...(changes.length === 0 ? {} : { keys: changes }),
      seals: await this.chain(tx, recorded),
      readings: {
        cited: await this.readings.cited(tx, recorded, batchFacts),
        gaps: await this.readings.gaps(tx, recorded),
      },
      series: await this.readings.series(tx, recorded, batchFacts),
      signatures: signaturesIn(facts),
      // of other batches no more than the facts in this record say
      view: viewOf(
        rows,
        deviations,
        raised.map((one) => ({ ...one, batches: batchesNamed(facts, one.id) })),
      ),
    };
  }

  /** From the first seal that a proof needs to the newest. */
  private chain(tx: Tx, recorded: Recorded[]) {
    const needed = recorded.flatMap(({ range }) => range.proofs.flatMap((proof) => proof?.seal ?? []));
    const first = needed.reduce((least, seal) => Math.min(least, seal), Infinity);
    return Number.isFinite(first) ? this.seals.between(tx, first, 2 ** 31 - 1) : Promise.resolve([]);
  }

  private signed(record: BatchRecord): string {
    const value = this.seals.sign(canonicalJson(record));
    return canonicalJson({ ...record, signature: { key: record.key.fingerprint, value } });
  }
}

/** Whether rows may say more than the facts that are sealed. */
async function movedOn(tx: Tx, { recorded, raised }: Collected): Promise<boolean> {
  const shown = recorded.filter((one) => SHOWN.has(one.range.kind)).map(({ range }) => range.stream);
  const alarms = raised.map(({ alarm }) => `alarm/${alarm}`);
  for (const stream of new Set([...shown, ...alarms])) {
    const { head, sealed } = await extentOf(tx, stream);
    if (head > sealed) return true;
  }
  return false;
}

function notThere(error: unknown): null {
  if (error instanceof Refusal && error.kind === 'not-found') return null;
  throw error;
}

const OVER = new Set(['complete', 'stopped', 'aborted']);

function headOf(id: string, rows: BatchState | null, issued: BatchFacts['batch.issued'] | null): Head {
  const [row, frozen] = [rows?.batch[id], rows?.batch_recipe[id]];
  const bound = Object.values(rows?.binding ?? {}).some(({ releasedAt }) => releasedAt === null);
  if (row === undefined && issued === null) throw new Refusal('not-found', 'batch.not-found', { id });
  const complete = row !== undefined && OVER.has(row.state) && !bound;
  return {
    id,
    type: row?.type ?? issued!.type ?? 'patient-batch',
    code: row?.code ?? issued!.code,
    coi: row?.coi ?? issued!.coi,
    order: row?.orderId ?? issued!.order,
    site: row?.site ?? issued!.site,
    complete,
    recipe: {
      // of the issue: a newer one that the batch went on by stands in its own fact
      id: issued?.recipe.id ?? row!.recipeId,
      code: issued?.recipe.code ?? row!.recipeCode,
      version: issued?.recipe.version ?? row!.recipeVersion,
      hash: frozen?.hash ?? issued?.recipe.hash ?? row!.recipeHash,
      frozen: frozen?.recipe ?? issued?.recipe.frozen ?? null,
    },
  };
}

/** Rows as they stand, under their tables' names, and what was done by hand made of them; the recipe stands beside. */
function viewOf(rows: BatchState | null, deviation: object[], alarm_occurrence: object[]): BatchRecord['view'] {
  const { batch_recipe: _, ...tables } = rows ?? { batch_recipe: {} };
  const listed = Object.entries(tables).map(([table, own]) => [table, Object.values(own)] as const);
  return { ...Object.fromEntries(listed), ...(rows && doneByHand(rows)), deviation, alarm_occurrence };
}

/** Nothing where somebody has changed the recipe into what is none. */
function doneByHand(rows: BatchState): Partial<ByHand> {
  try {
    return byHand(rows);
  } catch {
    return {};
  }
}

const nameOf = ({ record }: BatchRecord): string =>
  `batch-${record.code.replace(/[^A-Za-z0-9_-]/g, '_')}.ballroom-record.json`;
