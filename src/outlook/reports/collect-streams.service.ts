import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/index.js';
import { Alarms, type RaisedAlarm } from '../../plant/alarms/index.js';
import { Readings } from '../../plant/readings/index.js';
import type { Fact, StreamId } from '../../trust/ledger/index.js';
import type { Need } from '../../trust/qualifications/index.js';
import {
  alarmRanges,
  citations,
  MARKS,
  needsIn,
  peopleIn,
  pinsIn,
  type Recorded,
  trainingRanges,
  unitRanges,
} from './domain/index.js';
import { extentOf, factsOfTypes, lastFactAt, pinnedStreams, proofsOf, sealsOver, storedFacts } from './record.store.js';

/** Where a batch's record begins to look. */
export interface Roots {
  batch: string;
  /** null of a record without a patient */
  order: string | null;
  recipe: string;
  site: string;
  deviations: string[];
}

const END = 2 ** 31 - 1;

/** The streams and ranges of streams that a batch rests on, each with its proofs; of other sponsors' none is in scope. */
@Injectable()
export class CollectStreams {
  constructor(
    private readonly alarms: Alarms,
    private readonly readings: Readings,
  ) {}

  /** Each time that an alarm was there while the batch held its unit, the oldest first. */
  raised(tx: Tx, batch: string): Promise<RaisedAlarm[]> {
    return this.alarms.ofBatch(tx, batch);
  }

  async collect(tx: Tx, roots: Roots): Promise<Recorded[]> {
    const batch = await this.whole(tx, `batch/${roots.batch}`, 'the batch');
    const { facts } = batch;
    const deviations = await this.each(
      idsIn(facts, 'exception.deviation-opened', 'deviation', roots.deviations),
      (id) => this.whole(tx, `deviation/${id}`, 'deviation of the batch'),
    );
    const orders =
      roots.order === null
        ? []
        : [await this.whole(tx, `order/${roots.order}`, 'the order that the batch is made for')];
    const bound = idsIn(facts, 'batch.unit-bound', 'unit', idsIn(facts, 'batch.unit-replaced', 'unit', []));
    const units = (await this.each(bound, (id) => this.unit(tx, id, roots.batch, facts))).flat();
    const alarms = (
      await this.each(streamsOf(await this.raised(tx, roots.batch)), (id) => this.alarm(tx, id, roots.batch))
    ).flat();
    const recipes = await this.each([...new Set([roots.recipe, ...newerRecipes(facts)])], (id) =>
      this.whole(tx, `recipe/${id}`, 'a recipe version that the batch is made by'),
    );
    const made = new Set(recipes.map(({ range }) => range.stream));
    const below = (await pinnedStreams(tx, pinsIn(facts))).flatMap(({ stream }) =>
      stream === null || made.has(stream) ? [] : [stream],
    );
    const pinned = await this.each([...new Set(below)], (stream) =>
      this.whole(tx, stream, 'a version that the recipe rests on'),
    );
    const acting = [batch, ...deviations, ...orders, ...units, ...alarms, ...recipes, ...pinned];
    const last =
      acting
        .flatMap((one) => one.facts.map(({ at }) => at))
        .sort()
        .at(-1) ?? '';
    const ids = peopleIn(acting.flatMap((one) => one.facts));
    const people = await this.each(ids, (id) => this.until(tx, `person/${id}`, 'a person who acted or signed', last));
    const trained = (await this.each(ids, (id) => this.training(tx, id, needsIn(facts), last))).flat();
    const site = await this.until(tx, `site/${roots.site}`, 'the site', last);
    return [...acting, ...people, ...trained, site, ...(await this.archived(tx, facts))].filter(
      ({ range }) => range.facts.length > 0,
    );
  }

