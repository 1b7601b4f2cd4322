import type { BatchEvent, Limits, Tag } from '../api/types.js';
import { kindWords, type Words, word } from '../text/words.js';
import { decimalText, liveDecimals, liveNumber, rangeText, unitText } from './number-format.js';

/** Names of what a batch's events speak of. */
export interface Names {
  /** of each step its own: an id may be another thing in another step */
  fields: readonly { step: string; id: string; title: string }[];
  windows: readonly { id: string; title: string }[];
  tags: readonly Tag[];
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const limitsText = (limits: unknown, unit: string | null): string =>
  limits === null || limits === undefined ? '' : rangeText(limits as Limits, unit);

const endsOf = ({ alert, action }: Record<string, unknown>): (string | null)[] =>
  ([alert, action] as (Limits | null | undefined)[]).flatMap((limits) =>
    limits == null ? [] : [limits.low, limits.high],
  );

/** `Found 38.4 °C.` of an entry as written, of a reading its farthest. */
function found(values: Record<string, unknown>, unit: string | null): string {
  const measured =
    typeof values.extreme === 'number'
      ? liveNumber(values.extreme, liveDecimals(values.extreme, endsOf(values)))
      : undefined;
  const number = text(values.value) === undefined ? measured : decimalText(text(values.value)!);
  return number === undefined ? '' : `Found ${number}${unitText(unit) === '' ? '' : ` ${unitText(unit)}`}.`;
}

/** What an exception or event is about: a value, a check, a lot, a label, a tag or a hold time. */
function about(values: Record<string, unknown>, step: string | null, { fields, windows, tags }: Names): string {
  const id = ['field', 'check', 'material', 'label'].map((key) => text(values[key])).find((one) => one !== undefined);
  if (id !== undefined) return fields.find((field) => field.step === step && field.id === id)?.title ?? id;
  const [tag, window] = [text(values.tag), text(values.window)];
  if (tag !== undefined) return tags.find((one) => one.tag === tag)?.title ?? tag;
  return windows.find((one) => one.id === window)?.title ?? window ?? '';
}

/** An exception or event in words: what it is about, what was found, which limit was missed. */
export function happeningWords(
  { kind, values, step }: Pick<BatchEvent, 'kind' | 'values' | 'step'>,
  names: Names,
): Words {
  const unit = text(values.unit) ?? null;
  const tagTitle = (code: string): string => names.tags.find(({ tag }) => tag === code)?.title ?? code;
  return kindWords(kind, {
    ...values,
    ...(text(values.setpoint) === undefined ? {} : { setpoint: tagTitle(String(values.setpoint)) }),
    what: about(values, step, names),
    found: found(values, unit),
    alert: limitsText(values.alert, unit),
    action: limitsText(values.action, unit),
    tags: Array.isArray(values.tags) ? values.tags.map((code) => tagTitle(String(code))).join(', ') : '',
    quality: word('quality', text(values.quality) ?? ''),
    cause: word('cause', text(values.cause) ?? ''),
    reason: word('reason', text(values.reason) ?? ''),
    outcome: word('outcome', text(values.outcome) ?? ''),
    status: word('lot', text(values.status) ?? ''),
    cv: text(values.cv) ?? word('verdict', 'unknown'),
  });
}
