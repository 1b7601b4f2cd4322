import { Refusal } from '../../../kernel/refusal.js';
import type { Lack, Need } from '../../../trust/qualifications/domain/index.js';
import { skillsAsked } from './build-skills.js';
import type { DocumentReference, Phase } from './phase.js';
import { isBlockContent } from './pins.js';
import { type MasterRecipe, unitProceduresOf } from './recipe.js';
import type { RecipeVersionRow } from './recipe-version.js';
import type { SkillReference } from './skill-reference.js';
import { everyPhase } from './walk.js';

const skillNeed = ({ skill: code, title }: SkillReference): Need => ({ kind: 'skill', code, version: null, title });
const documentNeed = ({ document: code, version, title }: DocumentReference) => ({
  kind: 'document' as const,
  ...{ code, version, title },
});

/**
 * 11.10(i): what whoever does or verifies a step of a recipe is trained in, and has read. An ad-hoc block's steps ask for the
 * skills of the unit procedure that they were inserted into as well.
 */
export function needsOf(
  { training, procedure }: Pick<MasterRecipe, 'training' | 'procedure'>,
  { skills = [], documents = [] }: Phase,
  within: string,
): Need[] {
  const around = unitProceduresOf({ procedure }).find(({ unitProcedure }) => unitProcedure === within);
  return [
    ...(skillsAsked(around?.skills ?? [], skills).skills ?? []).map(skillNeed),
    ...(training?.documents ? documents.map(documentNeed) : []),
  ];
}

/** What is read before anybody works by a version: itself, where it asks for a quorum, and the documents that its steps name. */
export interface Reading {
  kind: 'document' | 'recipe';
  code: string;
  version: string;
  title: string;
  hash: string | null;
  source: string | null;
}

/** What an approved version gives people to read; nothing of a recipe that asks for no training. */
export function readingsOf({ id, code, version, title, hash, content }: RecipeVersionRow): Reading[] {
  if (isBlockContent(content)) return [];
  const { training } = content;
  const own = { kind: 'recipe' as const, code, version: `${version}`, title, hash, source: id };
  return [
    ...(training?.quorum === undefined ? [] : [own]),
    ...documentsIn(content).map((one) => ({ ...one, hash: null, source: null })),
  ];
}

/** All that the steps of a version ask of people, and what is read before it takes effect; each once. */
export function trainingNeeds(row: RecipeVersionRow): Need[] {
  const { content } = row;
  if (isBlockContent(content)) return [];
  const readings = readingsOf(row).map(({ kind, code, version, title }): Need => ({ kind, code, version, title }));
  return [...readings, ...skillsIn(content)];
}

/** All that the steps of a recipe ask of people, each once. */
export function askedBy(recipe: Pick<MasterRecipe, 'training' | 'procedure' | 'adHoc'>): Need[] {
  return [...documentsIn(recipe), ...skillsIn(recipe)];
}

const skillsIn = (recipe: Pick<MasterRecipe, 'procedure' | 'adHoc'>): Need[] => {
  const around = unitProceduresOf(recipe).flatMap(({ skills = [] }) => skills);
  const skills = [...everyPhase(recipe).flatMap((phase) => phase.skills ?? []), ...around];
  return [...new Map(skills.map((one) => [one.skill, skillNeed(one)])).values()];
};

function documentsIn(recipe: Pick<MasterRecipe, 'training' | 'procedure' | 'adHoc'>) {
  const documents = recipe.training?.documents ? everyPhase(recipe).flatMap((phase) => phase.documents ?? []) : [];
  return [...new Map(documents.map((one) => [`${one.document}@${one.version}`, documentNeed(one)])).values()];
}

/** What is known of people when a version is to take effect. */
export interface Trained {
  /** codes that steps ask for and nobody has defined */
  undefinedSkills: readonly string[];
  /** each operator of its sites, with what they lack; without a name where their own site is out of sight */
  people: readonly { name: string | null; lacks: readonly Lack[] }[];
}

/**
 * 211.25: refuses a version whose skills are not defined (`recipe.skill-undefined`), and one that fewer people are trained for
 * than it asks (`recipe.quorum-missing`), with who lacks what, and how many others of sites out of sight.
 */
export function refuseUntrained({ content }: RecipeVersionRow, { undefinedSkills, people }: Trained): void {
  if (undefinedSkills.length > 0)
    throw new Refusal('conflict', 'recipe.skill-undefined', { skills: undefinedSkills.join(', ') });
  const quorum = isBlockContent(content) ? undefined : content.training?.quorum;
  const missing = people.filter(({ lacks }) => lacks.length > 0);
  const trained = people.length - missing.length;
  if (quorum !== undefined && trained < quorum)
    throw new Refusal('conflict', 'recipe.quorum-missing', {
      ...{ quorum, trained, people: missing.filter(({ name }) => name !== null) },
      others: missing.filter(({ name }) => name === null).length,
    });
}
