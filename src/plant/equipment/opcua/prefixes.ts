import { NAMESPACES } from '../domain/index.js';

/**
 * A prefix for each namespace of a server, by its place in the server's list: those that the tag map and the profiles give, and for
 * others one made of the URI's last word, so that it does not hang on a place, which shifts.
 */
export function prefixesOf(uris: readonly string[], given: Record<string, string>): string[] {
  const known = new Map<string, string>(
    Object.entries({ ...NAMESPACES, ...given }).map(([prefix, uri]) => [uri, prefix]),
  );
  const taken = new Set(known.values());
  const made = new Map<string, string>();
  for (const uri of uris.filter((one) => !known.has(one)).toSorted()) {
    const word = /([a-z0-9]*[a-z][a-z0-9]*)[^a-z0-9]*$/.exec(uri.toLowerCase())?.[1] ?? 'ns';
    let prefix = word;
    for (let count = 2; taken.has(prefix); count += 1) prefix = `${word}${count}`;
    taken.add(prefix);
    made.set(uri, prefix);
  }
  return uris.map((uri) => known.get(uri) ?? made.get(uri)!);
}
