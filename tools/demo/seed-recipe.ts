import { readFileSync } from 'node:fs';
import type { Api } from './api.js';
import { DEMO_PASSWORD } from './people.js';
import type { Staff } from './staff.js';

/** The short one, and the whole process. */
const FILES = ['recipes/car-t-demo.yaml', 'recipes/car-t-cd19.yaml'];

interface Version {
  id: string;
  code: string;
  state: 'draft' | 'in-review' | 'approved' | 'effective' | 'superseded' | 'retired';
  text: string;
  signatures: { meaning: string; void: boolean }[];
  signing: { hash: string };
}

interface Move {
  username: string;
  act: 'submit' | 'approve' | 'make-effective';
  meaning: string;
  check?: 'technical' | 'quality';
  changeControl?: string;
}

/** By whom a version becomes effective: its author, two checks of two persons, and quality's release (211.186). */
const MOVES: Move[] = [
  { username: 'engineer', act: 'submit', meaning: 'authored', changeControl: 'CC-2026-001' },
  { username: 'supervisor', act: 'approve', meaning: 'checked', check: 'technical' },
  { username: 'qa', act: 'approve', meaning: 'approved', check: 'quality' },
  { username: 'qa', act: 'make-effective', meaning: 'released' },
];

/** The demo's recipes as they are in their files. */
export async function seedRecipes(staff: Staff): Promise<void> {
  await Promise.all(FILES.map((file) => seedRecipe(staff, readFileSync(file, 'utf8'))));
}

/** Drafts a recipe and has it signed until it is effective; goes on where it was cut off. */
export async function seedRecipe(staff: Staff, text: string): Promise<void> {
  const engineer = await staff.as('engineer');
  const version = (await versionWith(engineer, text)) ?? (await engineer.post<Version>('/recipes', { text }));
  if (version.state === 'effective') return;
  for (const move of MOVES) await advance(await staff.as(move.username), version.id, move);
}

/** The newest version with this text that was neither superseded nor retired. */
async function versionWith(engineer: Api, text: string): Promise<Version | undefined> {
  for (const { id, state } of await engineer.get<Version[]>('/recipes')) {
    const version =
      state === 'superseded' || state === 'retired' ? undefined : await engineer.get<Version>(`/recipes/${id}`);
    if (version?.text === text) return version;
  }
  return undefined;
}

async function advance(person: Api, id: string, { username, act, meaning, ...more }: Move): Promise<void> {
  const { signatures, signing } = await person.get<Version>(`/recipes/${id}`);
  if (signatures.some((given) => given.meaning === meaning && !given.void)) return;
  const credentials = { username, password: DEMO_PASSWORD, meaning, hash: signing.hash };
  await person.post(`/recipes/${id}/${act}`, { signing: credentials, ...more });
}
