import { Injectable } from '@nestjs/common';
import type { Uuid } from '../../kernel/ids.js';
import { newId } from '../../platform/clock/index.js';
import type { Tx } from '../../platform/database/index.js';
import { type Actor, Ledger } from '../ledger/index.js';
import { type AssignedReading, assignMissing, type Lack, lacksOf, type Moment, type Need } from './domain/index.js';
import {
  databaseNow,
  keepTraining,
  listSkills,
  operatorsAt,
  trainingsOf,
  trainingStore,
  trainingStream,
} from './qualification.store.js';

/** An operator, and what they lack of what was asked. */
export interface Readiness {
  name: string;
  lacks: Lack[];
}

/** Who is qualified for what, as the modules above ask it. */
@Injectable()
export class Qualifications {
  constructor(private readonly ledger: Ledger) {}

  /** 11.10(i): what of these needs a person does not meet then and there; nothing of it changes until the transaction ends. */
  async missing(tx: Tx, person: Uuid, needs: readonly Need[], moment: Moment): Promise<Lack[]> {
    if (needs.length === 0) return [];
    await keepTraining(tx, person);
    return lacksOf(await trainingsOf(tx, [person]), needs, moment);
  }

  /** Which of these codes are no skill. */
  async undefinedSkills(tx: Tx, codes: readonly string[]): Promise<string[]> {
    if (codes.length === 0) return [];
    const known = new Set((await listSkills(tx)).map(({ id }) => id));
    return codes.filter((code) => !known.has(code));
  }

  /** Each operator of these sites, or of any where none is named, with what they lack of these needs now. */
  async readiness(tx: Tx, sites: readonly Uuid[] | null, needs: readonly Need[]): Promise<Readiness[]> {
    if (needs.length === 0) return [];
    const [operators, now] = [await operatorsAt(tx, sites), await databaseNow(tx)];
    const trainings = Map.groupBy(
      await trainingsOf(
        tx,
        operators.map(({ id }) => id),
      ),
      ({ person }) => person,
    );
    return operators.map(({ id, name, zone }) => ({
      name,
      lacks: lacksOf(trainings.get(id) ?? [], needs, { now, zone }),
    }));
  }

  /** Gives every operator what they have to read, but for what they have read or have to read already. */
  async assign(tx: Tx, by: Actor, readings: readonly Omit<AssignedReading, 'task' | 'due'>[]): Promise<void> {
    if (readings.length === 0) return;
    for (const { id, zone } of await operatorsAt(tx, null)) {
      const tasks = readings.map((reading) => ({ ...reading, task: newId(), due: null }));
      await this.ledger.changeIfAny(
        tx,
        trainingStore,
        id,
        by,
        (state, now) => assignMissing(state, tasks, { now, zone }),
        trainingStream(zone),
      );
    }
  }
}
