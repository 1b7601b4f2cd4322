import { unitText } from '../parts/number-format.js';

/** A value of a difference with its unit as people write it: `36.2–37.8 °C`. */
export const valueWords = (value: string): string =>
  value.replace(/(\d) (Cel|\/min|\/mL|10\*\S+|\[\S+)/g, (_, digit: string, unit: string) =>
    `${digit} ${unitText(unit)}`.trimEnd(),
  );

/** Where in the process a difference is, by its title; `way.take` is the option `take` of `way`. */
export function whereWords(at: string, titles: ReadonlyMap<string, string>): string {
  const [block = '', option] = at.split('.');
  const title = titles.get(at) ?? titles.get(block);
  if (title === undefined) return at;
  return option === undefined || titles.has(at) ? title : `${title} › ${option}`;
}
