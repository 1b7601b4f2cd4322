import { approversOf } from './check-recipe.js';
import type { Fact } from './fact.js';
import { hashOf } from './hash.js';
import type { RecordedFacts } from './ledger.js';
import { type LibraryBlock, unlike } from './library-block.js';
import { applied, type Made, type Pin, wider } from './overlay.js';
import type { BatchRecord } from './record.js';
import type { Report } from './report.js';
import type { Row } from './rows.js';

/** A version as the stream that holds it states it. */
interface Stated {
  content: Made | LibraryBlock;
  text: string;
}

type Wrong = (what: string, expected: unknown, found: unknown) => void;

/**
 * What a recipe rests on: each version that it pins is the one of that hash, approved before the batch by others than its author;
 * each overlay is what its text makes of its parent, and inside what that allows; and a block's phases are those of the block.
 */
export function checkPins(report: Report, record: BatchRecord, facts: RecordedFacts): string {
  const by = facts
    .of(`batch/${record.record.batch}`)
    .filter(({ type }) => type === 'batch.issued' || type === 'batch.recipe-changed');
  const pins = by.flatMap((fact) => pinsOf(frozenIn(fact)));
  const { pinned } = record;
  if (pinned === undefined) {
    if (pins.length > 0)
      report.notChecked.push(`${pins.length} versions that the recipe rests on: the record is older`);
    return 'none held';
  }
  const plain = ({ code, version, hash }: Pin): Pin => ({ code, version, hash });
  report.same(
    'pinned',
    null,
    'the versions that the recipe rests on are others',
    each(pins.map(plain)),
    pinned.map(plain),
  );
  for (const fact of by) checkOne(report, record, facts, fact);
  return `${pinned.length}`;
}

const frozenIn = ({ values }: Fact): Made => (values['recipe'] as Row)['frozen'] as Made;
const pinsOf = ({ madeFrom = [], blocks = [] }: Made): Pin[] => [...madeFrom, ...blocks];

function each(pins: Pin[]): Pin[] {
  const known = new Set<string>();
  return pins.filter(({ code, version, hash }) => {
    const name = `${code}@${version} ${hash}`;
    return !known.has(name) && known.add(name);
  });
}

function checkOne(report: Report, record: BatchRecord, facts: RecordedFacts, fact: Fact): void {
  const made = frozenIn(fact);
  const { madeFrom = [], blocks = [] } = made;
  const find = (pin: Pin): Stated | null => held(report, record, facts, fact, pin);
  const wrong: Wrong = (what, expected, found) => report.wrong(fact.stream, fact.seq, what, expected, found);
  const recipe = (fact.values['recipe'] as Row)['id'];
  const text = facts
    .of(`recipe/${String(recipe)}`)
    .findLast(({ type, at }) => (type === 'recipe.drafted' || type === 'recipe.revised') && at <= fact.at);
  const own = { content: made, text: String(text?.values['text']) };
  const chain = [...madeFrom.map(find), madeFrom.length === 0 ? null : own];
  chain.slice(1).forEach((child, index) => {
    const [parent, pin] = [chain[index], madeFrom[index]!];
    if (parent != null && child != null) checkOverlay(wrong, parent.content as Made, pin, child);
  });
  // an overlay narrows the phases of a block where it stands: the block is that of the recipe at the root
  const root = (madeFrom.length === 0 ? made : chain[0]?.content) as Made | undefined;
  for (const { as, ...pin } of blocks) {
    const block = find(pin)?.content as LibraryBlock | undefined;
    if (block === undefined || root === undefined) continue;
    const others = unlike(root, block, as);
    if (others.length > 0)
      wrong(`block ${pin.code}@${pin.version} says otherwise than the recipe`, `${as} as it is`, others);
  }
}

function checkOverlay(wrong: Wrong, parent: Made, pin: Pin, { content, text }: Stated): void {
  const name = `${pin.code}@${pin.version}`;
  const child = content as Made;
  try {
    const [due, is] = [hashOf(applied(parent, pin, text)), hashOf(child)];
    if (due !== is) wrong(`the recipe is not what its overlay makes of ${name}`, due, is);
  } catch (error) {
    wrong(`the text of the overlay makes nothing of ${name}`, 'an overlay', String(error));
  }
  const beyond = wider(parent, child);
  if (beyond.length > 0) wrong(`the overlay leaves what ${name} allows`, 'inside', beyond);
}

/** The version that a pin names, by its stream. */
function held(report: Report, record: BatchRecord, facts: RecordedFacts, issue: Fact, pin: Pin): Stated | null {
  const { code, version, hash } = pin;
  const listed = record.pinned!.find((one) => one.code === code && one.version === version && one.hash === hash);
  const name = `${code}@${version}`;
  const wrong = (what: string, expected: unknown, found: unknown): void =>
    report.wrong(listed?.stream ?? 'pinned', null, `${name}, on which the recipe rests, ${what}`, expected, found);
  const stream = listed?.stream == null ? [] : facts.of(listed.stream);
  const drafted = stream.find(({ type }) => type === 'recipe.drafted');
  if (drafted === undefined) {
    wrong('is not in the record', 'recipe.drafted', 'none');
    return null;
  }
  const { values } = drafted;
  if (values['code'] !== code || values['version'] !== version)
    wrong('is another', name, `${String(values['code'])}@${String(values['version'])}`);
  const stated = stream.filter(
    ({ type, at }) => (type === 'recipe.drafted' || type === 'recipe.revised') && at <= issue.at,
  );
  const last = stated.at(-1)?.values ?? {};
  const content = last['content'] as Made | LibraryBlock;
  const made = 'procedure' in content ? hashOf(content) : hashOf(without(content));
  if (made !== hash || last['hash'] !== hash) wrong('has another hash than is pinned', hash, made);
  const { approvers, author } = approversOf(stream, issue.at);
  if (approvers.size < 2 || approvers.has(author))
    wrong('was not approved by two others than its author', 2, [...approvers]);
  return { content, text: String(last['text']) };
}

const without = ({ hash: _, ...says }: LibraryBlock): object => says;
