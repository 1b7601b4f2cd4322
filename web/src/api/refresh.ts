import type { QueryClient } from '@tanstack/react-query';

interface Round {
  keys: Set<string>;
  done: Promise<unknown>;
}

let waiting: Round | null = null;
let last: Promise<unknown> = Promise.resolve();

/**
 * Asks again for what is shown under these keys. Rounds follow one another, each taking all that was called for since the
 * one before: however fast facts come, an answer on its way is never thrown away for the next. Ends when it is shown.
 */
export async function refresh(client: QueryClient, keys: readonly (readonly string[])[]): Promise<void> {
  const round = (waiting ??= begin(client));
  for (const key of keys) round.keys.add(JSON.stringify(key));
  await round.done;
}

function begin(client: QueryClient): Round {
  const keys = new Set<string>();
  const done = last.then(() => {
    waiting = null;
    return Promise.all([...keys].map((key) => client.invalidateQueries({ queryKey: JSON.parse(key) as string[] })));
  });
  last = done.catch(() => undefined);
  return { keys, done };
}
