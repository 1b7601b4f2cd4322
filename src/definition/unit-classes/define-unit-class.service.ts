import { Injectable } from '@nestjs/common';
import { Refusal } from '../../kernel/refusal.js';
import { newId } from '../../platform/clock/index.js';
import type { Tx } from '../../platform/database/index.js';
import { type CommandContext, Commands } from '../../platform/http/index.js';
import { type Actor, actorOf, because, Ledger } from '../../trust/ledger/index.js';
import { ENTERPRISE, refuseBeyondOwn } from '../../trust/organisation/index.js';
import { decideDefine, parseUnitClasses, type UnitClass, type UnitClassRow } from './domain/index.js';
import { findUnitClass, holdUnitClassCode, unitClassStore } from './unit-class.store.js';
import type { PutUnitClassDto } from './unit-class.dto.js';

/** A unit class comes to be, or its next version does; the same again states nothing. */
@Injectable()
export class DefineUnitClass {
  constructor(
    private readonly commands: Commands,
    private readonly ledger: Ledger,
  ) {}

  put(command: CommandContext, code: string, { reason, seen, ...body }: PutUnitClassDto): Promise<UnitClassRow> {
    const unitClass = parsed({ code, ...body });
    return this.commands.run(command, (tx) => this.define(tx, actorOf(command.caller), { unitClass, seen }, reason));
  }

  private async define(
    tx: Tx,
    by: Actor,
    stated: { unitClass: UnitClass; seen: string | undefined },
    reason?: string,
  ): Promise<UnitClassRow> {
    const { code } = stated.unitClass;
    await holdUnitClassCode(tx, code);
    const known = await findUnitClass(tx, code);
    const id = known?.id ?? newId();
    try {
      const { state } = await this.ledger.change(
        tx,
        unitClassStore,
        id,
        by,
        (rows) => {
          const facts = decideDefine(rows, { id, ...stated });
          refuseBeyondOwn(tx.scope);
          return because(facts, reason);
        },
        ENTERPRISE,
      );
      return state.unit_class[id]!;
    } catch (error) {
      if (error instanceof Refusal && error.code === 'unit-class.unchanged') return known!;
      throw error;
    }
  }
}

/** Refuses with `unit-class.not-valid` and its findings, as of a file with this one class. */
function parsed(unitClass: object): UnitClass {
  const result = parseUnitClasses(JSON.stringify({ unitClasses: [unitClass] }, null, 1));
  if ('findings' in result) throw new Refusal('unprocessable', 'unit-class.not-valid', { findings: result.findings });
  return result.unitClasses[0]!;
}
