/** Whose facts are seen, and where: as a transaction's scope says it. */
interface Sight {
  sponsors: '*' | readonly string[];
  places?: '*' | readonly string[];
}

/** Each of these, and of each any: the filters of a search, by the words that lines of the trail bear. */
export type Wanted = readonly (readonly string[])[];

const quoted = (word: string): string => `'${word.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;

const choice = (any: readonly string[]): string => `(${any.map(quoted).join(' | ')})`;

/** As PostgreSQL reads a query of words, `without` any of some; nothing can satisfy an empty choice. */
export const queryText = (wanted: Wanted, without: readonly string[] = []): string =>
  [
    ...wanted.map((any) => choice(any.length === 0 ? ['=none'] : any)),
    ...(without.length === 0 ? [] : [`!${choice(without)}`]),
  ].join(' & ');

/** Kinds of stream that are no sponsor's and name nobody's batch. */
const SHARED = ['recipe', 'recipe-file', 'unit-class', 'site', 'person'];

/** What a scope sees at most, so that little is found fast among much; what it sees is decided by the database. */
export function wantedOf({ sponsors, places = '*' }: Sight): Wanted {
  const sites = places === '*' ? ['*'] : [...new Set(places.map((place) => place.split('/')[0]!))];
  return [
    ...(sites.includes('*') ? [] : [[...sites, 'enterprise'].map((site) => `=site=${site}`)]),
    ...(sponsors === '*'
      ? []
      : [[...SHARED.map((kind) => `=kind=${kind}`), ...sponsors.map((sponsor) => `=sponsor=${sponsor}`)]]),
  ];
}
