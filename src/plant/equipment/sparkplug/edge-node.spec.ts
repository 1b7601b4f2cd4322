import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { aliased, encodePayload, metric, type MetricToSend } from './codec.js';
import { EdgeNode, type Effect } from './edge-node.js';
import type { Verb } from './topics.js';

const REORDER = 100;
const DEVICE = 'U-11';

/** An edge node that speaks, and the host's view of it. */
class Talk {
  readonly node = new EdgeNode(REORDER);
  now = 0;

  constructor() {
    this.node.follow(DEVICE);
  }

  says(verb: Verb, payload: Parameters<typeof encodePayload>[0], device: string | null = null): Effect[] {
    return this.node.take({ verb, device, bytes: encodePayload(payload) }, this.now);
  }

  births(bdSeq: bigint, at = 1000n): Effect[] {
    return this.says('NBIRTH', { timestamp: at, seq: 0, metrics: [metric('bdSeq', 'Int64', bdSeq)] });
  }

  device(seq: number, aliases: Record<string, bigint> = { 'Culture/Temperature': 1n, 'Culture/PH': 2n }): Effect[] {
    const metrics = Object.entries(aliases).map(([name, alias]) => metric(name, 'Double', 37, { alias }));
    return this.says('DBIRTH', { timestamp: 1000n, seq, metrics }, DEVICE);
  }

  data(seq: number, ...metrics: MetricToSend[]): Effect[] {
    return this.says('DDATA', { timestamp: 2000n, seq, metrics }, DEVICE);
  }

  value(seq: number, value: number, alias = 1n): Effect[] {
    return this.data(seq, aliased(alias, 'Double', value));
  }

  after(ms: number): Effect[] {
    this.now += ms;
    return this.node.tick(this.now);
  }

  static born(): Talk {
    const talk = new Talk();
    talk.births(0n);
    talk.device(1);
    return talk;
  }
}

/** What came through, in short: names with values, and what else happened. */
const brief = (effects: Effect[]): string[] =>
  effects.map((each) => {
    switch (each.effect) {
      case 'data':
      case 'device-born':
        return `${each.effect} ${each.data.metrics.map(({ name, value }) => `${name}=${value?.in === 'double' ? value.value : '?'}`).join(' ')}`;
      case 'rebirth':
        return `rebirth: ${each.cause}`;
      case 'device-gone':
        return `gone by ${each.by} at ${each.at}`;
      case 'node-born':
        return each.again ? 'born again' : 'born';
      case 'unknown':
        return `unknown ${[...each.names, ...each.aliases].join()}`;
      case 'malformed':
        return `${each.fault} ${each.verb}`;
      case 'lost':
        return 'lost';
    }
  });

const T = (value: number): string => `data Culture/Temperature=${value}`;

