import { createHash } from 'node:crypto';
import { canonicalJson } from '../../src/kernel/canonical-json.js';
import { checkSignedHash } from './check-signature.js';
import { type Fact, type Given, valuesOf } from './fact.js';
import type { RecordedFacts } from './ledger.js';
import type { BatchRecord } from './record.js';
import type { Report } from './report.js';

type Row = Record<string, unknown>;

export const hashOf = (value: unknown): string => createHash('sha256').update(canonicalJson(value)).digest('hex');

/** 211.188(a): the frozen recipe is that of the issue, and that of a version approved by others than its author, in force then. */
export function checkRecipe(report: Report, record: BatchRecord, facts: RecordedFacts): void {
  const [issue] = facts.of(`batch/${record.record.batch}`);
  if (issue?.type !== 'batch.issued') return;
  const issued = issue.values['recipe'] as Row;
  const { recipe } = record;
  report.same('recipe', null, 'the recipe is not that of its hash', recipe.hash, hashOf(recipe.frozen));
  report.same('recipe', null, 'the recipe is not the one that the batch was issued with', issued['hash'], recipe.hash);
  report.same(
    issue.stream,
    issue.seq,
    'the recipe of the issue is not that of its hash',
    issued['hash'],
    hashOf(issued['frozen']),
  );
  const stream = `recipe/${String(issued['id'])}`;
  report.same('recipe', null, 'the recipe is another version', issued['id'], recipe.id);
  const version = facts.of(stream);
  const drafted = version.find(({ type }) => type === 'recipe.drafted');
  if (drafted === undefined)
    return report.wrong(
      stream,
      null,
      'the record does not hold the stream of the recipe version',
      'recipe.drafted',
      'none',
    );
  report.same(
    stream,
    drafted.seq,
    'the version is not the one that the batch was issued with',
    drafted.values['hash'],
    issued['hash'],
  );
  report.same(
    stream,
    drafted.seq,
    'the content of the version is not that of its hash',
    drafted.values['hash'],
    hashOf(drafted.values['content']),
  );
  checkApproval(report, issue, drafted, version);
}

function checkApproval(report: Report, issue: Fact, drafted: Fact, version: Fact[]): void {
  const before = version.filter(({ at }) => at <= issue.at);
  const named = (type: string): Fact[] => before.filter((fact) => fact.type === type);
  const approvers = new Set(named('recipe.approved').map(({ values }) => values['person']));
  const missing = (what: string, found: unknown): void =>
    report.wrong(
      issue.stream,
      issue.seq,
      `the batch was issued from a recipe version that ${what}`,
      'an effective version',
      found,
    );
  if (approvers.size < 2 || approvers.has(drafted.values['author']))
    missing('two others than its author had not approved', [...approvers]);
  if (named('recipe.made-effective').length === 0)
    missing(
      'was not effective',
      before.map(({ type }) => type),
    );
  const superseded = named('recipe.superseded').find(({ at }) => at < issue.at);
  if (superseded !== undefined) missing('was superseded', superseded.at);
  const given = new Map(
    version.filter(({ type }) => type === 'signature.given').map((fact) => [valuesOf<Given>(fact).signature, fact]),
  );
  for (const fact of given.values()) {
    if (!checkSignedHash(report, fact)) continue;
    const content = fact.values['content'] as Row;
    report.same(
      fact.stream,
      fact.seq,
      'the signature is of another recipe version',
      drafted.values['hash'],
      content['hash'],
    );
  }
  for (const { stream, seq, type, values } of version) {
    if (typeof values['signature'] !== 'string' || type === 'signature.given') continue;
    const signature = given.get(values['signature']);
    if (signature === undefined)
      report.wrong(stream, seq, 'the signature of this move is not there', values['signature'], 'none');
    else report.same(stream, seq, 'another person signed this move', values['person'], signature.values['person']);
  }
}

/** Every manifest of versions and settings that a fact names is there, and is that of its hash. */
export function checkConfigurations(report: Report, record: BatchRecord, facts: RecordedFacts): string {
  const wrong = new Set<string>();
  for (const { config, stream, seq } of facts.all())
    if (!wrong.has(config) && !Object.hasOwn(record.configurations, config)) {
      wrong.add(config);
      report.wrong(stream, seq, 'the manifest of versions and settings is missing', config, 'none');
    }
  for (const [hash, manifest] of Object.entries(record.configurations))
    report.same('configurations', hash, 'the manifest is not that of its hash', hash, hashOf(manifest));
  return `${Object.keys(record.configurations).length} manifests`;
}
