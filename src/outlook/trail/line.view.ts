import type { Tx } from '../../platform/database/index.js';
import type { Actor, Fact } from '../../trust/ledger/index.js';
import { ACT_GROUPS, changesOf, detailsOf, idOf, isCritical, kindOf, shortened, WHOLE } from './domain/index.js';
import type { TrailActorDto, TrailLineDto } from './trail.dto.js';
import { beforeThese, entriesOf, type Found, namesOf, phasesOf, usernamesOf } from './trail.store.js';

type Values = Record<string, unknown>;
type Read = Found & { fact: Fact };

const valuesIn = (text: string | undefined): Values | null =>
  text === undefined ? null : (JSON.parse(text) as Fact).values;

/**
 * Facts as lines for people: with names for ids, and with what stood before. Those out of sight are left out. `whole`: all that was
 * changed, however long; otherwise as much as a page has room for, which says how much more there is.
 */
export async function described(
  tx: Tx,
  found: readonly Found[],
  length: 'short' | 'whole' = 'short',
): Promise<TrailLineDto[]> {
  const facts = found.flatMap((one): Read[] =>
    one.text === null ? [] : [{ ...one, fact: JSON.parse(one.text) as Fact }],
  );
  const names = await namesOf(
    tx,
    facts.map(({ stream }) => stream),
  );
  const usernames = await usernamesOf(
    tx,
    facts.flatMap(({ fact: { by } }) => ('person' in by ? [by.person] : [])),
  );
  const phases = await phasesOf(
    tx,
    facts.flatMap(({ fact }) => stepOf(fact) ?? []),
  );
  const replaced = await replacedBy(tx, facts);
  return facts.map(({ fact, act, hash, seq, stream, at }): TrailLineDto => {
    const changes = changesOf(fact, replaced.get(`${stream}#${seq}`) ?? null);
    const details = detailsOf(fact, changes);
    return {
      ...{ stream, seq, type: fact.type, act, at, hash },
      group: ACT_GROUPS.get(act) ?? null,
      critical: isCritical(act),
      happenedAt: fact.happenedAt === fact.at ? null : fact.happenedAt,
      zone: fact.zone,
      subject: { kind: kindOf(stream), id: idOf(stream), name: names.get(stream) ?? null },
      phase: phases.get(stepOf(fact) ?? '') ?? null,
      by: actorDto(fact.by, usernames),
      ...(length === 'whole' ? { changes, details } : shortened(changes, details)),
      reason: fact.reason ?? null,
      config: fact.config,
    };
  });
}

const stepOf = ({ values: { step } }: Fact): string | undefined => (typeof step === 'string' ? step : undefined);

const actorDto = (by: Actor, usernames: ReadonlyMap<string, string>): TrailActorDto => ({
  person: 'person' in by ? by.person : null,
  name: 'person' in by ? by.name : 'unit' in by ? by.unit : by.system,
  username: 'person' in by ? (usernames.get(by.person) ?? null) : null,
  role: by.role,
  terminal: 'person' in by ? (by.terminal ?? null) : null,
});

/** Values of the facts whose place others take, by `stream#seq` of the later ones. */
async function replacedBy(tx: Tx, facts: readonly Read[]): Promise<Map<string, Values>> {
  const superseding = facts.flatMap(({ stream, seq, fact: { type, values } }) =>
    type === 'entry.recorded' && typeof values['supersedes'] === 'string'
      ? [{ id: `${stream}#${seq}`, stream, entry: values['supersedes'] }]
      : [],
  );
  const entries = await entriesOf(tx, superseding);
  const before = await beforeThese(
    tx,
    facts.flatMap(({ stream, seq, fact: { type } }) => (WHOLE.has(type) ? [{ stream, seq, type }] : [])),
  );
  const known = [
    ...superseding.map(({ id, stream, entry }) => [id, valuesIn(entries.get(`${stream}#${entry}`))] as const),
    ...[...before].map(([id, text]) => [id, valuesIn(text)] as const),
  ];
  return new Map(known.flatMap(([id, values]) => (values === null ? [] : [[id, values] as const])));
}
