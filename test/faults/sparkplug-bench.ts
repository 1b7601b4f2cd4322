import { afterAll, afterEach, beforeAll } from '@jest/globals';
import type { UnitRow } from '../../src/plant/equipment/domain/index.js';
import type { Pace } from '../../src/plant/equipment/sparkplug/pace.js';
import type { BrokerKind, MqttVersion, TestBroker } from '../support/broker.js';
import { GROUP, type Heard, listen, NODE, TestNode } from './sparkplug-node.js';
import { HostRig, unitRow } from './sparkplug-rig.js';

/** What a test makes of hosts, edge nodes and recorders at one broker; all of it ends with the test. */
export interface Bench {
  broker(): TestBroker;
  host(units?: UnitRow[], pace?: Partial<Pace>): Promise<HostRig>;
  node(prepare?: (made: TestNode) => void): Promise<TestNode>;
  recorder(...topics: string[]): Promise<Heard[]>;
  /** a host and its edge node, live */
  live(pace?: Partial<Pace>): Promise<{ unit: UnitRow; rig: HostRig; edge: TestNode }>;
}

/** For a `describe`: a broker of the kind while it lasts. */
export function atBroker(kind: BrokerKind, version: MqttVersion): Bench {
  let broker: TestBroker;
  const ends: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    broker = await kind.start({ edgeNodes: [{ group: GROUP, edgeNode: NODE }] });
  }, 60_000);
  afterAll(() => broker.remove());
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });
  const bench: Bench = {
    broker: () => broker,
    async host(units = [unitRow()], pace = {}) {
      const rig = await HostRig.start(broker, version, units, { pace });
      ends.push(() => rig.stop());
      return rig;
    },
    async node(prepare = () => undefined) {
      const made = new TestNode(broker, version);
      prepare(made);
      ends.push(() => made.die());
      await made.connect();
      return made;
    },
    async recorder(...topics) {
      const heard = await listen(broker, version, topics);
      ends.push(() => heard.end());
      return heard;
    },
    async live(pace = {}) {
      const unit = unitRow();
      const rig = await bench.host([unit], pace);
      await rig.untilOnline();
      const edge = await bench.node();
      await rig.untilState(unit, 'live');
      return { unit, rig, edge };
    },
  };
  return bench;
}

/** A title: assertions of Sparkplug 3.0 about host applications that a test shows, and what it shows. */
export const shown = (ids: string, sentence: string): string =>
  `sparkplug: ${ids
    .trim()
    .split(/\s+/)
    .map((id) => `tck-id-${id}`)
    .join(', ')}: ${sentence}`;

/** What a STATE message says. */
export const said = ({ payload }: { payload: Buffer }) =>
  JSON.parse(payload.toString('utf8')) as Record<string, unknown>;
