import { Refusal, type RefusalKind } from '../../kernel/refusal.js';
import type { Tx } from '../database/index.js';
import type { CommandContext } from './access.js';

/** What a command answered. */
export type Answer =
  { result: unknown } | { refusal: { kind: RefusalKind; code: string; values: Record<string, unknown> } };

/** Null where the command is new and now ours; the answer of the one before; refuses another body under its key. */
export async function claim(tx: Tx, { caller, route, key, bodyHash }: CommandContext): Promise<Answer | null> {
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

export function answerWith(tx: Tx, { caller, route, key }: CommandContext, answer: Answer): void {
  tx.later(`update idempotency set answer = $4 where person = $1 and route = $2 and key = $3`, [
    caller.person.id,
    route,
    key,
    JSON.stringify(answer),
  ]);
}
