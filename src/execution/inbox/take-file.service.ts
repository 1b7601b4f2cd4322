import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Refusal } from '../../kernel/refusal.js';
import { newId } from '../../platform/clock/index.js';
import type { Tx } from '../../platform/database/index.js';
import { keepBytes } from '../../platform/files/index.js';
import { type Actor, Ledger } from '../../trust/ledger/index.js';
import { ENTERPRISE } from '../../trust/organisation/index.js';
import { AwaitedResults, type SampledBatch } from '../batches/index.js';
import { type Arrival, type InboxFileRow, offered, parseResults, refuseFile, takeFile } from './domain/index.js';
import { filesOfHash, findMapping, hold, storedInbox } from './inbox.store.js';
import { SettleResults } from './settle-results.service.js';

/** A file as it came: its bytes, and what is known of them. */
export type Given = Pick<Arrival, 'name' | 'mediaType' | 'source' | 'mapping'> & { bytes: Buffer };

interface Read {
  mappingVersion: number;
  results: ReturnType<typeof parseResults>;
  at: SampledBatch[];
}

/** A device's file, read whole and taken whole, or refused and kept with its reason. */
@Injectable()
export class TakeFile {
  constructor(
    private readonly ledger: Ledger,
    private readonly awaited: AwaitedResults,
    private readonly settling: SettleResults,
  ) {}

  /** The same bytes are one file; those that were refused are looked at again. Answers a refusal that is to be committed. */
  async take(tx: Tx, by: Actor, { bytes, ...given }: Given): Promise<InboxFileRow | Refusal> {
    if (bytes.length === 0) throw new Refusal('unprocessable', 'file.empty');
    const file = createHash('sha256').update(bytes).digest('hex');
    await hold(tx, 'file', file);
    const known = await filesOfHash(tx, file);
    const taken = known.find(({ state }) => state === 'taken');
    if (taken !== undefined) return taken;
    const { size } = await keepBytes(tx, bytes, given.mediaType);
    const arrival: Arrival = { file, size, ...given };
    const read = await this.read(tx, arrival, bytes);
    if (read instanceof Refusal) return this.refuse(tx, by, arrival, known, read);
    const id = newId();
    const { mappingVersion, results, at } = read;
    const batches = at.map(({ batch }) => batch);
    const { site, zone, sponsor } = at[0]!;
    const { state } = await this.ledger.change(
      tx,
      storedInbox,
      id,
      by,
      () => takeFile(arrival, { mappingVersion, batches, results }),
      { site, zone, sponsor },
    );
    // who may act in some rooms alone gives the file; its results are brought to their steps by the server's next round
    if ((tx.scope.rooms ?? '*') === '*')
      await this.settling.offer(tx, state.inbox_file[id]!, Object.values(state.inbox_result));
    return state.inbox_file[id]!;
  }

  private async read(tx: Tx, arrival: Arrival, bytes: Buffer): Promise<Read | Refusal> {
    try {
      const mapping = await findMapping(tx, arrival.mapping);
      if (mapping === null)
        throw new Refusal('unprocessable', 'result-mapping.not-found', { mapping: arrival.mapping });
      const { definition, version: mappingVersion } = mapping;
      if (definition.format.kind !== KINDS[arrival.mediaType])
        throw new Refusal('unprocessable', 'result.wrong-format', { expected: definition.format.kind });
      const results = parseResults(definition, bytes);
      const at: SampledBatch[] = [];
      for (const result of results)
        at.push(await this.awaited.check(tx, offered({ ...arrival, mappingVersion }, result)));
      if (new Set(at.map(({ sponsor }) => sponsor)).size > 1)
        throw new Refusal('unprocessable', 'result.sponsors-mixed');
      return { mappingVersion, results, at };
    } catch (error) {
      if (error instanceof Refusal) return error;
      throw error;
    }
  }

  /** Said once, however often the same file comes for the same reason. */
  private async refuse(tx: Tx, by: Actor, arrival: Arrival, known: InboxFileRow[], refusal: Refusal): Promise<Refusal> {
    const { code, values } = refusal;
    const isKnown = known.some(({ reason, mapping }) => reason?.code === code && mapping === arrival.mapping);
    const at = { ...ENTERPRISE, sponsor: unreadBy(tx) };
    if (!isKnown) await this.ledger.change(tx, storedInbox, newId(), by, () => refuseFile(arrival, code, values), at);
    return refusal;
  }
}

/** Whose patients a file tells of that could not be read is unknown: of one sponsor's giver it is his, else nobody's. */
const unreadBy = ({ scope: { sponsors } }: Tx): string => (sponsors === '*' ? NOBODY : (sponsors[0] ?? NOBODY));
/** Seen by those alone who see every sponsor's. */
const NOBODY = 'unknown';

const KINDS: Record<string, string> = { 'text/csv': 'csv', 'application/json': 'json' };
