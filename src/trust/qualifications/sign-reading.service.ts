import { Injectable } from '@nestjs/common';
import type { Uuid } from '../../kernel/ids.js';
import { newId } from '../../platform/clock/index.js';
import { type CommandContext, Commands } from '../../platform/http/index.js';
import { actorOf, Ledger } from '../ledger/index.js';
import { Signatures, type SigningDto } from '../signatures/index.js';
import { signReading } from './domain/index.js';
import type { PersonTrainingDto } from './qualification.dto.js';
import { trainingStore, traineeInSight } from './qualification.store.js';
import { personTraining } from './qualification.view.js';

/** A person signs, after full authentication, that they have read and understood. */
@Injectable()
export class SignReading {
  constructor(
    private readonly commands: Commands,
    private readonly ledger: Ledger,
    private readonly signatures: Signatures,
  ) {}

  async sign(command: CommandContext, task: Uuid, given: SigningDto): Promise<PersonTrainingDto> {
    const { caller } = command;
    const { id } = caller.person;
    const { meaning, hash } = given;
    const signer = await this.signatures.authenticate(caller, given, `training/${id}`);
    const signed = { task, signature: newId(), signer, meaning, hash };
    return this.commands.run(command, async (tx) => {
      const { zone } = await traineeInSight(tx, id);
      let at = '';
      const { state } = await this.ledger.change(tx, trainingStore, id, actorOf(caller), (known, now) =>
        signReading(known, signed, { now: (at = now), zone }),
      );
      return personTraining(Object.values(state.training), Object.values(state.reading_task), { now: at, zone });
    });
  }
}
