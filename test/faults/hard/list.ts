/** A hard test, and what shows that it is passed. */
export interface HardTest {
  /** stable, as its name */
  number: number;
  name: string;
  what: string;
  /** of `npm run faults` */
  scenarios: string[];
  /** of `npm test`: file under the repository, and words of the test's title */
  tests: [file: string, title: string][];
  /** what nothing shows yet */
  open?: string;
}

const [LINKS, DELIVERY, CERTIFICATES] = ['links', 'delivery', 'certificates'].map(
  (name) => `test/faults/opcua-${name}.spec.ts`,
) as [string, string, string];
const MQTT = 'test/faults/mqtt-delivery.spec.ts';
const SPARKPLUG = 'test/faults/sparkplug-delivery.spec.ts';
const KILLS = 'test/faults/kills.spec.ts';
const INSTANCES = 'test/faults/instances.spec.ts';
const INTAKE = 'src/plant/equipment/opcua/intake.spec.ts';

export const HARD_TESTS: HardTest[] = [
  {
    ...{ number: 1, name: 'kill-ingester', what: 'kill -9 of the server at random under load' },
    scenarios: ['kill-server', 'kill-all'],
    tests: [
      [KILLS, 'kill -9 of server, broker, database and units at random under load'],
      [DELIVERY, 'come again after a crash when they were received and not committed'],
    ],
  },
  {
    ...{ number: 2, name: 'lost-notification', what: 'One notification is lost right after a keep-alive' },
    scenarios: [],
    tests: [
      [LINKS, 'that loses a notification gets it again, also right after a keep-alive'],
      [INTAKE, 'that were lost right after a keep-alive are asked for again'],
    ],
  },
  {
    ...{ number: 3, name: 'namespace-shift', what: 'A unit restarts with its namespaces in another order' },
    scenarios: ['namespace-shift'],
    tests: [[LINKS, 'that was killed and came back is live again, with a gap']],
  },
  {
    ...{ number: 4, name: 'missing-node', what: 'A unit restarts without one of its nodes' },
    scenarios: ['missing-node'],
    tests: [[LINKS, 'without one of its tags is degraded, and the others arrive']],
  },
  {
    ...{ number: 5, name: 'black-hole', what: 'The network swallows all, without a reset' },
    scenarios: ['black-hole', 'beyond-queues', 'cut-lines'],
    tests: [
      [LINKS, 'that goes silent is seen within three keep-alives'],
      [LINKS, 'that is away longer than the queues hold has a gap where history cannot fill it, and only there'],
    ],
    open: 'at 3 to 8 units (`--units`), not at 200',
  },
  {
    ...{ number: 6, name: 'queue-overflow', what: 'A unit’s queue overflows' },
    scenarios: [],
    tests: [
      [INTAKE, 'of an overflowed queue are good, with a gap before them'],
      [
        'src/plant/equipment/opcua/values.spec.ts',
        'is as good as before where values ahead of it fell out of the queue',
      ],
    ],
  },
  {
    ...{ number: 7, name: 'rollover', what: 'Sequence numbers begin anew; old ones are acknowledged again' },
    scenarios: ['rollover'],
    tests: [
      ['src/plant/equipment/opcua/sequence.spec.ts', 'go from their last to 1, never to 0'],
      ['src/plant/equipment/opcua/sequence.spec.ts', 'show a hole, also over their end'],
      [LINKS, 'whose unit drops it for one wrong acknowledgement gives none'],
    ],
  },
  {
    ...{ number: 8, name: 'database-away', what: 'The database stops, its disk is full, another takes its place' },
    scenarios: ['database-away', 'frozen-database', 'full-disk', 'failover'],
    tests: [
      [DELIVERY, 'wait in order while the database is away, and the unit is asked to pause'],
      [
        'src/plant/readings/take-messages.service.spec.ts',
        'loses nothing and doubles nothing: transactions cut in their middle',
      ],
      [SPARKPLUG, 'wait in memory, in order, while the database lets nobody in'],
      [
        KILLS,
        'a server that is killed while its database is away commits, once both are back, what it had on its disk',
      ],
    ],
  },
  {
    ...{ number: 9, name: 'lost-commit', what: 'A commit succeeds, and its reply is lost' },
    scenarios: ['lost-commits'],
    tests: [
      [
        'src/plant/readings/commit-batch.service.spec.ts',
        'absorbs what comes twice, in one message, in two and after a lost acknowledgement',
      ],
    ],
  },
  {
    ...{ number: 10, name: 'slow-commit', what: 'A commit takes longer than the broker’s patience' },
    scenarios: ['slow-commit', 'frozen-broker'],
    tests: [[MQTT, 'whose commit takes longer than the keep-alive neither end the connection nor come twice']],
  },
  {
    ...{ number: 11, name: 'broker-killed', what: 'The broker is killed with a queue, on disk and not' },
    scenarios: ['broker-backlog', 'broker-forgets', 'kill-all'],
    tests: [
      [MQTT, 'are reported as lost when the broker has forgotten our session'],
      [KILLS, 'kill -9 of server, broker, database and units at random under load'],
    ],
    open: 'a queue of 100 000 messages: `--long`',
  },
  {
    ...{ number: 12, name: 'poison', what: 'A message that nobody can read stands first' },
    scenarios: [],
    tests: [
      [MQTT, 'after a payload that holds none go on: it is kept with its bytes'],
      [
        'test/faults/sparkplug-devices.spec.ts',
        'keeps with its bytes what no tag has, and what nobody can read, and goes on',
      ],
    ],
  },
  {
    ...{
      number: 13,
      name: 'sparkplug',
      what: 'Sparkplug: holes, late deaths, storms of births, other aliases, extremes',
    },
    scenarios: [],
    tests: [
      [SPARKPLUG, 'leave one gap where a message is lost and a sample with it'],
      [SPARKPLUG, 'follow their aliases when a birth gives these to others'],
      [SPARKPLUG, 'a late death of its old session changes nothing'],
      [SPARKPLUG, 'are stored as their types have them to the last bit'],
      ['src/plant/equipment/sparkplug/rebirths.spec.ts', 'come as no storm: 1000 edge nodes are asked at 20 a second'],
    ],
  },
  {
    ...{ number: 14, name: 'sparkplug-host', what: 'The assertions of Sparkplug 3.0 about host applications' },
    scenarios: [],
    tests: [
      [
        'test/faults/sparkplug-devices.spec.ts',
        'operational-behavior-edge-node-termination-host-action-ndeath-node-offline',
      ],
      ['test/faults/sparkplug-state.spec.ts', 'the Sparkplug host of two brokers'],
    ],
  },
  {
    ...{ number: 15, name: 'clocks', what: 'A unit’s clock is off, jumps or stands still' },
    scenarios: ['clocks'],
    tests: [
      ['src/plant/readings/domain/check.spec.ts', 'time.ahead'],
      ['src/plant/readings/find-gaps.service.spec.ts', 'on a clock that is always ahead'],
      ['src/execution/batches/domain/who-and-when.spec.ts', 'a jump of the server’s clock'],
      ['test/api/corrections.spec.ts', 'Draft 12: a jump of the server’s clock'],
    ],
    open: 'summer time and leap seconds: all times are UTC; the server’s own clock is set in tests of the engine alone',
  },
  {
    ...{ number: 16, name: 'certificates', what: 'Certificates that are expired, revoked, unknown, of another unit' },
    scenarios: [],
    tests: [
      [CERTIFICATES, 'that has expired is refused, though it is trusted'],
      [CERTIFICATES, 'that its authority has revoked is refused, though it is trusted'],
      [CERTIFICATES, 'is used as soon as the unit trusts it, the one before until then, and nothing is lost'],
    ],
  },
  {
    ...{ number: 17, name: 'swapped-units', what: 'Another unit answers at a unit’s address' },
    scenarios: [],
    tests: [
      [LINKS, 'is refused by its serial number'],
      [
        'test/faults/mqtt-units.spec.ts',
        'that gives way to another at its topics has its own values stored, and none of the other’s',
      ],
      ['test/faults/sparkplug-devices.spec.ts', 'stores nothing of a device that is not the unit'],
    ],
  },
  {
    ...{ number: 18, name: 'start-once', what: 'A program’s start is sent, and the link dies before the answer' },
    scenarios: [],
    tests: [
      [
        'test/faults/mqtt-commands.spec.ts',
        'whose answer the broker was lost over is sent once, and found out from what the unit shows',
      ],
      [
        'test/faults/opcua-commands.spec.ts',
        'issued while the server was down is sent once when it is back, and not again after that',
      ],
    ],
  },
  {
    ...{ number: 19, name: 'pause', what: 'The server pauses, or two of them believe that a unit is theirs' },
    scenarios: ['frozen-server'],
    tests: [
      [INSTANCES, 'a server that stood still for longer than its leases last finds them at the other'],
      [INSTANCES, 'kill -9 of a server moves its units to the other within ten seconds'],
      [
        'src/platform/leases/leases.service.spec.ts',
        'move when their server is silent by the database’s clock, and what that still writes is refused',
      ],
    ],
  },
  {
    ...{ number: 20, name: 'reconnect-storm', what: 'All units reconnect at once' },
    scenarios: ['reconnect-storm'],
    tests: [['src/plant/equipment/opcua/turns.spec.ts', 'come no faster than the pace, however many ask at once']],
    open: 'a thousand units; 200 are connected with `--long`, and by `npm run bench -- reconnect-storm`',
  },
  {
    ...{ number: 21, name: 'soak', what: 'Days under load with faults from all the others' },
    scenarios: ['soak'],
    tests: [],
    open: 'days: `--long`',
  },
];
