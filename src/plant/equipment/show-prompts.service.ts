import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/index.js';
import type { Caller } from '../../platform/http/index.js';
import { listUnits, openAnswers, openPrompts } from './equipment.store.js';
import type { PromptDto, PromptsQuery } from './prompt.dto.js';
import { promptDto } from './prompt.view.js';

/** What units wait for people to say. */
@Injectable()
export class ShowPrompts {
  constructor(private readonly database: Database) {}

  list(caller: Caller, query: PromptsQuery): Promise<PromptDto[]> {
    return this.database.read(caller.scope, (tx) => this.open(tx, query));
  }

  async open(tx: Tx, { unit, batch }: PromptsQuery): Promise<PromptDto[]> {
    const rows = (await openPrompts(tx)).filter((row) => batch === undefined || row.batch === batch);
    if (rows.length === 0) return [];
    const units = await listUnits(tx, [...new Set(rows.map((row) => row.unit))]);
    const answers = await openAnswers(tx);
    return rows.flatMap((row) => {
      const own = units.find(({ id }) => id === row.unit);
      return own !== undefined && (unit === undefined || own.code === unit) ? [promptDto(row, own, answers)] : [];
    });
  }
}
