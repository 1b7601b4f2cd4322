import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';

const manifest = JSON.parse(readFileSync(findPackageJSON(import.meta.url)!, 'utf8')) as { version: string };

/** This Ballroom's version, after semantic versioning. */
export const VERSION = manifest.version;
