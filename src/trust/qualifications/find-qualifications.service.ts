import { Injectable } from '@nestjs/common';
import type { Instant, Uuid } from '../../kernel/ids.js';
import { newId } from '../../platform/clock/index.js';
import type { Tx } from '../../platform/database/index.js';
import { type Actor, Ledger } from '../ledger/index.js';
import { type AssignedReading, assignMissing, type Lack, lacksOf, type Need } from './domain/index.js';
import {
  databaseNow,
  keepTraining,
  listSkills,
  openTasksOf,
  operatorsAt,
  trainingsOf,
  trainingStore,
  trainingStream,
} from './qualification.store.js';

/** An operator, and what they lack of what was asked; `name` is null of somebody of a site out of sight. */
export interface Readiness {
  name: string | null;
  lacks: Lack[];
}

/** A person of whom something is asked, and when they need it. */
export interface AskedOf {
  person: Uuid;
  needs: readonly Need[];
  when: Instant;
}

/** Who is qualified for what, as the modules above ask it. */
@Injectable()
export class Qualifications {
  constructor(private readonly ledger: Ledger) {}

  /**
   * 11.10(i): what each of these people did not meet of what they were asked, at its instant and in this zone, in their order;
   * nothing of it changes until the transaction ends.
   */
  async missing(tx: Tx, asked: readonly AskedOf[], zone: string): Promise<Lack[][]> {
    const people = [...new Set(asked.map(({ person }) => person))];
    await keepTraining(tx, people);
    const trainings = Map.groupBy(await trainingsOf(tx, people), ({ person }) => person);
    return asked.map(({ person, needs, when }) => lacksOf(trainings.get(person) ?? [], needs, { now: when, zone }));
  }

  /** Which of these codes are no skill. */
  async undefinedSkills(tx: Tx, codes: readonly string[]): Promise<string[]> {
    if (codes.length === 0) return [];
    const known = new Set((await listSkills(tx)).map(({ id }) => id));
    return codes.filter((code) => !known.has(code));
  }

  /** Each operator of these sites, or of any where none is named, with what they lack of these needs from then on, or now. */
  async readiness(
    tx: Tx,
    sites: readonly Uuid[] | null,
    needs: readonly Need[],
    from: Instant | null,
  ): Promise<Readiness[]> {
    if (needs.length === 0) return [];
    const [operators, today] = [await operatorsAt(tx, sites), await databaseNow(tx)];
    const now = from !== null && Date.parse(from) > Date.parse(today) ? from : today;
    const trainings = Map.groupBy(await trainingsOf(tx, idsOf(operators)), ({ person }) => person);
    return operators.map(({ id, name, site, zone }) => ({
      name: site === null ? null : name,
      lacks: lacksOf(trainings.get(id) ?? [], needs, { now, zone }),
    }));
  }

  /**
   * Gives every operator what they have to read, but for what they have read or have to read already; tells to how many.
   * Takes the locks of theirs whom it is given alone, so it comes before other streams.
   */
  async assign(tx: Tx, by: Actor, readings: readonly Omit<AssignedReading, 'task' | 'due'>[]): Promise<number> {
    if (readings.length === 0) return 0;
    const [operators, today] = [await operatorsAt(tx, null), await databaseNow(tx)];
    const trainings = Map.groupBy(await trainingsOf(tx, idsOf(operators)), ({ person }) => person);
    const open = Map.groupBy(await openTasksOf(tx, idsOf(operators)), ({ person }) => person);
    let given = 0;
    for (const { id, zone } of operators) {
      const tasks = readings.map((reading) => ({ ...reading, task: newId(), due: null }));
      const known = { training: byId(trainings.get(id)), reading_task: byId(open.get(id)), signature: {} };
      if (assignMissing(known, tasks, { now: today, zone }).length === 0) continue;
      const { facts } = await this.ledger.changeIfAny(
        tx,
        trainingStore,
        id,
        by,
        (state, now) => assignMissing(state, tasks, { now, zone }),
        trainingStream(zone),
      );
      if (facts.length > 0) given++;
    }
    return given;
  }
}

const idsOf = (people: readonly { id: Uuid }[]): Uuid[] => people.map(({ id }) => id);

const byId = <Row extends { id: string }>(rows: readonly Row[] = []): Record<string, Row> =>
  Object.fromEntries(rows.map((row) => [row.id, row]));
