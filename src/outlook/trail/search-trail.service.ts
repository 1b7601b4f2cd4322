import { Injectable } from '@nestjs/common';
import { Refusal } from '../../kernel/refusal.js';
import { Database, seesWholeStreams, type Tx } from '../../platform/database/index.js';
import type { Caller } from '../../platform/http/index.js';
import {
  actsOf,
  actsOfGroup,
  CRITICAL_ACTS,
  cursorOf,
  isCritical,
  kindOf,
  kindsShown,
  type Place,
  placeOf,
  queryText,
  type Wanted,
  wantedOf,
} from './domain/index.js';
import { described } from './line.view.js';
import type { TrailFactDto, TrailFilterDto, TrailPageDto, TrailQueryDto } from './trail.dto.js';
import { factAt, type Found, idsOf, type Search, sealsOf, searchTrail, wordsIn } from './trail.store.js';

const PAGE = '50';
const HASH = /^[0-9a-f]{64}$/i;

/** What is looked for, in the parts in which it is ordered: what is critical, then the rest. */
export type Parts = Omit<Search, 'after' | 'most'>[];

/** Facts by who, what, when, where and why, of all streams that a person may see (11.10(e), An.11-9). */
@Injectable()
export class SearchTrail {
  constructor(private readonly database: Database) {}

  /** Refuses with `cursor.invalid`, `trail.subject-without-kind` and `trail.text-unsearchable`. */
  search(caller: Caller, { cursor, limit = PAGE, ...filter }: TrailQueryDto): Promise<TrailPageDto> {
    const after = cursor === undefined ? null : placeOf(cursor);
    return this.database.read(caller.scope, async (tx) => {
      const parts = await partsOf(tx, caller, filter);
      const { found, next } = await page(tx, parts, after, Number(limit));
      return {
        lines: await described(tx, found),
        next: next === null ? null : cursorOf(next),
        isPart: !seesWholeStreams(caller.scope),
      };
    });
  }

  /** Refuses with `trail.fact-not-found` also where its subject is not seen. */
  one(caller: Caller, stream: string, seq: number): Promise<TrailFactDto> {
    return this.database.read(caller.scope, async (tx) => {
      const isShown = kindsShown(caller.permissions).includes(kindOf(stream));
      const found = isShown ? await factAt(tx, stream, seq) : null;
      const [line] = found === null ? [] : await described(tx, [found]);
      if (found === null || line === undefined) throw new Refusal('not-found', 'trail.fact-not-found', { stream, seq });
      const seal = (await sealsOf(tx, [found])).get(`${stream}#${seq}`) ?? null;
      return { line, text: found.text!, previous: found.previous, hash: found.hash, seal };
    });
  }
}

/** A page over parts that follow one another, from a place on. */
export async function page(
  tx: Tx,
  parts: Parts,
  after: Place | null,
  limit: number,
): Promise<{ found: Found[]; next: Place | null }> {
  const found: (Found & { part: number })[] = [];
  for (let part = after?.part ?? 0; part < parts.length && found.length <= limit; part++) {
    const rest = { after: after?.part === part ? after : null, most: limit + 1 - found.length };
    found.push(...(await searchTrail(tx, { ...parts[part]!, ...rest })).map((one) => ({ ...one, part })));
  }
  const shown = found.slice(0, limit);
  return { found: shown, next: found.length > limit ? shown.at(-1)! : null };
}

/** What a person asks for, inside what they may see. */
export async function partsOf(tx: Tx, caller: Caller, filter: TrailFilterDto): Promise<Parts> {
  const { sort = 'newest', from = null, to = null } = filter;
  const text = await saidIn(tx, filter.text ?? null);
  const wanted = [...(await wantedBy(tx, filter)), ...kindsWanted(caller), ...wantedOf(caller.scope)];
  const asked = { said: text, from, to, newestFirst: sort !== 'oldest' };
  const acts = actsWanted(filter);
  if (sort !== 'critical')
    return [{ ...asked, wanted: queryText([...wanted, ...(acts === null ? [] : [acts.map(act)])]) }];
  const critical = (acts ?? CRITICAL_ACTS).filter(isCritical);
  const rest =
    acts === null
      ? queryText(wanted, CRITICAL_ACTS.map(act))
      : queryText([...wanted, acts.filter((one) => !isCritical(one)).map(act)]);
  return [
    { ...asked, wanted: queryText([...wanted, critical.map(act)]) },
    { ...asked, wanted: rest },
  ];
}

/** Refuses with `trail.text-unsearchable` what would be looked for only in part, or as the beginning of nearly every word. */
async function saidIn(tx: Tx, text: string | null): Promise<string | null> {
  if (text === null || HASH.test(text.trim())) return text === null ? null : text.trim().toLowerCase();
  const words = await wordsIn(tx, text);
  if (words.length === 0 || words.some((word) => [...word].length < 2) || /\S{64}/.test(text))
    throw new Refusal('invalid', 'trail.text-unsearchable');
  return text;
}

const act = (name: string): string => `=act=${name}`;

/** Acts that are asked for; null where all are. */
function actsWanted({ group, types, critical }: TrailFilterDto): string[] | null {
  const grouped = group === undefined ? null : actsOfGroup(group);
  const typed = types === undefined ? null : types.split(',').flatMap(actsOf);
  const named = grouped !== null && typed !== null ? typed.filter((one) => grouped.includes(one)) : (typed ?? grouped);
  if (critical !== 'true') return named;
  return (named ?? CRITICAL_ACTS).filter(isCritical);
}

/** Facts of kinds that the caller may not read are not theirs to search. */
function kindsWanted({ permissions }: Caller): Wanted {
  return [kindsShown(permissions).map((kind) => `=kind=${kind}`)];
}

async function wantedBy(tx: Tx, filter: TrailFilterDto): Promise<Wanted> {
  const { kind, subject, mentions, person, role, terminal, site } = filter;
  if (subject !== undefined && kind === undefined) throw new Refusal('invalid', 'trail.subject-without-kind');
  const subjects = kind === undefined || subject === undefined ? null : await idsOf(tx, kind, subject);
  const of = subjects?.map((id) => (mentions === 'true' ? id.toLowerCase() : `=of=${kind}/${id}`));
  const people = person === undefined ? null : await idsOf(tx, 'person', person);
  const sites = site === undefined ? null : await idsOf(tx, 'site', site);
  return [
    ...(of !== undefined ? [of] : kind !== undefined ? [[`=kind=${kind}`]] : []),
    ...(people === null ? [] : [people.map((id) => `=who=${id}`)]),
    ...(role === undefined ? [] : [[`=role=${role}`]]),
    ...(terminal === undefined ? [] : [[`=terminal=${terminal}`]]),
    ...(sites === null ? [] : [sites.map((id) => `=site=${id}`)]),
  ];
}
