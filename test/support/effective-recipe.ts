import { DEMO_PASSWORD } from '../../tools/demo/people.js';
import type { DemoUsername } from './app.js';
import type { Client } from './client.js';

export interface Signed {
  hash: string;
}

/** A demo person's signature on what was shown. */
export const by = (username: string, meaning: string, { hash }: Signed) => ({
  username,
  password: DEMO_PASSWORD,
  meaning,
  hash,
});

/** Brings a recipe's text through its reviews by the demo's people, as they would; its id. */
export async function makeEffective(
  app: { as(username: DemoUsername): Promise<Client> },
  text: string,
): Promise<string> {
  const engineer = await app.as('engineer');
  const { id } = await engineer.post<{ id: string }>('/recipes', { text });
  const shown = async (): Promise<Signed> => (await engineer.get<{ signing: Signed }>(`/recipes/${id}`)).signing;
  const submission = { changeControl: 'CC-2026-001', signing: by('engineer', 'authored', await shown()) };
  await engineer.post(`/recipes/${id}/submit`, submission);
  const supervisor = await app.as('supervisor');
  const technical = { check: 'technical', signing: by('supervisor', 'checked', await shown()) };
  await supervisor.post(`/recipes/${id}/approve`, technical);
  const qa = await app.as('qa');
  await qa.post(`/recipes/${id}/approve`, { check: 'quality', signing: by('qa', 'approved', await shown()) });
  await qa.post(`/recipes/${id}/make-effective`, { signing: by('qa', 'released', await shown()) });
  return id;
}
