import { filterOf, filtersOf, type MqttMessageMap, TAG } from '../domain/index.js';
import type { Packet } from './broker-link.js';
import { compileMessage } from './message-reader.js';
import type { UnitChannel } from './unit-channel.js';

type Route = (packet: Packet) => void;

/** Which unit a topic belongs to, and what it says there. */
export class Routes {
  private readonly exact = new Map<string, Route>();
  /** by filter, for tags that the unit does not have */
  private readonly below = new Map<string, Route>();

  add(channel: UnitChannel): void {
    const { messages, status, control } = channel.unit.tagMap;
    for (const message of messages) this.addMessage(channel, message);
    this.exact.set(status.topic, (packet) => channel.announce(packet));
    if (control === undefined) return;
    this.exact.set(control.state, (packet) => channel.state(packet));
    this.exact.set(control.answer, (packet) => channel.answer(packet));
  }

  remove({ unit: { tagMap } }: UnitChannel): void {
    const topics = filtersOf(tagMap);
    for (const { topic, values } of tagMap.messages)
      topics.push(...Object.keys(values).map((tag) => topic.replace(TAG, tag)));
    for (const topic of topics) {
      this.exact.delete(topic);
      this.below.delete(topic);
    }
  }

  of(topic: string): Route | undefined {
    return this.exact.get(topic) ?? this.ofUnknownTag(topic);
  }

  private ofUnknownTag(topic: string): Route | undefined {
    const levels = topic.split('/');
    return levels.map((_, at) => this.below.get(levels.with(at, '+').join('/'))).find((route) => route !== undefined);
  }

  private addMessage(channel: UnitChannel, message: MqttMessageMap): void {
    const { topic, values } = message;
    const tags = Object.keys(values);
    if (!topic.includes(TAG)) return this.read(channel, topic, message, tags);
    for (const tag of tags) this.read(channel, topic.replace(TAG, tag), message, [tag]);
    const reader = compileMessage(message, []);
    this.below.set(filterOf(topic), (packet) => channel.unknownTag(reader, packet));
  }

  private read(channel: UnitChannel, topic: string, message: MqttMessageMap, tags: string[]): void {
    const reader = compileMessage(message, tags);
    this.exact.set(topic, (packet) => channel.data(reader, packet));
  }
}

/** What is subscribed first, so that a unit has said which it is before its values come; then the rest. */
export function subscriptions({ unit: { tagMap } }: UnitChannel): { first: string[]; then: string[] } {
  const { messages, status, control } = tagMap;
  const own = control === undefined ? [] : [control.state, control.answer];
  return { first: [status.topic, ...own], then: messages.map(({ topic }) => filterOf(topic)) };
}
