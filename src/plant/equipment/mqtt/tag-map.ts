import { Refusal } from '../../../kernel/refusal.js';
import { fillTopic, type MqttTagMap, overlap, filtersOf, type TopicPlaces } from '../domain/index.js';
import { compilePath } from './json-path.js';

/** A topic template or a path that cannot be one: where it stands in the tag map, what is given, what is wrong with it. */
interface Fault {
  at: string;
  given: string;
  fault: string;
}

/**
 * A tag map with its topics filled in.
 * Refuses with `unit.tag-map-malformed`, naming each template and path at fault, and topics that overlap.
 */
export function fillTagMap(map: MqttTagMap, places: TopicPlaces): MqttTagMap {
  const faults: Fault[] = [];
  const topic = (at: string, given: string, mayHaveTag = false): string => {
    const filled = fillTopic(given, places, mayHaveTag);
    if (typeof filled === 'string') return filled;
    faults.push({ at, given, fault: filled.fault });
    return given;
  };
  const path = (at: string, given: unknown): void => {
    try {
      compilePath(given as string);
    } catch (error) {
      faults.push({ at, given: String(given), fault: error instanceof Error ? error.message : 'no path' });
    }
  };
  const filled: MqttTagMap = {
    messages: map.messages.map((message, index) => {
      const at = `messages[${index}]`;
      for (const name of ['time', 'status', 'sequence', 'boot'] as const)
        if (message[name] !== undefined) path(`${at}.${name}`, message[name]);
      for (const [tag, given] of Object.entries(message.values)) path(`${at}.values.${tag}`, given);
      return { ...message, topic: topic(`${at}.topic`, message.topic, true) };
    }),
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
  if (faults.length > 0) throw new Refusal('unprocessable', 'unit.tag-map-malformed', { unit: places.unit, faults });
  return filled;
}
