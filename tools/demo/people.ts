import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Of every demo person; shown on the sign-in page of a demo, and refused nowhere but by being absent from production. */
export const DEMO_PASSWORD = 'ballroom-demo';

export const ADMINISTRATOR = { username: 'administrator', name: 'R. Duarte' } as const;

/** Made-up staff, one for each part in a batch. */
export const DEMO_PEOPLE = [
  { username: 'operator', name: 'M. Weber', role: 'operator' },
  { username: 'operator2', name: 'K. Marek', role: 'operator' },
  { username: 'supervisor', name: 'A. Lindqvist', role: 'supervisor' },
  { username: 'engineer', name: 'J. Okafor', role: 'recipe-engineer' },
  { username: 'qa', name: 'S. Tanaka', role: 'qa-reviewer' },
] as const satisfies DemoPerson[];

export interface DemoPerson {
  username: string;
  name: string;
  role: string;
}

/** Tells a demo's server whom its sign-in page may show; production never reads the file. */
export function writeDemoPeople(dataDir: string): void {
  const people = [...DEMO_PEOPLE, { ...ADMINISTRATOR, role: 'administrator' }];
  writeFileSync(join(dataDir, 'demo.json'), JSON.stringify({ password: DEMO_PASSWORD, people }));
}
