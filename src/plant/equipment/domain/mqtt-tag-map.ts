import { Refusal } from '../../../kernel/refusal.js';
import type { MqttTagMap } from './connection.js';
import { compilePath } from './json-path.js';
import { fillTopic, filtersOf, overlap, type TopicPlaces } from './topic.js';

/** A topic template or a path that cannot be one: where it stands in the tag map, what is given, what is wrong with it. */
export interface TagMapFault {
  /** `messages[0].topic`, `messages[0].values.ph`; `topics` where two of them would share a message */
  at: string;
  given: string;
  fault: string;
}

/** A tag map with its topics filled in, and what is wrong with its templates, topics and paths. */
export function filledTagMap(map: MqttTagMap, places: TopicPlaces): { map: MqttTagMap; faults: TagMapFault[] } {
  const faults = pathFaults(map);
  const topic = (at: string, given: string, mayHaveTag = false): string => {
    const filled = fillTopic(given, places, mayHaveTag);
    if (typeof filled === 'string') return filled;
    faults.push({ at, given, ...filled });
    return given;
  };
  const filled: MqttTagMap = {
    messages: map.messages.map((message, index) => ({
      ...message,
      topic: topic(`messages[${index}].topic`, message.topic, true),
    })),
    status: { topic: topic('status.topic', map.status.topic) },
  };
  if (map.control !== undefined) {
    const { state, command, answer } = map.control;
    filled.control = {
      state: topic('control.state', state),
      command: topic('control.command', command),
      answer: topic('control.answer', answer),
    };
  }
  const filters = filtersOf(filled);
  for (const [index, filter] of filters.entries())
    if (filters.slice(0, index).some((other) => overlap(filter, other)))
      faults.push({ at: 'topics', given: filter, fault: 'overlap' });
  return { map: filled, faults };
}

/**
 * A tag map with its topics filled in.
 * Refuses with `unit.tag-map-malformed`, naming each template and path at fault, and topics that overlap.
 */
export function fillTagMap(given: MqttTagMap, places: TopicPlaces): MqttTagMap {
  const { map, faults } = filledTagMap(given, places);
  if (faults.length > 0) throw new Refusal('unprocessable', 'unit.tag-map-malformed', { unit: places.unit, faults });
  return map;
}

function pathFaults({ messages }: MqttTagMap): TagMapFault[] {
  return messages.flatMap(({ time, status, sequence, boot, values }, index) => {
    const ofTags = Object.entries(values).map(([tag, path]) => [`values.${tag}`, path] as const);
    return [...Object.entries({ time, status, sequence, boot }), ...ofTags].flatMap(([name, path]) => {
      const fault = path === undefined ? null : pathFault(path);
      return fault === null ? [] : [{ at: `messages[${index}].${name}`, given: String(path), fault }];
    });
  });
}

function pathFault(path: string): string | null {
  try {
    compilePath(path);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : 'no path';
  }
}
