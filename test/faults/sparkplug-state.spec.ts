import { describe, expect, it } from '@jest/globals';
import { AEDES, describeBrokers } from '../support/broker.js';
import { atBroker, said, shown } from './sparkplug-bench.js';
import { come, HOST, STATE, until } from './sparkplug-node.js';
import { HostRig, unitRow } from './sparkplug-rig.js';

describeBrokers('the STATE of the Sparkplug host', (kind, version) => {
  const bench = atBroker(kind, version);

  it(
    shown(
      `components-ph-state conformance-primary-host intro-sparkplug-host-state principles-birth-certificates-order
       host-topic-phid-death-required host-topic-phid-death-topic host-topic-phid-death-payload host-topic-phid-death-qos
       host-topic-phid-death-retain payloads-state-will-message payloads-state-will-message-payload
       payloads-state-will-message-qos payloads-state-will-message-retain operational-behavior-host-application-connect-will
       operational-behavior-host-application-connect-will-topic operational-behavior-host-application-connect-will-payload
       operational-behavior-host-application-connect-will-qos operational-behavior-host-application-connect-will-retained
       operational-behavior-host-application-death-payload operational-behavior-host-application-death-qos
       operational-behavior-host-application-death-retained operational-behavior-host-application-death-topic
       message-flow-phid-sparkplug-clean-session-${version === '5' ? '50' : '311'}
       host-topic-phid-birth-sub-required payloads-state-subscribe message-flow-phid-sparkplug-subscription
       host-topic-phid-birth-message host-topic-phid-birth-required host-topic-phid-birth-topic host-topic-phid-birth-payload
       host-topic-phid-birth-payload-timestamp host-topic-phid-birth-qos host-topic-phid-birth-retain payloads-state-birth
       payloads-state-birth-payload message-flow-phid-sparkplug-state-publish message-flow-phid-sparkplug-state-publish-payload
       message-flow-phid-sparkplug-state-publish-payload-timestamp operational-behavior-host-application-connect-birth
       operational-behavior-host-application-connect-birth-topic operational-behavior-host-application-connect-birth-payload
       operational-behavior-host-application-connect-birth-qos operational-behavior-host-application-connect-birth-retained`,
      'connects clean with its death as will, subscribes to STATE and its groups, and only then says that it is online',
    ),
    async () => {
      const before = Date.now();
      const rig = await bench.host();
      await rig.untilOnline();
      const [connect, subscribe, birth, ...rest] = rig.tap.session;
      expect(connect).toMatchObject({
        packet: 'connect',
        clientId: `${HOST}-sparkplug`,
        level: version === '5' ? 5 : 4,
        clean: true,
        sessionExpiry: version === '5' ? 0 : null,
        will: { topic: STATE, qos: 1, retain: true },
      });
      const will = JSON.parse((connect as { will: { payload: string } }).will.payload) as Record<string, unknown>;
      expect(will).toEqual({ online: false, timestamp: expect.any(Number) });
      expect(will['timestamp']).toBeGreaterThanOrEqual(before);
      expect(will['timestamp']).toBeLessThanOrEqual(Date.now());
      expect(subscribe).toEqual({ packet: 'subscribe', topics: [STATE, 'spBv1.0/demo/#'] });
      expect(birth).toMatchObject({ packet: 'publish', topic: STATE, qos: 1, retain: true });
      expect(said(birth as { payload: Buffer })).toEqual({ online: true, timestamp: will['timestamp'] });
      expect(rest.filter(({ packet }) => packet !== 'publish')).toEqual([]);
      // for whoever comes later it stands there
      const heard = await bench.recorder(STATE);
      await until('the STATE is heard', () => heard.length > 0);
      expect(heard[0]).toMatchObject({ retain: true });
      expect(said(heard[0]!)).toEqual({ online: true, timestamp: will['timestamp'] });
    },
  );

  it(
    shown(
      'message-flow-hid-sparkplug-state-message-delivered',
      'says at once that it is online, with the same timestamp, when it hears that it is not',
    ),
    async () => {
      const rig = await bench.host();
      await rig.untilOnline();
      const first = said(rig.tap.published(STATE)[0]!);
      const heard = await bench.recorder(STATE);
      const other = await come(bench.broker(), version, undefined, 'late-will');
      await other.publishAsync(STATE, JSON.stringify({ online: false, timestamp: 1 }), { qos: 1, retain: true });
      const afterThat = () => heard.slice(heard.findIndex((each) => said(each)['timestamp'] === 1)).slice(1);
      await until(
        'it says so again',
        () => heard.some((each) => said(each)['timestamp'] === 1) && afterThat().length > 0,
      );
      expect(said(afterThat()[0]!)).toEqual(first);
      expect(rig.tap.published(STATE).every(({ qos, retain }) => qos === 1 && retain)).toBe(true);
      await other.endAsync(true);
    },
  );

  it(
    shown(
      `operational-behavior-host-application-disconnect-intentional operational-behavior-host-application-termination
       host-topic-phid-death-payload-timestamp-disconnect-clean
       host-topic-phid-death-payload-timestamp-disconnect-with-no-disconnect-packet`,
      'publishes its death before it disconnects, with the time of that',
    ),
    async () => {
      const rig = await bench.host();
      await rig.untilOnline();
      const before = Date.now();
      await rig.connector.close();
      await until('it has gone', () => rig.tap.sent.at(-1)?.packet === 'disconnect');
      const death = rig.tap.sent.at(-2);
      expect(death).toMatchObject({ packet: 'publish', topic: STATE, qos: 1, retain: true });
      const { online, timestamp } = said(death as { payload: Buffer });
      expect(online).toBe(false);
      expect(timestamp).toBeGreaterThanOrEqual(before);
      expect(timestamp).toBeLessThanOrEqual(Date.now());
      const states = rig.tap.published(STATE).map((each) => said(each)['online']);
      expect(states.slice(0, -1)).not.toContain(false);
    },
  );

  it(
    shown(
      'operational-behavior-primary-application-state-with-multiple-servers-state',
      'begins each session with a STATE of its own time, and its crash is told by its will, for edge nodes to see',
    ),
    async () => {
      const rig = await bench.host();
      await rig.untilOnline();
      const heard = await bench.recorder(STATE);
      const last = () => said(heard.at(-1)!) as { online: boolean; timestamp: number };
      await until('the STATE is heard', () => heard.length > 0 && last().online);
      const first = last();
      rig.tap.cut();
      await until('the death is heard', () => !last().online);
      expect(last().timestamp).toBe(first.timestamp);
      rig.tap.mend();
      await until('it is online again', () => last().online);
      expect(last().timestamp).toBeGreaterThan(first.timestamp);
      const published = rig.tap.session.filter(({ packet }) => packet === 'publish');
      expect(published[0]).toMatchObject({ topic: STATE, qos: 1, retain: true });
    },
  );
});

describe('the Sparkplug host of two brokers', () => {
  it(
    shown(
      `operational-behavior-host-application-multi-server-timestamp
       operational-behavior-primary-application-state-with-multiple-servers-state-subs`,
      'says at each broker that it is online, with the time of its connection there',
    ),
    async () => {
      const brokers = await Promise.all([AEDES.start(), AEDES.start()]);
      const rigs: HostRig[] = [];
      try {
        for (const broker of brokers) {
          rigs.push(await HostRig.start(broker, '3.1.1', [unitRow()]));
          await rigs.at(-1)!.untilOnline();
        }
        const times = rigs.map(({ tap }) => {
          const { will } = tap.session[0] as { will: { payload: string } };
          const { timestamp } = said(tap.published(STATE)[0]!);
          expect(timestamp).toBe((JSON.parse(will.payload) as { timestamp: number }).timestamp);
          return timestamp;
        });
        expect(new Set(times).size).toBe(2);
      } finally {
        await Promise.all(rigs.map((rig) => rig.stop()));
        await Promise.all(brokers.map((broker) => broker.remove()));
      }
    },
    60_000,
  );
});
