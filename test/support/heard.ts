import type { Client } from './client.js';
import { until } from './walk.js';

/** Waits for two readings from now on: a capture takes none from before the unit was bound. */
export async function heard(client: Client, unit: string, tag: string): Promise<void> {
  const times = new Set<string>();
  const now = new Date().toISOString();
  await until(`${unit} has given ${tag} twice`, async () => {
    const latest = await client.get<{ tag: string; sourceAt: string }[]>(`/units/${unit}/readings/latest`);
    const at = latest.find((reading) => reading.tag === tag)?.sourceAt;
    if (at !== undefined && at > now) times.add(at);
    return times.size >= 2;
  });
}
