import { hashOf } from '../../kernel/canonical-json.js';
import type { Config } from './config.js';
import { VERSION } from './version.js';

/** The manifest of versions and settings that facts name by its hash. */
export function configurationManifest(config: Config): { hash: string; manifest: object } {
  const manifest = { ballroom: VERSION, node: process.version, mode: config.mode, speed: config.speed };
  return { hash: hashOf(manifest), manifest };
}
