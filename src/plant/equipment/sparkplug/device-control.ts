import type { Uuid } from '../../../kernel/ids.js';
import { CommandRefused, type UnitControl } from '../domain/index.js';
import type { MetricToSend } from './codec.js';
import {
  type Answer,
  checksumIn,
  kitIn,
  methodMetrics,
  replyMetrics,
  setMetrics,
  sightOf,
  startMetrics,
} from './profile.js';
import type { UnitFeed } from './unit-feed.js';

/** Programs and states of a unit by device commands, each of which it answers by its id. */
export function deviceControl(
  feed: UnitFeed,
  patience: number,
  send: (metrics: MetricToSend[]) => Promise<void>,
): UnitControl {
  const ask = async (command: Uuid, metrics: MetricToSend[]): Promise<Answer> => {
    const said = feed.current;
    if (said === null) throw new Error('the unit cannot be reached');
    // what its birth has not named, it cannot be told
    if (metrics.some(({ name }) => !said.has(name!))) throw new CommandRefused('BadNodeIdUnknown');
    const answered = feed.answer(command);
    const late = setTimeout(() => feed.give(command, null), patience);
    try {
      await send(metrics);
      const answer = await answered;
      if (answer === null) throw new Error('the unit has not answered');
      if (!answer.ok) throw new CommandRefused(answer.reason);
      return answer;
    } finally {
      clearTimeout(late);
      feed.give(command, null);
    }
  };
  return {
    sightIsAsked: false,
    mayPrompt: true,
    async sight() {
      const sight = feed.current === null ? null : sightOf(feed.current);
      if (sight === null) throw new Error('the unit cannot be seen');
      return sight;
    },
    async checksum(program) {
      if (feed.current === null) throw new Error('the unit cannot be seen');
      return checksumIn(feed.current, program);
    },
    async kit() {
      if (feed.current === null) throw new Error('the unit cannot be seen');
      return kitIn(feed.current);
    },
    async start(order, command) {
      return (await ask(command, startMetrics(order, command))).run;
    },
    async invoke(method, command) {
      await ask(command, methodMetrics(method, command));
    },
    async set(setpoints, command) {
      await ask(command, setMetrics(setpoints, command));
    },
    async answer(reply, command) {
      await ask(command, replyMetrics(reply, command));
    },
  };
}
