import { Injectable } from '@nestjs/common';
import { hashOf } from '../../kernel/canonical-json.js';
import type { Uuid } from '../../kernel/ids.js';
import { Refusal } from '../../kernel/refusal.js';
import { newId } from '../../platform/clock/index.js';
import { Database, type Tx } from '../../platform/database/index.js';
import { type Caller, type CommandContext, Commands } from '../../platform/http/index.js';
import { type Actor, Ledger, type NewFact } from '../../trust/ledger/index.js';
import {
  type SignatureRow,
  Signatures,
  type Signer,
  type SigningDto,
  signingRole,
} from '../../trust/signatures/index.js';
import {
  decidePerform,
  decideRefuse,
  decideVerify,
  type UnitRow,
  type UnitState,
  upkeepHash,
  upkeepSubject,
  type UpkeepRow,
  type UpkeepSigning,
} from './domain/index.js';
import { unitStore } from './equipment.store.js';
import type { PerformUpkeepDto, RefuseUpkeepDto, UpkeepDto, UpkeepSignatureDto } from './upkeep.dto.js';
import { refusedUpkeep, signaturesOf, waitingUpkeep } from './upkeep.store.js';
import { Equipment } from './use-equipment.service.js';

/** Cleaning, calibration, qualification, maintenance, firmware and service of units: signed by who did it, then by a second person. */
@Injectable()
export class KeepUnits {
  constructor(
    private readonly commands: Commands,
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly signatures: Signatures,
    private readonly equipment: Equipment,
  ) {}

  waiting(caller: Caller, code: string): Promise<UpkeepDto[]> {
    return this.listed(caller, code, waitingUpkeep);
  }

  refused(caller: Caller, code: string): Promise<UpkeepDto[]> {
    return this.listed(caller, code, refusedUpkeep);
  }

  private listed(
    caller: Caller,
    code: string,
    list: (tx: Tx, unit: Uuid) => Promise<UpkeepRow[]>,
  ): Promise<UpkeepDto[]> {
    return this.database.read(caller.scope, async (tx) => {
      const unit = await this.equipment.byCode(tx, code);
      const rows = await list(tx, unit.id);
      const signatures = await signaturesOf(
        tx,
        [unit.id],
        rows.map(({ id }) => upkeepSubject(id)),
      );
      return rows.map((row) => upkeepDto(unit, row, signatures));
    });
  }

  async perform(command: CommandContext, code: string, { signing, ...given }: PerformUpkeepDto): Promise<UpkeepDto> {
    const hash = hashOf({ unit: code, ...given });
    const signer = await this.signer(command, code, { ...signing, meaning: 'performed', hash });
    return this.commands.run(command, async (tx) => {
      const unit = await this.equipment.actedOn(tx, { code });
      const kept = await this.equipment.keptAs(tx, unit);
      const act = { ...given, id: newId(), signing: { id: newId(), signer } };
      const by = signerOf(command.caller, signer, 'upkeep.perform');
      const { state } = await this.ledger.change(tx, unitStore, unit.id, by, (rows, now) =>
        decidePerform(rows, unit.id, kept, act, now),
      );
      return upkeepDto(unit, state.unit_upkeep[act.id]!, Object.values(state.signature));
    });
  }

  verify(command: CommandContext, code: string, id: Uuid, given: SigningDto): Promise<UpkeepDto> {
    return this.judge(command, code, id, {
      ...{ given, meaning: 'verified' },
      decide: (rows, unit, act) => decideVerify(rows, unit, id, act),
    });
  }

  refuse(command: CommandContext, code: string, id: Uuid, { signing, reason }: RefuseUpkeepDto): Promise<UpkeepDto> {
    return this.judge(command, code, id, {
      ...{ given: signing, meaning: 'refused' },
      decide: (rows, unit, act) => decideRefuse(rows, unit, id, { ...act, reason }),
    });
  }

  private async signer(command: CommandContext, code: string, given: SigningDto): Promise<Signer> {
    const { id } = await this.commands.look(command, (tx) => this.equipment.byCode(tx, code));
    return this.signatures.authenticate(command.caller, given, `unit/${id}`);
  }

  /** A second person's, by a signature of that meaning. */
  private async judge(
    command: CommandContext,
    code: string,
    id: Uuid,
    { given, meaning, decide }: Judgement,
  ): Promise<UpkeepDto> {
    if (given.meaning !== meaning) throw new Refusal('unprocessable', 'signature.wrong-meaning', { meaning });
    const signer = await this.signer(command, code, given);
    return this.commands.run(command, async (tx) => {
      const unit = await this.equipment.actedOn(tx, { code });
      const act = { hash: given.hash, signing: { id: newId(), signer } };
      const by = signerOf(command.caller, signer, 'upkeep.verify');
      const { state } = await this.ledger.change(tx, unitStore, unit.id, by, (rows) => decide(rows, unit.id, act));
      return upkeepDto(unit, state.unit_upkeep[id]!, Object.values(state.signature));
    });
  }
}

interface Judgement {
  given: SigningDto;
  meaning: 'verified' | 'refused';
  decide: (rows: UnitState, unit: Uuid, act: { hash: string; signing: UpkeepSigning }) => NewFact[];
}

function upkeepDto(unit: UnitRow, row: UpkeepRow, all: readonly SignatureRow[]): UpkeepDto {
  const { performedBy: _, ...shown } = row;
  const signatures = all.filter(({ subject }) => subject === upkeepSubject(row.id));
  return { ...shown, unit: unit.code, hash: upkeepHash(unit, row), signatures: signatures.map(signatureDto) };
}

/** As screens show it: when it was given, and meaning what. */
export const signatureDto = ({ meaning, username, name, role, hash, at, zone }: SignatureRow): UpkeepSignatureDto => ({
  ...{ meaning, username, name, role, hash, at, zone },
});

/** Whoever signs does it, at whosever tablet. */
const signerOf = ({ terminal }: Caller, signer: Signer, permission: string): Actor => ({
  person: signer.person,
  name: signer.name,
  role: signingRole(signer, permission),
  ...(terminal === undefined ? {} : { terminal }),
});
