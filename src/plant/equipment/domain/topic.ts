import type { MqttTagMap } from './connection.js';

/** Stands for each tag, as a whole level of a topic. */
export const TAG = '{tag}';

/** What `{names}` in a topic stand for. */
export interface TopicPlaces {
  site: string;
  room: string;
  unit: string;
  serial: string;
}

export type TopicFault =
  'placeholder-unknown' | 'placeholder-value' | 'wildcard' | 'level-empty' | 'tag-level' | 'reserved';

/** A topic with all but `{tag}` filled in, or why it cannot be one. */
export function fillTopic(template: string, places: TopicPlaces, mayHaveTag: boolean): string | { fault: TopicFault } {
  if (/[+#\0]/.test(template)) return { fault: 'wildcard' };
  const levels = template.split('/');
  if (levels.includes('')) return { fault: 'level-empty' };
  const tags = levels.filter((level) => level.includes(TAG));
  if (tags.length > (mayHaveTag ? 1 : 0) || tags.some((level) => level !== TAG)) return { fault: 'tag-level' };
  let fault: TopicFault | undefined;
  const topic = template.replace(/\{([^}]*)\}/g, (whole, name: string) => {
    if (whole === TAG) return whole;
    const value = Object.hasOwn(places, name) ? places[name as keyof TopicPlaces] : undefined;
    if (value === undefined) fault = 'placeholder-unknown';
    else if (/[/+#\0{}]/.test(value)) fault = 'placeholder-value';
    return value ?? '';
  });
  if (/[{}]/.test(topic.replace(TAG, ''))) fault ??= 'placeholder-unknown';
  if (/^(\$|spBv1\.0(\/|$))/.test(topic)) fault ??= 'reserved';
  return fault === undefined ? topic : { fault };
}

/** The MQTT topic filter of a topic with or without `{tag}`. */
export const filterOf = (topic: string): string =>
  topic
    .split('/')
    .map((level) => (level === TAG ? '+' : level))
    .join('/');

/** Whether one topic could match both filters. */
export function overlap(one: string, other: string): boolean {
  const [a, b] = [one.split('/'), other.split('/')];
  return a.length === b.length && a.every((level, at) => level === b[at] || level === '+' || b[at] === '+');
}

/** Filters of all topics of a unit. */
export const filtersOf = ({ messages, status, control }: MqttTagMap): string[] =>
  [...messages.map(({ topic }) => topic), status.topic, ...(control === undefined ? [] : Object.values(control))].map(
    filterOf,
  );
