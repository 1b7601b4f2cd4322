const told = new Map<string, number>();

/** Something was told live of what is kept under a key. */
export const hasTold = (key: string): void => void told.set(key, (told.get(key) ?? 0) + 1);

/** An answer; what is kept where something was told since it was asked for, since the answer may be from before that. */
export async function unlessTold<T>(key: string, ask: () => Promise<T>, kept: () => T | undefined): Promise<T> {
  const before = told.get(key);
  const answer = await ask();
  return (told.get(key) === before ? undefined : kept()) ?? answer;
}
