import type { MasterRecipe, Phase } from '../../definition/recipes/domain/index.js';
import type { StepDto } from './batch-view.dto.js';

/** The language that an Accept-Language header (RFC 9110) wants most; undefined where it names none. */
export function wanted(header = ''): string | undefined {
  const ranges = header.split(',').map((range) => {
    const [tag, ...parameters] = range.split(';').map((part) => part.trim());
    const quality = parameters.find((one) => one.startsWith('q='))?.slice(2);
    return { tag: tag!, quality: quality === undefined ? 1 : Number(quality) };
  });
  return ranges
    .filter(({ tag, quality }) => /^[A-Za-z]/.test(tag) && quality > 0)
    .sort((a, b) => b.quality - a.quality)[0]?.tag;
}

/** A text of the recipe by its key (`seed.title`), given in the recipe's own words. */
export type Words = (key: string, own: string) => string;

/** The recipe's words in a language, or in the wider one (`de` for `de-AT`); its own where it has none. */
export function wordsIn({ translations = {} }: MasterRecipe, language = ''): Words {
  const asked = language.toLowerCase().split('-');
  const tags = asked.map((_, index) => asked.slice(0, asked.length - index).join('-'));
  const found = tags.flatMap((tag) => Object.keys(translations).filter((known) => known.toLowerCase() === tag))[0];
  const words = found === undefined ? {} : translations[found]!;
  return (key, own) => words[key] ?? own;
}

type Worded = Pick<
  StepDto,
  ('title' | 'instruction' | 'fields' | 'scans' | 'options') | ('materials' | 'labels' | 'sample' | 'result')
>;

/** A step's texts as a tablet shows them; what is signed keeps the recipe's own words. */
export function worded<S extends Worded>(step: S, phase: Phase, words: Words): S {
  const own = (key: string, text: string): string => words(`${phase.id}.${key}`, text);
  const named = <T extends { id: string; title: string }>(part: T): T => ({ ...part, title: own(part.id, part.title) });
  const { title, instruction, sample, result } = step;
  const sampled = phase.kind === 'result' ? phase.of : phase.id;
  return {
    ...step,
    title: own('title', title),
    instruction: own('instruction', instruction),
    fields: step.fields.map(({ choices, ...field }) => ({
      ...named(field),
      choices: choices.map((choice) => ({ ...choice, title: own(`${field.id}.${choice.id}`, choice.title) })),
    })),
    scans: step.scans.map(named),
    options: step.options.map(named),
    materials: step.materials.map(named),
    labels: step.labels.map(named),
    sample: sample && { ...sample, container: words(`${sampled}.container`, sample.container) },
    result: result && { ...result, title: own('title', result.title) },
  };
}
