import type { Path } from '../../unit-classes/domain/index.js';
import { attached, type Documents } from './build-documents.js';
import { type Building, buildFlow } from './build-flow.js';
import { buildPhase } from './build-phase.js';
import { type Skills, skillsAsked, skillsNamed } from './build-skills.js';
import type { RunsOn } from './build-tag.js';
import { bodiesOf, type Flow, isBlock } from './flow.js';
import type { LibraryBlock } from './library-block.js';
import { partsOf } from './locate.js';
import type { Phase } from './phase.js';
import { phasesAs } from './phases-as.js';
import type { PinnedVersion } from './recipe.js';
import type { PhasesText, PhaseText, UseText } from './recipe-text.js';
import type { SkillReference } from './skill-reference.js';

/** What the phases of a file may name besides its own text. */
export interface PhaseSources extends Building {
  documents: Documents;
  skills: Skills;
  /** what the unit procedure around the phases asks for */
  asked: readonly SkillReference[];
  library: readonly LibraryBlock[];
  /** the library's blocks that were used, in the order of the file */
  uses: { pinned: PinnedVersion & { as: string }; path: Path }[];
  /** phases and blocks that the library brought: their place is where they are used */
  brought: Set<object>;
}

/** A list of phases and blocks of phases on one class of unit. */
export function buildPhases(list: PhasesText, on: RunsOn, path: Path, sources: PhaseSources): Flow<Phase>[] {
  return buildFlow<'phases', PhaseText | UseText, Phase>(list, 'phases', path, sources, (text, at) => {
    if ('use' in text) return use(text, on, at, sources);
    const phase = {
      ...buildPhase(text, on, at, sources.faults),
      ...attached(text, sources.documents, at, sources.faults),
      ...skillsAsked(sources.asked, skillsNamed(text.skills ?? [], sources.skills, at, sources.faults)),
    };
    sources.paths.set(phase, at);
    for (const [part, inner] of partsOf(phase)) sources.paths.set(part, [...at, ...inner]);
    return [phase];
  });
}

function use(text: UseText, on: RunsOn, path: Path, sources: PhaseSources): Flow<Phase>[] {
  const fault = (code: string, message: string): Flow<Phase>[] => {
    sources.faults.push({ code, path: [...path, 'use'], message });
    return [];
  };
  const [code, version] = text.use.split('@') as [string, string];
  const versions = sources.library.filter((block) => block.code === code);
  const block = versions.find((candidate) => candidate.version === Number(version));
  if (!block) {
    const known = versions.map((candidate) => candidate.version).join(', ');
    return fault('use.unknown', known ? `the library has ${code} in version ${known}` : `the library has no "${code}"`);
  }
  if (block.unitClass !== null && on !== undefined && block.unitClass !== on?.code) {
    return fault('use.other-class', `${text.use} runs on ${block.unitClass}, not ${on?.code ?? 'by hand'}`);
  }
  sources.uses.push({ pinned: { code, version: block.version, hash: block.hash, as: text.as }, path });
  const phases = phasesAs(block, text.as, sources.asked);
  place(phases, path, sources);
  return phases;
}

function place(phases: readonly Flow<Phase>[], path: Path, sources: PhaseSources): void {
  const put = (node: object): void => {
    sources.paths.set(node, path);
    sources.brought.add(node);
  };
  for (const one of phases) {
    put(one);
    if (!isBlock(one)) for (const [part] of partsOf(one)) put(part);
    else {
      if (one.kind === 'parallel') one.branches.forEach(put);
      if (one.kind === 'choice') one.options.forEach(put);
      for (const { body } of bodiesOf(one)) place(body, path, sources);
    }
  }
}

/** Where a key of a node stands; what the library brought has no place of its own in the file. */
export const placeOf = ({ paths, brought }: PhaseSources, node: object, ...key: Path): Path =>
  brought.has(node) ? paths.get(node)! : [...(paths.get(node) ?? []), ...key];
