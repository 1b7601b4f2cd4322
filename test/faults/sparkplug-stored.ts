import type { UnitRow } from '../../src/plant/equipment/domain/index.js';
import type { MetricToSend } from '../../src/plant/equipment/sparkplug/codec.js';
import type { Pace } from '../../src/plant/equipment/sparkplug/pace.js';
import type { TestBroker } from '../support/broker.js';
import type { Ingestion } from '../support/ingestion.js';
import { TestNode, until } from './sparkplug-node.js';
import { HostRig, unitRow } from './sparkplug-rig.js';

/** Source times of the test, one sample a second. */
const START = (Math.floor(Date.now() / 1000) - 600) * 1000;
export const at = (second: number): number => START + second * 1000;
export const second = (ticks: string): number => (Number(BigInt(ticks) / 10_000n) - START) / 1000;

/** A unit whose messages are stored in PostgreSQL, with its edge node, live. */
export class Setup {
  constructor(
    readonly unit: UnitRow,
    readonly rig: HostRig,
    readonly node: TestNode,
    private readonly ingestion: Ingestion,
  ) {}

  /** Ten samples are stored. */
  static async begin(ingestion: Ingestion, broker: TestBroker, pace: Partial<Pace> = {}): Promise<Setup> {
    const unit = unitRow({ id: await ingestion.unit() });
    const take: HostRig['take'] = (message) => ingestion.taking.take(message);
    const rig = await HostRig.start(broker, '3.1.1', [unit], { pace, take });
    const node = new TestNode(broker, '3.1.1');
    const setup = new Setup(unit, rig, node, ingestion);
    try {
      await rig.untilOnline();
      node.sample(at(0));
      await node.connect();
      await rig.untilState(unit, 'live');
      await setup.live(1, 9);
      await setup.untilStored(9);
      return setup;
    } catch (error) {
      await setup.end();
      throw error;
    }
  }

  async live(from: number, to: number): Promise<void> {
    for (let s = from; s <= to; s++) await this.node.data(this.node.sample(at(s)));
  }

  async history(from: number, to: number, ...more: MetricToSend[]): Promise<void> {
    for (let s = from; s <= to; s++) await this.node.data(this.node.sample(at(s), true));
    if (more.length > 0) await this.node.data(more);
  }

  /** Seconds of the heartbeats that are stored, in the order of their arrival. */
  async seconds(): Promise<number[]> {
    const rows = await this.rows('heartbeat');
    return rows.map(({ time }) => second(time));
  }

  rows(tag: string) {
    return this.ingestion.query<{ time: string; value: string | null; status: string; origin: string }>(
      `select source_time as time, coalesce(number::text, integer::text, boolean::text, text) as value, status, origin
         from reading r join tag t on t.id = r.tag where r.unit = $1 and t.code = $2 order by arrival`,
      [this.unit.id, tag],
    );
  }

  async gaps(): Promise<[cause: string, from: number, to: number, state: string, tags: number][]> {
    const rows = await this.ingestion.query<{ cause: string; from: string; to: string; state: string; tags: string[] }>(
      `select cause, from_time as from, to_time as to, state, tags from gap where unit = $1 order by from_time`,
      [this.unit.id],
    );
    return rows.map(({ cause, from, to, state, tags }) => [cause, second(from), second(to), state, tags.length]);
  }

  /** Until the second is stored. */
  async untilStored(last: number): Promise<void> {
    await until(`second ${last} is stored`, async () => (await this.seconds()).includes(last));
  }

  async end(): Promise<void> {
    await this.node.die();
    await this.rig.stop();
  }
}
