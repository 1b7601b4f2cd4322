/** Every recipe that differs in one value from this one, with the value's path. */
export function* mutations(value: unknown, path: string): Generator<[string, unknown]> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries())
      for (const [at, changed] of mutations(item, `${path}[${index}]`)) yield [at, value.with(index, changed)];
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value).filter(([key, item]) => !tellsFormsApart(key, item)))
      for (const [at, changed] of mutations(item, `${path}.${key}`)) yield [at, { ...value, [key]: changed }];
  } else if (typeof value === 'number') yield [path, value + 1];
  else if (typeof value === 'boolean') yield [path, !value];
  else if (typeof value === 'string') yield [path, changedText(value)];
  else yield [path, '1'];
}

// another of these makes another form, not another value
const tellsFormsApart = (key: string, value: unknown): boolean =>
  ['kind', 'source', 'ends'].includes(key) ||
  (key === 'type' && ['number', 'text', 'boolean', 'choice'].includes(String(value)));

const changedText = (text: string): string => {
  if (/^P(T|\d)/.test(text)) return text === 'PT7S' ? 'PT8S' : 'PT7S';
  if (/^-?\d+(\.\d+)?$/.test(text)) return text === '7' ? '8' : '7';
  return `${text}-other`;
};
