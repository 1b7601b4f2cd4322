import { Injectable } from '@nestjs/common';
import { Refusal } from '../../kernel/refusal.js';
import { Database, type Tx } from '../database/index.js';
import type { CommandContext } from './access.js';
import { type Answer, answerWith, claim } from './idempotency.store.js';

/**
 * Runs people's commands once: the idempotency row comes first, in the command's own transaction, by person, route and
 * key. The same command again gets the stored answer; another body under the key is refused with `idempotency-key.reused`.
 * What rolled back (a thrown Refusal, a failure of ours) is not stored.
 */
@Injectable()
export class Commands {
  constructor(private readonly database: Database) {}

  /** What a command asks before its transaction, in its scope. */
  look<T>(command: CommandContext, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.database.read(command.scope, work);
  }

  run<T>(command: CommandContext, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.database.write(command.scope, async (tx) => {
      const known = await claim(tx, command);
      if (known !== null) return replay<T>(known);
      const result = await work(tx);
      const answer: Answer =
        result instanceof Refusal
          ? { refusal: { kind: result.kind, code: result.code, values: result.values } }
          : { result: result ?? null };
      answerWith(tx, command, answer);
      return result;
    });
  }
}

function replay<T>(answer: Answer): T {
  if ('refusal' in answer) throw new Refusal(answer.refusal.kind, answer.refusal.code, answer.refusal.values);
  return answer.result as T;
}
