import { publicKey, signed } from '../ed25519.js';
import { type KeyChange, Keys, type Trust } from '../keys.js';
import { Unusable } from '../record.js';
import { Report } from '../report.js';
import { type Frame, frameOf, hashOfFile, type Header, rowsOf } from './archive.js';
import { FactWalk } from './check-facts.js';
import { checkFiles, checkSignatureRows } from './check-rows.js';
import { checkSealChain, checkSealRoots, type Ledger } from './check-seals.js';
import { Broken } from './tar.js';

export interface ArchiveInput {
  file: string;
  /** PEM of the published key */
  key?: string | undefined;
  /** path of the published seals.ndjson */
  seals?: string | undefined;
  /** of the file, as it was written down elsewhere */
  sha256?: string | undefined;
}

export interface VerifiedArchive {
  report: Report;
  sha256: string;
  /** null where it is too broken to say */
  header: Header | null;
  /** that vouches for all others; null where there is no seal */
  key: string | null;
}

/** Checks a whole backup offline, in memory that does not grow with it. Throws {@link Unusable} where there is nothing to check. */
export async function verifyArchive(input: ArchiveInput): Promise<VerifiedArchive> {
  const report = new Report();
  const sha256 = await hashOfFile(input.file);
  const verified: VerifiedArchive = { report, sha256, header: null, key: null };
  if (input.sha256 === undefined) report.notChecked.push('that the file is the one that was made (--sha256 HEX)');
  else if (report.same('archive', null, 'the file is another', input.sha256.toLowerCase(), sha256))
    report.checked.push('that the file is the one whose SHA-256 was given');
  try {
    const frame = await frameOf(input.file);
    verified.header = frame.header;
    await checkAll(verified, frame, input);
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    report.wrong('archive', null, 'the archive is not whole', 'what was written', error.message);
  }
  return verified;
}

async function checkAll(verified: VerifiedArchive, frame: Frame, input: ArchiveInput): Promise<void> {
  const { report } = verified;
  const ledger: Ledger = { file: input.file, header: frame.header, report };
  checkManifest(report, frame);
  const keys = await keysOf(ledger, input.key);
  verified.key = keys === null ? null : (publicKey(input.key ?? '')?.fingerprint ?? keys.newest.fingerprint);
  checkSigned(report, frame, keys);
  const files = await checkFiles(ledger);
  const times = keys === null ? [] : await checkSealChain(ledger, keys, input.seals);
  await checkSealRoots(ledger, times.length);
  const { signatures } = await FactWalk.run(ledger, times, files);
  try {
    await checkSignatureRows(ledger, signatures);
  } finally {
    signatures.close();
  }
  report.notChecked.push('what batches made of their steps and values: export the record of a batch, and verify that');
}

/** Rows and header are those of the manifest. */
function checkManifest(report: Report, { header, manifest, headerHash, tables }: Frame): void {
  report.same('manifest', null, 'the header is another one', manifest.header, headerHash);
  const names = new Set([...Object.keys(tables), ...Object.keys(manifest.tables)]);
  for (const name of names)
    report.same(`table ${name}`, null, 'its rows are not those of the manifest', manifest.tables[name], tables[name]);
  for (const { schema, name } of header.tables)
    if (!names.has(`${schema}.${name}`))
      report.wrong(`table ${schema}.${name}`, null, 'its rows are missing', 'rows', 'none');
  const rows = Object.values(tables).reduce((sum, table) => sum + table.rows, 0);
  report.checked.push(`${rows} rows of ${names.size} tables against the manifest of the archive`);
}

/** The keys that signed its seals, held to the one that is given; null where there is no seal. */
async function keysOf({ file, header, report }: Ledger, given: string | undefined): Promise<Keys | null> {
  const { sealKey } = header;
  const own = given === undefined ? null : publicKey(given);
  if (given !== undefined && own === null) throw new Unusable('The key given is no Ed25519 public key.');
  if (sealKey === null) {
    report.attention.push('There is no seal in it: the chains of the streams alone hold its facts.');
    return null;
  }
  const newest = publicKey(sealKey.pem ?? '') ?? (own?.fingerprint === sealKey.fingerprint ? own : null);
  if (newest === null)
    throw new Unusable(`The archive has not the public key ${sealKey.fingerprint}: give it with --key.`);
  report.same('key', null, 'the fingerprint is not that of the key', newest.fingerprint, sealKey.fingerprint);
  const changes: KeyChange[] = [];
  for await (const row of rowsOf(file, header, (table) => table === 'public.seal_key'))
    changes.push({
      number: Number(row['number']),
      text: row['statement'] ?? '',
      endorsement: row['endorsement'] ?? null,
      possession: row['possession'] ?? '',
    });
  changes.sort((a, b) => a.number - b.number);
  if (changes.length > 0) report.checked.push(`${changes.length} changes of the key that signs seals`);
  return Keys.follow(report, changes, newest, own ?? newest);
}

/** The manifest, and with it each row, is signed by the key of the newest seals. */
function checkSigned(report: Report, { signature }: Frame, keys: Keys | null): void {
  if (signature === null) {
    report.notChecked.push('who wrote rows other than facts: the archive is not signed');
    return;
  }
  const key: Trust | null = keys?.by(signature.key) ?? null;
  if (key === null || !signed(key.key, signature.over, signature.signature))
    report.wrong(
      'manifest',
      null,
      'the manifest is not signed by the key of the seals',
      'a valid signature',
      signature.key,
    );
  else report.checked.push('the signature over the manifest, and so over every row');
}
