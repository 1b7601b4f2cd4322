import type { Flow } from './flow.js';
import type { Phase, Text } from './phase.js';

/** Phases kept for use in recipes, which pin its version and hash. */
export interface LibraryBlock {
  code: string;
  version: number;
  /** hex SHA-256 of what it says, of its code and version */
  hash: string;
  title: Text;
  /** what its phases run on; null for what is done by hand */
  unitClass: string | null;
  phases: Flow<Phase>[];
}
