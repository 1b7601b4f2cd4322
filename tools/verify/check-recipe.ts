import { checkSignedHash } from './check-signature.js';
import { hashOf } from './hash.js';
import { type Fact, type Given, valuesOf } from './fact.js';
import type { RecordedFacts } from './ledger.js';
import type { BatchRecord } from './record.js';
import type { Report } from './report.js';
import type { Row } from './rows.js';

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
  report.same('recipe', null, 'the recipe is another version', issued['id'], recipe.id);
  const scope = placedFor(facts, issue);
  checkVersion(report, issue, facts, scope);
  for (const fact of facts.of(issue.stream))
    if (fact.type === 'batch.recipe-changed') checkVersion(report, fact, facts, scope);
}

/** A version that the batch went by from a fact on: what it froze, how it was approved, and whether it was in force then. */
function checkVersion(report: Report, issue: Fact, facts: RecordedFacts, scope: Scope): void {
  const issued = issue.values['recipe'] as Row;
  const stream = `recipe/${String(issued['id'])}`;
  const version = facts.of(stream);
  if (!version.some(({ type }) => type === 'recipe.drafted'))
    return report.wrong(
      stream,
      null,
      'the record does not hold the stream of the recipe version',
      'recipe.drafted',
      'none',
    );
  const stated = version.filter(({ type }) => type === 'recipe.drafted' || type === 'recipe.revised');
  for (const { seq, values } of stated)
    report.same(
      stream,
      seq,
      'the content of the version is not that of its hash',
      values['hash'],
      hashOf(values['content']),
    );
  const last = stated.filter(({ at }) => at <= issue.at).at(-1);
  report.same(
    stream,
    last?.seq ?? null,
    'the version is not the one that the batch was issued with',
    last?.values['hash'],
    issued['hash'],
  );
  checkApproval(report, issue, version);
  checkInForce(report, issue, version, scope);
  checkMoves(report, version, stated);
}

/** Site and market that the batch is made for; null where none is said. */
interface Scope {
  site: unknown;
  market: unknown;
}

function placedFor(facts: RecordedFacts, { values }: Fact): Scope {
  const placed = facts.of(`order/${String(values['order'])}`).find(({ type }) => type === 'order.placed');
  return { site: values['site'], market: placed?.values['market'] ?? null };
}

const notFit = (report: Report, issue: Fact, what: string, found: unknown): void =>
  report.wrong(
    issue.stream,
    issue.seq,
    `the batch was issued from a recipe version that ${what}`,
    'an effective version',
    found,
  );

/** Who wrote a version, and who had approved it by a time as it stood; one that was sent back begins anew. */
export function approversOf(version: Fact[], until: string): { author: unknown; approvers: Set<unknown> } {
  const before = version.filter(({ at }) => at <= until);
  const back = before.findLastIndex(({ type }) => type === 'recipe.sent-back');
  const approved = before.slice(back + 1).filter(({ type }) => type === 'recipe.approved');
  const { author } = before.find(({ type }) => type === 'recipe.drafted')?.values ?? {};
  return { author, approvers: new Set(approved.map(({ values }) => values['person'])) };
}

/** 211.186(a): two others than its author approved the version as it stands. */
function checkApproval(report: Report, issue: Fact, version: Fact[]): void {
  const { author, approvers } = approversOf(version, issue.at);
  if (approvers.size < 2 || approvers.has(author))
    notFit(report, issue, 'two others than its author had not approved', [...approvers]);
  const frozen = (issue.values['recipe'] as Row)['frozen'] as { stage?: string; type?: string };
  const type = issue.values['type'] ?? 'patient-batch';
  if (frozen.stage === 'development' && type !== 'engineering' && type !== 'training')
    notFit(report, issue, 'is in development', type);
}

interface Effect extends Scope {
  id: unknown;
  from: string;
}

/** In force at the site and for the market, at the issue. Earlier versions were so everywhere, from their release to their successor's. */
function checkInForce(report: Report, issue: Fact, version: Fact[], scope: Scope): void {
  const effects: Effect[] = [];
  const ended = new Map<unknown, string>();
  for (const { type, at, values } of version) {
    const listed = values['effects'] as (Effect & { until: string })[] | undefined;
    if (type === 'recipe.made-effective')
      effects.push(...(listed ?? [{ id: null, site: null, market: null, from: at }]));
    if (!/^recipe\.(effect-ended|superseded|retired)$/.test(type)) continue;
    if (listed === undefined) for (const { id } of effects) ended.set(id, at);
    else for (const { id, until } of listed) ended.set(id, until);
  }
  const fits = ({ site, market, from }: Effect): boolean =>
    from <= issue.at && (site === null || site === scope.site) && (market === null || market === scope.market);
  const own = effects.filter(fits);
  if (own.length === 0) return notFit(report, issue, 'was not effective', effects);
  const until = own.map(({ id }) => ended.get(id) ?? '');
  if (until.every((end) => end !== '' && end < issue.at)) notFit(report, issue, 'was superseded', until);
}

/** Each move of the version was signed by who made it, over the text as it stood then. */
function checkMoves(report: Report, version: Fact[], stated: Fact[]): void {
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
      stated.filter(({ seq }) => seq < fact.seq).at(-1)?.values['hash'],
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
