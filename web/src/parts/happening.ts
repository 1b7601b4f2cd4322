import type { BatchEvent, Field, Limits, Tag } from '../api/types.js';
import { kindWords, type Words, word } from '../text/words.js';
import { decimalText, liveDecimals, liveNumber, rangeText, unitText } from './number-format.js';

/** Names of what a batch's events speak of. */
export interface Names {
  fields: readonly Pick<Field, 'id' | 'title'>[];
  tags: readonly Tag[];
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const limitsText = (limits: unknown, unit: string | null): string =>
  limits === null || limits === undefined ? '' : rangeText(limits as Limits, unit);

/** `Found 38.4 °C.` of an entry as written, of a reading its farthest. */
function found(values: Record<string, unknown>, unit: string | null): string {
  const measured =
    typeof values.extreme === 'number' ? liveNumber(values.extreme, liveDecimals(values.extreme)) : undefined;
  const number = text(values.value) === undefined ? measured : decimalText(text(values.value)!);
  return number === undefined ? '' : `Found ${number}${unitText(unit) === '' ? '' : ` ${unitText(unit)}`}.`;
}

/** An exception or event in words: what it is about, what was found, which limit was missed. */
export function happeningWords({ kind, values }: Pick<BatchEvent, 'kind' | 'values'>, { fields, tags }: Names): Words {
  const unit = text(values.unit) ?? null;
  const tagTitle = (code: string): string => tags.find(({ tag }) => tag === code)?.title ?? code;
  const field = text(values.field);
  const tag = text(values.tag);
  const what =
    field !== undefined
      ? (fields.find(({ id }) => id === field)?.title ?? field)
      : tag !== undefined
        ? tagTitle(tag)
        : text(values.window);
  return kindWords(kind, {
    ...values,
    what: what ?? '',
    found: found(values, unit),
    alert: limitsText(values.alert, unit),
    action: limitsText(values.action, unit),
    tags: Array.isArray(values.tags) ? values.tags.map((code) => tagTitle(String(code))).join(', ') : '',
    quality: word('quality', text(values.quality) ?? ''),
    cause: word('cause', text(values.cause) ?? ''),
    outcome: word('outcome', text(values.outcome) ?? ''),
  });
}
