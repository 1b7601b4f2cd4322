import type { Database, Tx } from '../../platform/database/index.js';
import type { KnownCondition } from './domain/index.js';

/** An acknowledgement by a person that the unit has not taken yet. */
export interface Acknowledgement {
  unit: string;
  /** key of the condition */
  condition: string;
  comment: string;
  attempts: number;
  /** as the unit last said; null where it says nothing of it */
  known: KnownCondition | null;
  /** it was raised anew since: that is for another acknowledgement */
  isRaisedAgain: boolean;
}

export function insertAcknowledgement(
  tx: Tx,
  {
    unit,
    condition,
    occurrence,
    comment,
  }: Pick<Acknowledgement, 'unit' | 'condition' | 'comment'> & { occurrence: string },
): void {
  tx.later(
    `insert into alarm_acknowledgement (unit, condition, occurrence, comment, due_at)
     values ($1, $2, $3, $4, clock_timestamp())
     on conflict (unit, condition) do update set occurrence = excluded.occurrence, comment = excluded.comment,
       attempts = 0, due_at = excluded.due_at, error = null`,
    [unit, condition, occurrence, comment],
  );
}

/** A look that costs little, since mostly there is nothing. */
export const dueAcknowledgements = (database: Database): Promise<Acknowledgement[]> =>
  database.look<Acknowledgement>(
    `select a.unit, a.condition, a.comment, a.attempts, w.conditions -> a.condition as known,
            l.occurrence is distinct from a.occurrence as "isRaisedAgain"
       from alarm_acknowledgement a join alarm_watch w on w.unit = a.unit
       join alarm_occurrence o on o.id = a.occurrence join alarm l on l.id = o.alarm
      where a.due_at <= clock_timestamp() order by a.due_at`,
  );

export function endAcknowledgement(tx: Tx, { unit, condition }: Acknowledgement): void {
  tx.later(`delete from alarm_acknowledgement where unit = $1 and condition = $2`, [unit, condition]);
}

/** Told again after so many seconds, where the unit does not say so until then. */
export function putOff(tx: Tx, { unit, condition }: Acknowledgement, again: number, error: string | null): void {
  tx.later(
    `update alarm_acknowledgement set attempts = attempts + 1, error = $4,
            due_at = clock_timestamp() + make_interval(secs => $3) where unit = $1 and condition = $2`,
    [unit, condition, again, error?.slice(0, 500) ?? null],
  );
}
