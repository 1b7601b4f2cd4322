import { createHash } from 'node:crypto';
import { templatesOf } from './machines.js';
import type { Memory } from './memory.js';
import { type Template, TEMPLATES } from './templates.js';

/** Of each program that the unit has: of what it came with, or of what somebody has loaded in its place. */
export function checksums({ machine, loaded = {} }: Pick<Memory, 'machine' | 'loaded'>): Record<string, string> {
  const own: readonly Template[] = machine === undefined ? TEMPLATES : templatesOf(machine.kind);
  return Object.fromEntries(own.map((one) => [one.id, loaded[one.id] ?? sumOf(one)]));
}

const sumOf = (template: Template): string =>
  `sha256:${createHash('sha256').update(JSON.stringify(template)).digest('hex')}`;
