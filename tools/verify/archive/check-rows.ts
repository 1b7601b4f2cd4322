import { createHash } from 'node:crypto';
import { Ahead } from './ahead.js';
import { rowsOf } from './archive.js';
import type { Ledger } from './check-seals.js';
import { signatureRecord } from './check-facts.js';
import { hexOf, instantOf } from './copy-rows.js';
import type { Sorted } from './sorted.js';

const ID = 16;

/** The bytes of each file are those of its hash. Gives the hashes. */
export async function checkFiles({ file, header, report }: Ledger): Promise<Set<string>> {
  const known = new Set<string>();
  for await (const row of rowsOf(file, header, (table) => table === 'public.file')) {
    const hash = row['hash'] ?? '';
    const found = createHash('sha256')
      .update(Buffer.from(hexOf(row['bytes']), 'hex'))
      .digest('hex');
    report.same(`file ${hash}`, null, 'the file is not that of its hash', hash, found);
    known.add(hash);
  }
  report.checked.push(
    `${known.size} files: the bytes of each against its hash, and that each that a fact names is there`,
  );
  return known;
}

/** Each row of a signature is what the fact says that gave it: none was put on another record, and none made of nothing. */
export async function checkSignatureRows({ file, header, report }: Ledger, given: Sorted): Promise<void> {
  const facts = await Ahead.of(given.inOrder());
  let rows = 0;
  for await (const row of rowsOf(file, header, (table) => table === 'public.signature')) {
    const { id, subject_stream: subjectStream, subject, meaning, person, username, name, role, hash, zone } = row;
    const said = {
      ...{ subjectStream, subject, meaning, person, username, name, role, hash, zone },
      at: instantOf(row['at']),
    };
    const record = signatureRecord(id ?? '', said);
    rows += 1;
    while (facts.next !== null && facts.next.compare(record, 0, ID, 0, ID) < 0) await facts.take();
    const isGiven = facts.next !== null && facts.next.compare(record, 0, ID, 0, ID) === 0;
    const where = `signature ${id}`;
    if (!isGiven) report.wrong(where, null, 'no fact gave this signature', 'none', said);
    else if (!facts.next!.equals(record))
      report.wrong(where, null, 'the row says other than the fact that gave the signature', 'what its fact says', said);
  }
  report.checked.push(`${rows} rows of signatures: each is what its fact says`);
}
