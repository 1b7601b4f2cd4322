import { Inject, Injectable } from '@nestjs/common';
import type { Instant } from '../../kernel/ids.js';
import { Refusal } from '../../kernel/refusal.js';
import { seesWholeStreams, type Tx } from '../../platform/database/index.js';
import {
  type Actor,
  chain,
  type ChainedFact,
  changes,
  type Fact,
  KnownStates,
  type NewFact,
  type Rows,
  type StreamId,
} from './domain/index.js';
import { append, createHead, type Head, headHash, lockHead, type NewStream, readFacts } from './ledger.store.js';
import { loadRows, type StoredProjection, upsertsOf } from './rows.store.js';

/** What every fact of this server carries: the demo's speed factor and the hash of its versions and settings. */
export interface Stamp {
  speed?: number;
  config: string;
}

export const STAMP = Symbol('STAMP');

/** A hundred megabytes and more, since a frozen recipe is a row. */
const ROWS_KEPT = 100_000;

/** Others may see a part of a stream's rows: their states are neither kept nor theirs. */
const seesAll = (tx: Tx): boolean => seesWholeStreams(tx.scope);

type Decide<State> = (state: State, now: Instant) => NewFact[] | Promise<NewFact[]>;
type Reaction = (tx: Tx, fact: Fact) => Promise<void>;

/** The one way to write what is GMP-relevant: facts, the rows that follow from them and the chain, in one transaction. */
@Injectable()
export class Ledger {
  private readonly known = new KnownStates(ROWS_KEPT);
  private readonly reactions = new Map<string, Reaction[]>();

  constructor(@Inject(STAMP) private readonly stamp: Stamp) {}

  /** Runs `react` in the writer's transaction after each fact of that type. */
  on(type: string, react: Reaction): void {
    this.reactions.set(type, [...(this.reactions.get(type) ?? []), react]);
  }

  /**
   * Locks the stream, loads its rows, decides, appends the facts and saves the rows they change.
   * `create` is given where the stream may be new. Deciding no fact is a bug, an absent stream refuses with `<kind>.not-found`.
   */
  async change<State extends Rows>(
    tx: Tx,
    projection: StoredProjection<State>,
    id: string,
    by: Actor,
    decide: Decide<State>,
    create?: NewStream,
  ): Promise<{ state: State; facts: Fact[] }> {
    const written = await this.changeIfAny(tx, projection, id, by, decide, create);
    if (written.facts.length === 0) throw new Error(`a write to ${projection.kind}/${id} states no fact`);
    return written;
  }

  /** As `change`, where there may be nothing to state: the stream is locked then, and stays as it is. */
  async changeIfAny<State extends Rows>(
    tx: Tx,
    projection: StoredProjection<State>,
    id: string,
    by: Actor,
    decide: Decide<State>,
    create?: NewStream,
  ): Promise<{ state: State; facts: Fact[] }> {
    const head = await this.lock(tx, projection.kind, id, create);
    const isKnown = head.seq === 0 || projection.loads === false;
    const before = isKnown ? projection.empty : await this.stateAt(tx, projection, id, head.hash);
    const decided = await decide(before, head.now);
    if (decided.length === 0) return { state: before, facts: [] };
    const links = this.link(head, by, decided);
    const facts = links.map(({ text }) => JSON.parse(text) as Fact);
    const after = facts.reduce((state, fact) => projection.apply(state, fact), before);
    append(tx, links, upsertsOf(tx, projection, changes(before, after)));
    this.keep(tx, projection, head.id, { hash: links.at(-1)!.hash, state: after });
    for (const fact of facts) for (const react of this.reactions.get(fact.type) ?? []) await react(tx, fact);
    return { state: after, facts };
  }

  /** Appends facts to a stream that has no rows of its own (a site's security stream). */
  async state(tx: Tx, stream: StreamId, by: Actor, facts: NewFact[], create: NewStream): Promise<Fact[]> {
    const [kind, id] = stream.split('/') as [string, string];
    const links = this.link(await this.lock(tx, kind, id, create), by, facts);
    append(tx, links, []);
    return links.map(({ text }) => JSON.parse(text) as Fact);
  }

  /** A stream's rows as state, without a lock; refuses with `<kind>.not-found` where the scope has no such stream. */
  async load<State extends Rows>(tx: Tx, projection: StoredProjection<State>, id: string): Promise<State> {
    const hash = await headHash(tx, `${projection.kind}/${id}`);
    const state = hash === null ? projection.empty : await this.stateAt(tx, projection, id, hash);
    if (Object.values(state).every((rows) => Object.keys(rows).length === 0))
      throw new Refusal('not-found', `${projection.kind}.not-found`, { id });
    return state;
  }

  /** Facts with their text and chain hashes, in order. */
  facts(tx: Tx, stream: StreamId, from?: number, to?: number): Promise<ChainedFact[]> {
    return readFacts(tx, stream, from, to);
  }

  private async lock(tx: Tx, kind: string, id: string, create?: NewStream): Promise<Head> {
    const stream = `${kind}/${id}`;
    if (create !== undefined) createHead(tx, stream, kind, create);
    const head = await lockHead(tx, stream);
    if (head === null) throw new Refusal('not-found', `${kind}.not-found`, { id });
    return head;
  }

  private async stateAt<State extends Rows>(
    tx: Tx,
    projection: StoredProjection<State>,
    id: string,
    hash: string,
  ): Promise<State> {
    const stream: StreamId = `${projection.kind}/${id}`;
    const known = seesAll(tx) ? this.known.of(projection, stream, hash) : undefined;
    if (known !== undefined) return known;
    const loaded = await loadRows(tx, projection, id);
    if (loaded.hash !== null) this.keep(tx, projection, stream, { ...loaded, hash: loaded.hash });
    return loaded.state;
  }

  private keep<State extends Rows>(
    tx: Tx,
    projection: StoredProjection<State>,
    stream: StreamId,
    state: { hash: string; state: State },
  ): void {
    if (seesAll(tx) && projection.loads !== false) this.known.keep(projection, stream, state);
  }

  /** The facts as they will stand in the ledger: what is applied now is what a replay applies. */
  private link(head: Head, by: Actor, decided: NewFact[]): ChainedFact[] {
    const facts = decided.map((fact, index): Fact => {
      const { type, values, reason, happenedAt = head.now } = fact;
      const { speed, config } = this.stamp;
      return {
        v: 1,
        stream: head.id,
        seq: head.seq + index + 1,
        type,
        at: head.now,
        happenedAt,
        zone: head.zone,
        ...(speed === undefined ? {} : { speed }),
        by,
        ...(reason === undefined ? {} : { reason }),
        values,
        config,
      };
    });
    return chain(head.hash, facts);
  }
}
