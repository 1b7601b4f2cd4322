import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BatchDto, StepDto } from '../../src/execution/batches/batch-view.dto.js';
import type { AlarmsDto, OccurrenceDto } from '../../src/plant/alarms/alarm.dto.js';
import { type Client, Problem } from '../support/client.js';
import { DEMO_PASSWORD } from '../../tools/demo/people.js';
import { by, makeEffective } from '../support/effective-recipe.js';
import { askForKit, kitLabel, putIn } from '../support/kit.js';
import { type Room, startRoom } from '../support/room.js';
import { heard } from '../support/heard.js';

const RECIPE = `
recipe: short-record
title: Short batch with a record
product: Test cells
parameters:
  moi: { title: MOI, unit: '1', target: 5, range: [5, 10], criticality: CPP }
procedure:
  - unitProcedure: culture
    title: Culture
    unitClass: closed-bioreactor
    operations:
      - operation: all
        title: All of it
        phases:
          - id: identity
            kind: scan
            title: Identity
            instruction: Scan unit and bag.
            scans:
              - { id: unit, title: Unit, expects: unit }
              - { id: bag, title: Bag, expects: coi }
            sign: [performed, verified]
          - id: count
            kind: entry
            title: Count
            instruction: Count.
            fields:
              cells: { type: number, title: Cells, unit: 10*6, decimals: 0, alert: [90, 150], action: [80, 200], onBreach: supervisor, criticality: CQA }
              lot: { type: text, title: Lot }
              glucose: { type: number, title: Glucose, unit: g/L, decimals: 2, criticality: IPC, capture: { tag: glucose, aggregate: last, window: PT1M } }
              warmth: { type: number, title: Temperature, unit: Cel, decimals: 2, criticality: IPC, capture: { tag: temperature, aggregate: mean, window: PT1M } }
            sign: [performed, verified]
          - id: dose
            kind: calculation
            title: Dose
            instruction: Draw this much.
            formula: parameters.moi * count.cells
            unit: 10*6
            rounding: { decimals: 1, mode: half-even }
            criticality: IPC
            sign: [performed]
          - id: grow
            kind: program
            title: Grow
            instruction: Start it.
            program: Expansion
            set: { temperature: 37.0 Cel, co2: 5.0 %, agitation: 10 /min }
            until: { after: PT12M }
            monitor:
              - { tag: temperature, unit: Cel, alert: [36.7, 37.3], action: [36.6, 37.4], delay: PT1S, onBreach: continue, criticality: CPP }
            sign: [performed]
          - id: harvest
            kind: decision
            title: Harvest?
            instruction: Decide.
            options:
              - { id: harvest, title: Harvest, then: continue }
              - { id: stop, title: Stop, then: stop }
            sign: [performed by supervisor]
          - id: check
            kind: review
            title: Check
            instruction: Read all.
            sign: [reviewed]
`;

/** A batch that a room's people walk step by step, over the API, on a live unit. */
export class WalkedBatch {
  private constructor(
    readonly room: Room,
    private readonly operator: Client,
    readonly id: string,
    readonly coi: string,
  ) {}

  /** Issued and bound, on a unit whose readings come in. */
  static async begin(room: Room, number = 1): Promise<WalkedBatch> {
    const [operator, supervisor] = [await room.app.as('operator'), await room.app.as('supervisor')];
    const recipes = await supervisor.get<{ code: string; state: string }[]>('/recipes');
    if (!recipes.some(({ code, state }) => code === 'short-record' && state === 'effective'))
      await makeEffective(room.app, RECIPE);
    await askForKit(room.app);
    const coi = `COI-26-${number}`;
    const order = { code: `ORD-T${number}`, patient: `P-7F0${number}`, coi, product: 'Test cells', site: 'demo' };
    const { id: placed } = await supervisor.post<{ id: string }>('/orders', { ...order, sponsor: 'sponsor-a' });
    const { id } = await supervisor.post<{ id: string }>('/batches', { order: placed, recipe: 'short-record' });
    await soon(
      'readings of the unit',
      async () => (await operator.get<unknown[]>('/units/U-01/readings/latest')).length > 5,
    );
    const batch = new WalkedBatch(room, operator, id, coi);
    const kit = kitLabel(`${number}`);
    await operator.post(`/batches/${id}/bind`, { unitProcedure: 'culture', scanned: 'U-01', kit: { scanned: kit } });
    await putIn(room.units['U-01']!.control, kit);
    return batch;
  }

  shown = (): Promise<BatchDto> => this.operator.get(`/batches/${this.id}`);
  step = async (phase: string): Promise<StepDto> => (await this.shown()).steps.find((step) => step.phase === phase)!;

