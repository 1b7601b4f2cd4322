import type { Staff } from './staff.js';

/** What the demo's recipes ask of people, and how long a training is good. */
const SKILLS = [
  { code: 'tube-welding', title: 'Sterile tube welding', validity: 'P1Y' },
  { code: 'vector-handling', title: 'Work with viral vectors', validity: 'P2Y' },
] as const;

/** Who works at units. */
const TRAINED = ['operator', 'operator2', 'supervisor'];

interface Matrix {
  people: { id: string; username: string; standings: { code: string; state: string }[] }[];
}

/** Trains whoever works at units in what the recipes ask, as quality puts it on record; who is trained already stays so. */
export async function seedTraining(staff: Staff): Promise<void> {
  const qa = await staff.as('qa');
  for (const { code, ...skill } of SKILLS) await qa.put(`/skills/${code}`, skill);
  const { people } = await qa.get<Matrix>('/training');
  // a day ago is past in every zone
  const day = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
  for (const { id, standings } of people.filter(({ username }) => TRAINED.includes(username)))
    for (const { code } of SKILLS)
      if (!standings.some((one) => one.code === code && (one.state === 'valid' || one.state === 'soon')))
        await qa.post(`/people/${id}/training`, { kind: 'skill', code, day, evidence: 'made up for the demo' });
}
