import type { MasterRecipe, Phase } from '../../definition/recipes/domain/index.js';

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

/** Title and instruction of a phase in a language, or in the wider one (`de` for `de-AT`); else in the recipe's own words. */
export function wordsOf(
  { translations = {} }: MasterRecipe,
  { id, title, instruction }: Phase,
  language = '',
): { title: string; instruction: string } {
  const asked = language.toLowerCase().split('-');
  const tags = asked.map((_, index) => asked.slice(0, asked.length - index).join('-'));
  const found = tags.flatMap((tag) => Object.keys(translations).filter((known) => known.toLowerCase() === tag))[0];
  const words = found === undefined ? {} : translations[found]!;
  return { title: words[`${id}.title`] ?? title, instruction: words[`${id}.instruction`] ?? instruction };
}