  /** A command on a step as it stands; looked at again where the unit was faster. */
  async act(phase: string, what: string, body: object | ((step: StepDto) => object) = {}): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const step = await this.step(phase);
      const told = typeof body === 'function' ? body(step) : body;
      try {
        await this.operator.post(`/batches/${this.id}/steps/${step.id}/${what}`, { seen: step.version, ...told });
        return;
      } catch (error) {
        if (!(error instanceof Problem) || error.code !== 'step.stale' || attempt === 5) throw error;
      }
    }
  }

  async sign(phase: string, username: string, meaning: string): Promise<void> {
    await this.act(phase, 'sign', ({ signing }) => ({ signing: by(username, meaning, signing!) }));
  }

  async comment(phase: string): Promise<void> {
    for (const { id, comment } of (await this.step(phase)).exceptions)
      if (comment === null) await this.act(phase, `exceptions/${id}/comment`, { comment: 'Seen, and explained.' });
  }

  private async programIs(...states: string[]): Promise<void> {
    for (const end = Date.now() + 60_000; ; await sleep(100)) {
      const { run, exceptions } = await this.step('grow');
      if (run !== null && states.includes(run.state)) return;
      if (Date.now() > end) throw new Error(`the program is not ${states[0]}: ${JSON.stringify([run, exceptions])}`);
    }
  }

  /** Identity, and a count with one value out of its limits, corrected text, and two values that the unit gave. */
  async toCount(): Promise<void> {
    await this.act('identity', 'start');
    await this.act('identity', 'scan', { scan: 'unit', scanned: 'U-01' });
    await this.act('identity', 'scan', { scan: 'bag', scanned: this.coi });
    await heard(this.operator, 'U-01', 'glucose');
    await this.act('identity', 'complete');
    await this.sign('identity', 'operator', 'performed');
    await this.sign('identity', 'supervisor', 'verified');
    await this.act('count', 'start');
    await this.act('count', 'entries', { values: [{ field: 'cells', value: '70', unit: '10*6' }] });
    await this.act('count', 'entries', { values: [{ field: 'lot', value: 'LOT-1' }] });
    await this.act('count', 'entries', { values: [{ field: 'lot', value: 'LOT-2' }], reason: 'misread' });
    await this.act('count', 'capture', { fields: ['glucose', 'warmth'] });
    const [exception] = (await this.step('count')).exceptions;
    const signing = by('supervisor', 'continue', exception!.signing!);
    const answer = { decision: 'continue', comment: 'Enough cells all the same.', signing };
    await this.act('count', `exceptions/${exception!.id}/answer`, answer);
  }

  /** Alarms of the batch that stand, with what the unit says of them. */
  async alarms(): Promise<{ id: string; occurrence: OccurrenceDto }[]> {
    const { alarms } = await this.operator.get<AlarmsDto>(`/alarms?list=active&batch=${this.id}`);
    return alarms.map(({ id, occurrence }) => ({ id, occurrence: occurrence! }));
  }

  /** The unit raises an alarm while the batch holds it, and it is over again. */
  async alarm(): Promise<void> {
    const standing = async () =>
      (await this.alarms()).find(({ occurrence }) => occurrence.message === 'CO2 supply pressure below 1.0 bar');
    await this.room.fault('U-01', 'gas-supply-low', { durationSeconds: 600 });
    await soon('the alarm is raised', async () => (await standing()) !== undefined);
    const { id, occurrence } = (await standing())!;
    const act = { occurrence: occurrence.id, comment: 'Bottle changed.' };
    await this.operator.post(`/alarms/${id}/acknowledge`, act);
    await this.room.lift('U-01', 'gas-supply-low');
    await soon('the alarm is over', async () => (await standing()) === undefined);
  }

  /** Held and restarted, and then stopped by a supervisor's answer to another value out of its limits. */
  async toStop(): Promise<void> {
    await this.operator.post(`/batches/${this.id}/hold`, { reason: 'alarm in the room' });
    const { restart } = await this.shown();
    const signing = by('supervisor', 'restart', restart!);
    await this.operator.post(`/batches/${this.id}/restart`, { comment: 'False alarm.', signing });
    const cells = { values: [{ field: 'cells', value: '60', unit: '10*6' }], reason: 'counted again' };
    await this.act('count', 'entries', cells);
    const { id } = (await this.step('count')).exceptions.at(-1)!;
    await this.act('count', `exceptions/${id}/answer`, ({ exceptions }) => ({
      decision: 'stop',
      comment: 'Too few cells.',
      signing: by('supervisor', 'stop', exceptions.at(-1)!.signing!),
    }));
  }

  /** The rest, with one temperature excursion while the program runs. */
  async toEnd(): Promise<void> {
    await this.act('count', 'complete');
    await this.sign('count', 'operator', 'performed');
    await this.sign('count', 'supervisor', 'verified');
    await this.act('dose', 'start');
    await this.act('dose', 'complete');
    await this.sign('dose', 'operator', 'performed');
    // asked for before the start: it takes seconds to heat up, and the unit does not wait for a slow test
    await this.room.fault('U-01', 'temperature-excursion', { durationSeconds: 60, magnitude: 10 });
    await this.act('grow', 'start');
    await this.programIs('ended');
    await soon('the excursion is found from its begin to its end', async () =>
      (await this.step('grow')).exceptions.some(({ kind, endedAt }) => kind === 'limit.action' && endedAt !== null),
    );
    await this.act('grow', 'complete');
    await this.comment('grow');
    await this.sign('grow', 'operator', 'performed');
    await this.act('harvest', 'start');
    await this.act('harvest', 'decide', { option: 'harvest' });
    await this.act('harvest', 'complete');
    await this.sign('harvest', 'supervisor', 'performed');
    await this.act('check', 'start');
    await this.act('check', 'complete');
    await this.sign('check', 'qa', 'reviewed');
  }
}

export const openRoom = (): Promise<Room> => startRoom({ speed: 60, rate: 2 });

async function soon(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 60_000; !(await isSo()); await sleep(100))
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
}

/** What a person downloads, letter by letter. */
export async function download(of: Room | string, path: string): Promise<{ text: string; headers: Headers }> {
  const url = typeof of === 'string' ? of : of.app.url;
  const headers = { 'content-type': 'application/json', 'idempotency-key': randomUUID() };
  const body = JSON.stringify({ username: 'qa', password: DEMO_PASSWORD });
  const session = await fetch(`${url}/api/session`, { method: 'POST', headers, body });
  const cookie = session.headers.getSetCookie()[0]!.split(';')[0]!;
  const response = await fetch(`${url}/api${path}`, { headers: { cookie } });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return { text: await response.text(), headers: response.headers };
}
