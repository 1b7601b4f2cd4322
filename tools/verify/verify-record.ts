import { canonicalJson } from '../../src/kernel/canonical-json.js';
import { Archived } from './archived.js';
import { BatchState } from './batch-state.js';
import { checkAlarms } from './check-alarms.js';
import { checkAttached } from './check-attached.js';
import { checkBatch, checkDeviations, checkOrder, checkUnits } from './check-batch.js';
import { checkGaps } from './check-gaps.js';
import { checkKits } from './check-kits.js';
import { checkMonitored } from './check-monitors.js';
import { People } from './check-people.js';
import { checkPins } from './check-pins.js';
import { checkCaptures, checkCited, checkEvidence, checkReadingSeals, type ReadingSeal } from './check-readings.js';
import { checkConfigurations, checkRecipe } from './check-recipe.js';
import { checkPublished, checkSeals, readPublished } from './check-seals.js';
import { checkSeries } from './check-series.js';
import { walkBatch } from './check-steps.js';
import { checkLocal } from './check-local.js';
import { checkPrompts } from './check-prompts.js';
import { checkTrained } from './check-trained.js';
import { checkRange } from './check-streams.js';
import { checkUnitSaid } from './check-unit-said.js';
import { checkSignatureList, checkView } from './check-view.js';
import { publicKey, signed } from './ed25519.js';
import { type Given, valuesOf } from './fact.js';
import { Keys, type Trust } from './keys.js';
import { RecordedFacts } from './ledger.js';
import { type BatchRecord, isCanonical, readRecord, Unusable } from './record.js';
import { Report } from './report.js';
import type { Recipe } from './recipe.js';
import { checkWatching, Watched } from './watched.js';
import { watchesOf } from './watches.js';

export interface Input {
  /** the record's file as text */
  text: string;
  /** PEM of the published key */
  key?: string;
  /** text of the published seals.ndjson */
  seals?: string;
  /** folder of the side files */
  series?: string;
  /** folder of the files that people bound to steps or that devices gave, each named by its hash */
  files?: string;
}

export interface Verified {
  record: BatchRecord;
  report: Report;
  /** fingerprint of the key that everything was held against */
  key: string;
}

/** Kinds of which a record holds every fact up to a seal; of others it holds a part. */
const WHOLE = new Set(['batch', 'deviation', 'order', 'recipe', 'retention']);

/** Checks a record offline. Throws {@link Unusable} where there is nothing to check. */
export async function verifyRecord({ text, key, seals, series, files: attached }: Input): Promise<Verified> {
  const record = readRecord(text);
  const trust = trusted(record, key);
  const report = new Report();
  report.checked.push(`format ${record.format}`);
  const keys = keysOf(report, record, trust);
  const usable = checkChainOfSeals(report, record, keys, seals);
  const facts = new RecordedFacts(
    record.streams.map((range) => ({
      range,
      facts: checkRange(report, range, usable, WHOLE.has(range.stream.split('/')[0]!)),
    })),
  );
  const count = record.streams.reduce((sum, range) => sum + range.facts.length, 0);
  report.checked.push(
    `${count} facts in ${record.streams.length} ranges of streams: form, place, chain, time, and that a seal covers them`,
  );
  const archived = new Archived(facts.of('retention/readings'));
  const { state, readingSeals, watched } = checkContent(report, record, facts, archived);
  if (series === undefined) {
    report.notChecked.push(`the ${record.series.length} side files of readings (--series DIR)`);
    if (watched.length > 0)
      report.notChecked.push(`${watched.length} monitors of programs against the readings (--series DIR)`);
  } else
    await checkSeries(report, { dir: series, series: record.series, seals: readingSeals, state, watched, archived });
  checkAttached(report, state, attached);
  checkFile(report, record, text, keys.newest);
  return { record, report, key: trust.fingerprint };
}

function trusted(record: BatchRecord, pem: string | undefined): Trust {
  const found = publicKey(pem ?? record.key.pem);
  if (found === null)
    throw new Unusable(
      pem === undefined ? 'The record holds no Ed25519 public key.' : 'The key given is no Ed25519 public key.',
    );
  return found;
}

/** The keys of the record, held to the one that is trusted. */
function keysOf(report: Report, record: BatchRecord, trust: Trust): Keys {
  const own = publicKey(record.key.pem);
  report.same(
    'key',
    null,
    'the fingerprint is not that of the key',
    own?.fingerprint ?? 'no key',
    record.key.fingerprint,
  );
  const changes = record.keys ?? [];
  if (changes.length === 0) {
    report.same('key', null, 'the record was made with another key', trust.fingerprint, own?.fingerprint ?? 'no key');
    return Keys.of(trust);
  }
  if (own === null) throw new Unusable('The record holds no Ed25519 public key.');
  report.checked.push(`${changes.length} changes of the key that signs seals`);
  return Keys.follow(report, changes, own, trust);
}

