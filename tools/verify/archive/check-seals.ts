import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createHash } from 'node:crypto';
import { canonicalJson } from '../../../src/kernel/canonical-json.js';
import { signed } from '../ed25519.js';
import type { SealBody } from '../check-seals.js';
import type { Keys } from '../keys.js';
import { GrowingRoot } from '../merkle.js';
import { isCanonical, type Range, type Seal } from '../record.js';
import type { Report } from '../report.js';
import { type Header, rowsOf } from './archive.js';
import { hexOf, type Row } from './copy-rows.js';

/** Seals whose roots grow at once. */
const AT_ONCE = 100_000;
const ZEROS = '0'.repeat(64);

export interface Ledger {
  file: string;
  header: Header;
  report: Report;
}

/** When each seal was made, by its number from 1. */
export type SealTimes = number[];

/** A row of `sealed_range`. */
export const rangeOf = (row: Row): Range & { seal: number } => ({
  stream: row['stream'] ?? '',
  from: Number(row['from_seq']),
  to: Number(row['to_seq']),
  head: hexOf(row['head']),
  facts: hexOf(row['facts']),
  seal: Number(row['seal']),
});

/** The chain of all seals from the first on: canonical, numbered without a hole, each naming the one before, signed, and published. */
export async function checkSealChain(ledger: Ledger, keys: Keys, published: string | undefined): Promise<SealTimes> {
  const { file, header, report } = ledger;
  const wrong = (number: number, what: string, expected: unknown, found: unknown): void =>
    report.wrong('seals', number, what, expected, found);
  const copies = publishedSeals(published);
  const times: SealTimes = [];
  let [last, held] = [ZEROS, 0];
  let copy = await copies.next();
  for await (const row of rowsOf(file, header, (table) => table === 'public.seal')) {
    const { number, text, signature } = sealOf(row);
    const next = times.length + 1;
    if (number !== next) wrong(next, 'a seal is missing from the chain', `seal ${next}`, `seal ${number}`);
    while (times.length < number - 1) times.push(Number.NaN);
    const body = bodyOf(text);
    const key = keys.at(number);
    if (body === null || body.number !== number || !isCanonical(text, body))
      wrong(number, 'this is not the text of a seal of that number', 'a canonical seal', text);
    else if (number === next)
      report.same('seals', number, 'the seal does not follow the one before it', last, body.previous);
    if (body !== null && key !== null) {
      report.same('seals', number, 'the seal was made with another key', key.fingerprint, body.key);
      if (!signed(key.key, text, signature))
        wrong(number, 'the signature of the seal is not of this key', 'a valid signature', signature);
    }
    last = createHash('sha256').update(text).digest('hex');
    times.push(Date.parse(body?.at ?? ''));
    while (copy.done !== true && copy.value.number < number) copy = await copies.next();
    if (copy.done === true || copy.value.number !== number) continue;
    held += 1;
    if (copy.value.text !== text || copy.value.signature !== signature)
      wrong(number, 'the published seal is another one', copy.value.text, text);
  }
  report.checked.push(
    `${times.length} ledger seals: chain and signatures, by ${keys.count === 1 ? 'one key' : `${keys.count} keys, each endorsed or told below`}`,
  );
  await tellPublished(ledger, times.length, held, copy, copies, published !== undefined);
  return times;
}

async function tellPublished(
  { report }: Ledger,
  seals: number,
  held: number,
  copy: IteratorResult<Seal>,
  copies: AsyncGenerator<Seal>,
  isGiven: boolean,
): Promise<void> {
  if (!isGiven) return void report.notChecked.push('that the seals are the published ones (--seals FILE)');
  report.checked.push(`that ${held} of the ${seals} seals are the published ones`);
  let later = 0;
  for (; copy.done !== true; copy = await copies.next()) if (copy.value.number > seals) later += 1;
  if (later > 0)
    report.attention.push(
      `${later} seals were published after the newest of this archive: what they cover is not in it.`,
    );
}

/** What lies under each seal is what it was made over: no sealed range of a stream is missing, changed or added. */
export async function checkSealRoots({ file, header, report }: Ledger, seals: number): Promise<void> {
  let ranges = 0;
  for (let first = 1; first <= seals; first += AT_ONCE) {
    const bodies = new Map<number, SealBody | null>();
    const roots = new Map<number, GrowingRoot>();
    for await (const row of rowsOf(file, header, (table) => table === 'public.seal')) {
      const { number, text } = sealOf(row);
      if (number < first || number >= first + AT_ONCE) continue;
      bodies.set(number, bodyOf(text));
      roots.set(number, new GrowingRoot());
    }
    for await (const row of rowsOf(file, header, (table) => table === 'public.sealed_range')) {
      const { seal, ...range } = rangeOf(row);
      roots.get(seal)?.add(canonicalJson(range));
      if (roots.has(seal)) ranges += 1;
      else if (seal > seals && first === 1)
        report.wrong(
          range.stream,
          range.from,
          'these facts lie under a seal that is not there',
          `seal ${seal}`,
          'none',
        );
    }
    for (const [number, growing] of roots) {
      const { root, streams } = bodies.get(number) ?? {};
      if (root === growing.root && streams === growing.count) continue;
      const what =
        'what lies under the seal is not what it was made over: a stream under it was changed, removed or added';
      report.wrong(
        'seals',
        number,
        what,
        `root ${root} over ${streams} streams`,
        `root ${growing.root} over ${growing.count}`,
      );
    }
  }
  report.checked.push(`${ranges} sealed ranges of streams: all that each seal was made over is there`);
}

const sealOf = (row: Row): Seal => ({
  number: Number(row['number']),
  text: row['text'] ?? '',
  signature: Buffer.from(hexOf(row['signature']), 'hex').toString('base64'),
});

function bodyOf(text: string): SealBody | null {
  try {
    const body = JSON.parse(text) as Partial<SealBody> | null;
    return body?.v === 1 && typeof body.at === 'string' ? (body as SealBody) : null;
  } catch {
    return null;
  }
}

/** The lines of a published `seals.ndjson`, but for what a crash left of the last. */
async function* publishedSeals(path: string | undefined): AsyncGenerator<Seal> {
  if (path === undefined) return;
  for await (const line of createInterface({ input: createReadStream(path) })) {
    try {
      yield JSON.parse(line) as Seal;
    } catch {
      // a line that is not whole says nothing
    }
  }
}
