import { createHash } from 'node:crypto';
import type { Database, Tx } from '../../platform/database/index.js';
import type { Contact } from './domain/index.js';

/** What somebody outside is told of an alarm. */
export interface DeliveryBody {
  alarm: string;
  title: string;
  priority: string;
  /** code of the unit; null where the alarm groups many */
  unit: string | null;
  message: string;
  announcedAt: string;
  response: string | null;
  step: number;
}

export interface Delivery {
  id: string;
  occurrence: string;
  contact: string;
  kind: Contact['kind'];
  target: string;
  body: DeliveryBody;
  attempts: number;
}

/** For how long somebody may say that they know, in hours. */
const ANSWERABLE = 24;

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

export interface DeliveryRow extends Delivery {
  alarm: string;
  dueAt: string;
  deliveredAt: string | null;
  failedAt: string | null;
  error: string | null;
}

export function insertDelivery(tx: Tx, { body, ...delivery }: Omit<Delivery, 'attempts'>): void {
  const { id, occurrence, contact, kind, target } = delivery;
  tx.later(
    `insert into alarm_delivery (id, alarm, occurrence, contact, kind, target, body, due_at, answerable_until)
     values ($1, $2, $3, $4, $5, $6, $7, clock_timestamp(), clock_timestamp() + make_interval(hours => ${ANSWERABLE}))`,
    [id, body.alarm, occurrence, contact, kind, target, JSON.stringify(body)],
  );
}

/** A look that costs little, since mostly there is nothing. */
export async function isAnyDue(database: Database): Promise<boolean> {
  const [row] = await database.look<{ due: boolean }>(
    `select exists (select from alarm_delivery
      where delivered_at is null and failed_at is null and due_at <= clock_timestamp()) as due`,
  );
  return row!.due;
}

const COLUMNS = 'id, occurrence, contact, kind, target, body, attempts';

/** Due ones, taken for so many seconds: who takes them and dies leaves them to another. */
export const takeDeliveries = (tx: Tx, most: number, seconds: number): Promise<Delivery[]> =>
  tx.query<Delivery>(
    `update alarm_delivery d set attempts = attempts + 1, due_at = clock_timestamp() + make_interval(secs => $2)
      where id in (select id from alarm_delivery
                    where delivered_at is null and failed_at is null and due_at <= clock_timestamp()
                    order by due_at limit $1 for update skip locked)
      returning ${COLUMNS}`,
    [most, seconds],
  );

/** What one attempt gives away, whoever has it may answer; no more than its hash is kept. */
export function saveToken(tx: Tx, id: string, token: string): void {
  tx.later(`update alarm_delivery set token_hashes = token_hashes || $2::text where id = $1`, [id, hashOf(token)]);
}

export function delivered(tx: Tx, id: string): void {
  tx.later(`update alarm_delivery set delivered_at = clock_timestamp(), error = null where id = $1`, [id]);
}

/** Tried again after so many seconds; given up where that is null. */
export function failed(tx: Tx, id: string, error: string, again: number | null): void {
  tx.later(
    `update alarm_delivery set error = $2, due_at = clock_timestamp() + make_interval(secs => coalesce($3, 0)),
            failed_at = case when $3::float8 is null then clock_timestamp() end where id = $1`,
    [id, error.slice(0, 500), again],
  );
}

type Answerable = Delivery & { alarm: string; isExpired: boolean };

export async function deliveryBy(tx: Tx, token: string): Promise<Answerable | null> {
  const [row] = await tx.query<Answerable>(
    `select alarm, ${COLUMNS}, answerable_until < clock_timestamp() as "isExpired"
       from alarm_delivery where token_hashes @> array[$1::text]`,
    [hashOf(token)],
  );
  return row ?? null;
}

const INSTANT = (column: string): string => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** Of an alarm, the newest first. */
export const deliveriesOf = (tx: Tx, alarm: string): Promise<Omit<DeliveryRow, 'body'>[]> =>
  tx.query(
    `select id, alarm, occurrence, contact, kind, target, attempts, ${INSTANT('due_at')} as "dueAt",
            ${INSTANT('delivered_at')} as "deliveredAt", ${INSTANT('failed_at')} as "failedAt", error
       from alarm_delivery where alarm = $1 order by id desc limit 50`,
    [alarm],
  );