describe('an edge node as the host knows it', () => {
  it('names by alias what its birth has named', () => {
    const talk = new Talk();
    expect(brief(talk.births(7n))).toEqual(['born']);
    expect(brief(talk.device(1))).toEqual(['device-born Culture/Temperature=37 Culture/PH=37']);
    expect(brief(talk.data(2, aliased(2n, 'Double', 7.1)))).toEqual(['data Culture/PH=7.1']);
    const [known] = talk.value(3, 36.9) as Extract<Effect, { effect: 'data' }>[];
    expect(known!.data.metrics[0]).toMatchObject({ name: 'Culture/Temperature', datatype: 10 });
  });

  it('reads an alias as the newest birth has it, also where another metric had it before', () => {
    const talk = Talk.born();
    expect(brief(talk.births(0n, 1500n))).toEqual(['born again']);
    expect(brief(talk.value(1, 36))).toEqual(['lost', 'rebirth: no-birth']);
    talk.device(2, { 'Culture/PH': 1n, 'Culture/Glucose': 2n });
    expect(brief(talk.data(3, aliased(1n, 'Double', 7), aliased(2n, 'Double', 4)))).toEqual([
      'data Culture/PH=7 Culture/Glucose=4',
    ]);
  });

  it('does not read a message from before the birth by the aliases of the birth', () => {
    const talk = Talk.born();
    talk.births(0n, 3000n);
    talk.device(1, { 'Culture/PH': 1n });
    // sent at 2000, before the birth at 3000, and late
    expect(brief(talk.value(77, 36))).toEqual([]);
    expect(brief(talk.after(REORDER))).toEqual(['rebirth: sequence', 'lost']);
  });

  it('asks for births where data come before them, or under an alias that none has named', () => {
    const talk = new Talk();
    expect(brief(talk.value(5, 37))).toEqual(['rebirth: no-birth']);
    const born = Talk.born();
    expect(brief(born.data(2, aliased(9n, 'Double', 1), aliased(1n, 'Double', 37)))).toEqual([
      T(37),
      'unknown 9',
      'rebirth: unknown-alias',
    ]);
    expect(brief(born.data(3, metric('Culture/Foam', 'Double', 1)))).toEqual(['unknown Culture/Foam']);
  });

  it('is gone by a death of its own session alone: a late one with an older bdSeq is ignored', () => {
    const talk = Talk.born();
    talk.births(1n, 1500n);
    talk.device(1);
    const death = (bdSeq: bigint) =>
      talk.says('NDEATH', { timestamp: 1n, metrics: [metric('bdSeq', 'UInt64', bdSeq)] });
    expect(death(0n)).toEqual([]);
    expect(brief(talk.value(2, 37))).toEqual([T(37)]);
    expect(brief(death(1n))).toEqual(['gone by NDEATH at null']);
    expect(talk.node.isBorn).toBe(false);
    expect(death(1n)).toEqual([]);
  });

  it('counts as gone, and is asked for its births, where a death does not say whose it is', () => {
    const talk = Talk.born();
    expect(brief(talk.says('NDEATH', { metrics: [] }))).toEqual(['gone by NDEATH at null', 'rebirth: malformed']);
  });

  it('loses a device by its DDEATH, at the time that this says', () => {
    const talk = Talk.born();
    expect(brief(talk.says('DDEATH', { seq: 2, timestamp: 1234n }, DEVICE))).toEqual(['gone by DDEATH at 1234']);
    expect(brief(talk.value(3, 37))).toEqual(['lost', 'rebirth: no-birth']);
  });

  it('counts messages of the edge node and of devices that nobody follows, from 255 on to 0', () => {
    const talk = Talk.born();
    for (let seq = 2; seq < 600; seq++) {
      if (seq % 3 === 0) expect(talk.says('NDATA', { seq: seq % 256, metrics: [] })).toEqual([]);
      else if (seq % 3 === 1) expect(talk.says('DDATA', { seq: seq % 256, metrics: [] }, 'U-99')).toEqual([]);
      else expect(brief(talk.value(seq % 256, seq))).toEqual([T(seq)]);
    }
    expect(talk.after(10 * REORDER)).toEqual([]);
  });

  it(
    'sparkplug: tck-id-operational-behavior-host-reordering-start, tck-id-operational-behavior-host-reordering-success, ' +
      'tck-id-operational-behavior-host-reordering-param: waits the Reorder Timeout for a message that is missing, and goes on in order when it comes',
    () => {
      const talk = Talk.born();
      expect(talk.value(3, 2)).toEqual([]);
      expect(talk.value(4, 3)).toEqual([]);
      expect(talk.after(REORDER - 1)).toEqual([]);
      expect(brief(talk.value(2, 1))).toEqual([T(1), T(2), T(3)]);
      expect(talk.after(10 * REORDER)).toEqual([]);
      expect(brief(talk.value(5, 4))).toEqual([T(4)]);
      // the window starts anew with the next hole
      talk.value(7, 6);
      expect(talk.after(REORDER - 1)).toEqual([]);
      expect(brief(talk.after(1))).toEqual(['rebirth: sequence', 'lost', T(6)]);
    },
  );

  it('sparkplug: tck-id-operational-behavior-host-reordering-rebirth: asks for births when the missing message has not come in time', () => {
    const talk = Talk.born();
    talk.value(4, 3);
    talk.value(3, 2);
    expect(brief(talk.after(REORDER))).toEqual(['rebirth: sequence', 'lost', T(2), T(3)]);
    expect(brief(talk.value(5, 4))).toEqual([T(4)]);
    expect(talk.after(10 * REORDER)).toEqual([]);
  });

  it('does not wait behind more than it can keep', () => {
    const talk = Talk.born();
    const effects = Array.from({ length: 101 }, (_, at) => talk.value(3 + at, at)).flat();
    expect(brief(effects).slice(0, 3)).toEqual(['rebirth: sequence', 'lost', T(0)]);
    expect(effects).toHaveLength(103);
    const large = Talk.born();
    const text = metric('Culture/Temperature', 'String', 'x'.repeat(900_000));
    expect(Array.from({ length: 3 }, (_, at) => large.data(3 + at, text).length)).toEqual([0, 0, 5]);
  });

  it('takes what is no payload, or too large for one, for a loss: births are asked for, and what comes next is taken', () => {
    const talk = Talk.born();
    const take = (bytes: Uint8Array, device: string | null) =>
      brief(talk.node.take({ verb: device === null ? 'NDATA' : 'DDATA', device, bytes }, 0));
    expect(take(Uint8Array.of(0x12, 0x7f), DEVICE)).toEqual(['lost', 'malformed DDATA', 'rebirth: malformed']);
    expect(brief(talk.value(9, 36))).toEqual([T(36)]);
    expect(take(new Uint8Array(1_048_577), DEVICE)).toEqual(['lost', 'too-large DDATA', 'rebirth: malformed']);
    expect(take(Uint8Array.of(0xff), null)).toEqual(['lost', 'rebirth: malformed']);
    // a sequence number is due
    expect(take(encodePayload({ metrics: [] }), DEVICE)).toEqual(['lost', 'malformed DDATA', 'rebirth: malformed']);
    expect(brief(talk.says('NBIRTH', { seq: 0, metrics: [] }))).toEqual(['lost', 'rebirth: malformed']);
    const twice = [metric('a', 'Double', 1, { alias: 1n }), metric('b', 'Double', 1, { alias: 1n })];
    expect(brief(talk.says('DBIRTH', { seq: 1, metrics: twice }, DEVICE))).toEqual([
      'malformed DBIRTH',
      'rebirth: malformed',
    ]);
  });

  it('forgets all when our own connection is lost, and gives out what it still held', () => {
    const talk = Talk.born();
    talk.value(4, 3);
    expect(brief(talk.node.lose())).toEqual(['lost', T(3)]);
    expect(brief(talk.value(5, 37))).toEqual(['rebirth: no-birth']);
  });

  it('gives out every value once and in order, however messages of a window are mixed up', () => {
    const order = fc.shuffledSubarray(
      Array.from({ length: 20 }, (_, at) => at),
      { minLength: 20 },
    );
    fc.assert(
      fc.property(order, fc.integer({ min: 0, max: 255 }), (mixed, start) => {
        const talk = new Talk();
        talk.says('NBIRTH', { timestamp: 0n, seq: (start + 254) % 256, metrics: [metric('bdSeq', 'Int64', 0n)] });
        talk.device((start + 255) % 256);
        const effects = mixed.flatMap((at) => talk.value((start + at) % 256, at));
        expect(brief(effects)).toEqual(mixed.map((_, at) => T(at)));
      }),
    );
  });
});
