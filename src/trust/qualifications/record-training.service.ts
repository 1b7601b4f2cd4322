import { Injectable } from '@nestjs/common';
import type { Uuid } from '../../kernel/ids.js';
import { Refusal } from '../../kernel/refusal.js';
import { newId } from '../../platform/clock/index.js';
import type { Tx } from '../../platform/database/index.js';
import { type CommandContext, Commands } from '../../platform/http/index.js';
import { actorOf, Ledger, type NewFact } from '../ledger/index.js';
import {
  assignReading,
  type GivenTraining,
  type Moment,
  type Pair,
  recordTraining,
  revokeTraining,
  type TrainingState,
  withdrawReading,
} from './domain/index.js';
import type { AssignReadingDto, PersonTrainingDto, RecordTrainingDto } from './qualification.dto.js';
import { findSkill, type Trainee, trainingStore, trainingStream, traineeInSight } from './qualification.store.js';
import { personTraining } from './qualification.view.js';

type Decide = (state: TrainingState, pair: Pair, moment: Moment) => NewFact[];

/** A trainer states what somebody else was trained in, takes it back, and gives people something to read. */
@Injectable()
export class RecordTraining {
  constructor(
    private readonly commands: Commands,
    private readonly ledger: Ledger,
  ) {}

  record(command: CommandContext, person: Uuid, body: RecordTrainingDto): Promise<PersonTrainingDto> {
    return this.change(command, person, async (tx, trainee) => {
      refuseDisabled(trainee);
      const given = await givenOf(tx, body);
      return (_, pair, moment) => recordTraining(given, pair, moment);
    });
  }

  revoke(command: CommandContext, person: Uuid, training: Uuid, reason: string): Promise<PersonTrainingDto> {
    return this.change(command, person, () => (state, pair) => revokeTraining(state, { training, reason }, pair));
  }

  assign(command: CommandContext, person: Uuid, body: AssignReadingDto): Promise<PersonTrainingDto> {
    const { code, version, title = code, due = null } = body;
    const reading = { task: newId(), kind: 'document' as const, code, version, title, due, hash: null, source: null };
    return this.change(command, person, (_, trainee) => {
      refuseDisabled(trainee);
      return (state) => assignReading(state, reading);
    });
  }

  withdraw(command: CommandContext, person: Uuid, task: Uuid, reason: string): Promise<PersonTrainingDto> {
    return this.change(command, person, () => (state, pair) => withdrawReading(state, task, reason, pair));
  }

  private change(
    command: CommandContext,
    id: Uuid,
    learn: (tx: Tx, trainee: Trainee) => Decide | Promise<Decide>,
  ): Promise<PersonTrainingDto> {
    const { caller } = command;
    return this.commands.run(command, async (tx) => {
      const trainee = await traineeInSight(tx, id);
      const { zone } = trainee;
      const decide = await learn(tx, trainee);
      const pair = { person: id, trainer: caller.person.id };
      let at = '';
      const { state } = await this.ledger.change(
        tx,
        trainingStore,
        id,
        actorOf(caller),
        (known, now) => decide(known, pair, { now: (at = now), zone }),
        trainingStream(zone),
      );
      return personTraining(Object.values(state.training), Object.values(state.reading_task), { now: at, zone });
    });
  }
}

/** Whoever is disabled is trained no more; what stands of them may be taken back. */
function refuseDisabled({ status }: Trainee): void {
  if (status !== 'active') throw new Refusal('conflict', 'person.disabled');
}

/** A skill has its title and how long it is good; a document is named with its version. */
async function givenOf(tx: Tx, body: RecordTrainingDto): Promise<GivenTraining> {
  const { kind, code, version = null, title = code, day, evidence } = body;
  const said = { training: newId(), kind, code, day, evidence };
  if (kind === 'document') {
    if (version === null) throw new Refusal('invalid', 'training.version-missing');
    return { ...said, version, title, validity: null };
  }
  const skill = await findSkill(tx, code);
  if (skill === null) throw new Refusal('not-found', 'skill.not-found', { code });
  return { ...said, version: null, title: skill.title, validity: skill.validity };
}
