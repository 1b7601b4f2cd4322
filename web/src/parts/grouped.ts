/** Things by what they have in common, in the order in which that first comes. */
export function grouped<T>(things: readonly T[], by: (thing: T) => string): { of: string; own: T[] }[] {
  const groups = new Map<string, T[]>();
  for (const thing of things) groups.set(by(thing), [...(groups.get(by(thing)) ?? []), thing]);
  return [...groups].map(([of, own]) => ({ of, own }));
}
