import { Injectable } from '@nestjs/common';
import { Refusal, type RefusalKind } from '../../kernel/refusal.js';
import { Database, type Tx } from '../database/index.js';
import type { CommandContext } from './access.js';

type Answer = { result: unknown } | { refusal: { kind: RefusalKind; code: string; values: Record<string, unknown> } };

/**
 * Runs people's commands once: the idempotency row comes first, in the command's own transaction, by person, route and
 * key. The same command again gets the stored answer; another body under the key is refused with `idempotency-key.reused`.
 * What rolled back (a thrown Refusal, a failure of ours) is not stored.
 */
@Injectable()
export class Commands {
  constructor(private readonly database: Database) {}

  run<T>(command: CommandContext, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.database.write(command.scope, async (tx) => {
      const known = await this.claim(tx, command);
      if (known !== null) return replay<T>(known);
      const result = await work(tx);
      const answer: Answer =
        result instanceof Refusal
          ? { refusal: { kind: result.kind, code: result.code, values: result.values } }
          : { result: result ?? null };
      await tx.query(`update idempotency set answer = $4 where person = $1 and route = $2 and key = $3`, [
        command.caller.person.id,
        command.route,
        command.key,
        JSON.stringify(answer),
      ]);
      return result;
    });
  }

  private async claim(tx: Tx, { caller, route, key, bodyHash }: CommandContext): Promise<Answer | null> {
    const claimed = await tx.query(
      `insert into idempotency (person, route, key, body_hash) values ($1, $2, $3, $4) on conflict do nothing returning key`,
      [caller.person.id, route, key, bodyHash],
    );
    if (claimed.length > 0) return null;
    const [row] = await tx.query<{ bodyHash: string; answer: Answer }>(
      `select body_hash as "bodyHash", answer from idempotency where person = $1 and route = $2 and key = $3`,
      [caller.person.id, route, key],
    );
    if (row!.bodyHash !== bodyHash) throw new Refusal('unprocessable', 'idempotency-key.reused');
    return row!.answer;
  }
}

function replay<T>(answer: Answer): T {
  if ('refusal' in answer) throw new Refusal(answer.refusal.kind, answer.refusal.code, answer.refusal.values);
  return answer.result as T;
}
