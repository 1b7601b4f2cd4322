import { expect } from '@jest/globals';
import type { AlarmHistoryDto, AlarmsDto } from '../../src/plant/alarms/alarm.dto.js';
import { ShowAlarms } from '../../src/plant/alarms/show-alarms.service.js';
import type { Caller } from '../../src/platform/http/index.js';
import type { Room } from '../support/room.js';
import { until } from '../support/walk.js';
import { WalkedBatch } from './walked-batch.js';

/** What the unit says of an alarm that nobody ends. */
const STANDING = 'CO2 reserve pressure below 1.0 bar';

const isStanding = ({ occurrence }: { occurrence: { message: string } | null }): boolean =>
  occurrence?.message === STANDING;

/** Of an alarm that stands before, during and after its batches; before the first it is suppressed by design. */
export async function beginUnderAlarm(room: Room): Promise<WalkedBatch> {
  await room.fault('U-01', 'reserve-gas-low', { durationSeconds: 86_400 });
  const supervisor = await room.app.as('supervisor');
  const hidden = async () => (await supervisor.get<AlarmsDto>('/alarms?list=suppressed')).alarms;
  await until('an alarm stands', async () => (await hidden()).some(isStanding));
  const batch = await WalkedBatch.begin(room);
  await until('it is the batch’s too', async () => (await batch.alarms()).some(isStanding));
  return batch;
}

type Recorded = [WalkedBatch, Record<string, object[]>];

/** Of two batches that held the unit one after the other, neither is named in the other's record, nor to another sponsor. */
export async function checkApart(first: Recorded, second: Recorded): Promise<void> {
  for (const [{ id }, view] of [first, second])
    expect(view['alarm_occurrence']).toContainEqual(expect.objectContaining({ message: STANDING, batches: [id] }));
  const [batches, { room }] = [[first[0].id, second[0].id], first[0]];
  const supervisor = await room.app.as('supervisor');
  const { occurrences } = await supervisor.get<AlarmHistoryDto>(`/alarms/history?batch=${batches[1]}`);
  const ofBoth = occurrences.find(({ message }) => message === STANDING)!;
  expect(ofBoth.batches.toSorted()).toEqual(batches.toSorted());
  const another = { scope: { sponsors: ['another'] } } as unknown as Caller;
  const unseen = await room.app.server.app.get(ShowAlarms).one(another, ofBoth.alarm);
  expect(unseen.occurrences.map((one) => one.batches)).toEqual([[]]);
  for (const id of batches) expect(JSON.stringify(unseen)).not.toContain(id);
}