  /** That weeks of the batch's time were archived since, where they were. */
  private async archived(tx: Tx, batchFacts: Fact[]): Promise<Recorded[]> {
    const [first, last] = [batchFacts[0], batchFacts.at(-1)];
    if (first === undefined || (await this.readings.archived(tx, first.at, last!.at)).length === 0) return [];
    return [await this.whole(tx, 'retention/readings', 'weeks of readings that were archived')];
  }

  private async whole(tx: Tx, stream: StreamId, why: string): Promise<Recorded> {
    return this.range(tx, stream, why, 1, END);
  }

  private async until(tx: Tx, stream: StreamId, why: string, at: string): Promise<Recorded> {
    return this.range(tx, stream, why, 1, at === '' ? 0 : await lastFactAt(tx, stream, at));
  }

  private async unit(tx: Tx, id: string, batch: string, batchFacts: Fact[]): Promise<Recorded[]> {
    const stream = `unit/${id}`;
    const marks = (await factsOfTypes(tx, stream, MARKS)).flatMap(({ fact }) => fact ?? []);
    const evidence = batchFacts
      .filter(({ type, values }) => type === 'evidence.named' && values['unit'] === id)
      .flatMap(({ values }) => (values['seals'] as { seq: number }[]).map(({ seq }) => seq));
    const cited = citations(batchFacts).flatMap((one) => (one.unit === id ? one.arrival : []));
    const seals = [...evidence, ...(await sealsOver(tx, id, cited))];
    return this.each(unitRanges(marks, batch, seals), ({ why, from, to }) =>
      this.range(tx, stream, why, from, to ?? END),
    );
  }

  private async training(tx: Tx, person: string, needs: readonly Need[], at: string): Promise<Recorded[]> {
    if (needs.length === 0) return [];
    const stream = `training/${person}`;
    const facts = (await storedFacts(tx, stream, 1, await lastFactAt(tx, stream, at))).flatMap(
      ({ fact }) => fact ?? [],
    );
    return this.each(trainingRanges(facts, needs), ({ why, from, to }) => this.range(tx, stream, why, from, to ?? END));
  }

  private async alarm(tx: Tx, id: string, batch: string): Promise<Recorded[]> {
    const stream = `alarm/${id}`;
    const facts = (await storedFacts(tx, stream, 1, END)).flatMap(({ fact }) => fact ?? []);
    return this.each(alarmRanges(facts, batch), ({ why, from, to }) => this.range(tx, stream, why, from, to ?? END));
  }

  /** What lies above the last seal is left out: nobody could prove it. */
  private async range(tx: Tx, stream: StreamId, why: string, from: number, to: number): Promise<Recorded> {
    const { sealed } = await extentOf(tx, stream);
    const end = Math.min(to, sealed);
    const stored = end < from ? [] : await storedFacts(tx, stream, from, end);
    const proofs = stored.length === 0 ? [] : await proofsOf(tx, stream, from, end);
    const kind = stream.slice(0, stream.indexOf('/'));
    const facts = stored.map(({ text, previous, hash }) => ({ text, previous, hash }));
    return { range: { stream, kind, why, from, facts, proofs }, facts: stored.flatMap(({ fact }) => fact ?? []) };
  }

  private async each<In, Out>(all: In[], work: (one: In) => Promise<Out>): Promise<Out[]> {
    const done: Out[] = [];
    for (const one of all) done.push(await work(one));
    return done;
  }
}

const streamsOf = (raised: RaisedAlarm[]): string[] => [...new Set(raised.map(({ alarm }) => alarm))].sort();

/** Versions that the batch went on by after its issue. */
const newerRecipes = (facts: Fact[]): string[] =>
  facts
    .filter(({ type }) => type === 'batch.recipe-changed')
    .map(({ values }) => String((values['recipe'] as { id?: unknown } | undefined)?.id));

/** Ids that facts of a type name, and others that are known, each once. */
const idsIn = (facts: Fact[], type: string, key: string, known: string[]): string[] => [
  ...new Set([...facts.filter((fact) => fact.type === type).map(({ values }) => String(values[key])), ...known]),
];
