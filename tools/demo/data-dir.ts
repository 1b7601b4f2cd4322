import { chmodSync, mkdirSync } from 'node:fs';

export const isRoot = () => process.getuid?.() === 0;

/** Makes the data directory where it is not there; as root the database's user may pass through it, and see nothing. */
export function makeDataDir(dataDir: string): void {
  if (mkdirSync(dataDir, { recursive: true })) chmodSync(dataDir, isRoot() ? 0o711 : 0o700);
}