function checkChainOfSeals(report: Report, record: BatchRecord, keys: Keys, published: string | undefined) {
  const usable = checkSeals(report, 'seals', record.seals, keys);
  report.checked.push(`${record.seals.length} ledger seals: chain and signatures`);
  if (published === undefined) {
    report.notChecked.push('that the seals are the published ones (--seals FILE)');
    return usable;
  }
  // later ones may be of a key that came after this record
  const newest = record.seals.at(-1)?.number ?? Infinity;
  const known = readPublished(published).filter(({ number }) => number <= newest);
  checkSeals(report, 'published seals', known, keys);
  checkPublished(report, record.seals, known);
  report.checked.push(`that the seals are those of the ${known.length} published ones`);
  return usable;
}

function checkContent(report: Report, record: BatchRecord, facts: RecordedFacts, archived: Archived) {
  const batchFacts = facts.of(`batch/${record.record.batch}`);
  const state = new BatchState();
  const people = new People(facts.ofKind('person'), facts.all());
  const readingSeals = new Map<string, ReadingSeal[]>();
  report.check('seals over readings', () => checkReadingSeals(report, facts, readingSeals));
  report.check('the recipe: frozen, approved and in force at the issue', () => checkRecipe(report, record, facts));
  report.check('versions that the recipe rests on', () => checkPins(report, record, facts));
  report.check('manifests of versions and settings', () => checkConfigurations(report, record, facts));
  report.check(
    'order of steps, signatures that the recipe asks for, what each of them signed, comments before them',
    () => walkBatch(report, state, batchFacts, record.recipe.frozen as Recipe),
  );
  report.check('who acted and who signed: known, active, in a role held', () => {
    for (const fact of facts.all().filter(({ stream }) => !/^(person|site)\//.test(stream))) {
      if (/^(batch|alarm)\//.test(fact.stream)) people.checkActor(report, fact);
      if (fact.type === 'signature.given') people.checkSigner(report, fact, valuesOf<Given>(fact));
    }
  });
  report.check('who worked: trained in what the steps ask for', () => checkTrained(report, state, batchFacts, facts));
  const watched: Watched[] = [];
  report.check('excursions: of monitors that ran, by their rules', () => {
    const said = checkMonitored(report, state, batchFacts);
    const watches = watchesOf(report, state, batchFacts, record.record.exportedAt);
    watched.push(...watches.map((watch) => new Watched(watch, said)));
    checkWatching(report, state.stream, said, watched);
    return `${said.length}`;
  });
  report.check('begin and end of the batch', () => checkBatch(report, record, state, batchFacts));
  report.check('the order', () => checkOrder(report, state, facts));
  report.check('units, from bind to release', () => checkUnits(report, record, batchFacts, facts));
  report.check('kits, each put in once', () => checkKits(report, batchFacts, facts));
  report.check('what units said of programs and of lost data', () => checkUnitSaid(report, state, batchFacts, facts));
  report.check('what units waited for, and what was said to them', () =>
    checkPrompts(report, state, batchFacts, facts),
  );
  report.check('what was changed at the units themselves', () => checkLocal(report, state, batchFacts, facts));
  report.check('deviations of exceptions', () => checkDeviations(report, state, batchFacts, facts));
  report.check('evidence', () => checkEvidence(report, state, batchFacts, readingSeals));
  report.check('values taken from readings', () =>
    checkCaptures(report, record, state, checkCited(report, record.readings.cited, readingSeals, archived), archived),
  );
  report.check('gaps in the readings', () => checkGaps(report, record, facts));
  report.check('alarms while the batch held their units', () => checkAlarms(report, record.record.batch, facts));
  report.check('what people read against the facts', () => checkView(report, record, state, facts));
  report.check('the list of signatures', () => checkSignatureList(report, record, facts));
  return { state, readingSeals, watched };
}

/** The signature over all the rest of the file, letter by letter. */
function checkFile(report: Report, record: BatchRecord, text: string, trust: Trust): void {
  const { signature, ...rest } = record;
  if (!isCanonical(text.replace(/\n$/, ''), record))
    report.wrong(
      'file',
      null,
      'the file is not in its canonical form: it was written again by something else',
      'RFC 8785',
      'other text',
    );
  report.same('file', null, 'the file was signed with another key', trust.fingerprint, signature.key);
  if (!signed(trust.key, canonicalJson(rest), signature.value))
    report.wrong(
      'file',
      null,
      'the signature over the whole file does not fit: something in it was changed',
      'a valid signature',
      signature.value,
    );
  report.checked.push('the signature over the whole file');
}
