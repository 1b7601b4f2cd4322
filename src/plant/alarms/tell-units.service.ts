import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Rounds } from '../../platform/clock/index.js';
import { Database, SYSTEM_SCOPE, type Tx } from '../../platform/database/index.js';
import { Equipment } from '../equipment/index.js';
import {
  type Acknowledgement,
  dueAcknowledgements,
  endAcknowledgement,
  insertAcknowledgement,
  putOff,
} from './acknowledgement.store.js';

const TICK = 1000;
/** Seconds from one attempt to the next, doubled each time. */
const AGAIN = { first: 1, longest: 60 };
/** The unit's own word for what it has been told before. */
const KNOWS = 'BadConditionBranchAlreadyAcked';

/**
 * Tells units what people have acknowledged, wherever they did: the server that holds the unit does it, again and again until the
 * unit says so. Whether it takes it changes nothing here.
 */
@Injectable()
export class TellUnits implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('Alarms');
  private readonly rounds = new Rounds(
    TICK,
    () => this.round(),
    ({ message }) => this.log.warn(`units not told, tried again: ${message}`),
  );

  constructor(
    private readonly database: Database,
    private readonly equipment: Equipment,
  ) {}

  onApplicationBootstrap(): void {
    this.rounds.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.rounds.stop();
  }

  /** With the transaction that states the acknowledgement. */
  intend(tx: Tx, acknowledged: Parameters<typeof insertAcknowledgement>[1]): void {
    insertAcknowledgement(tx, acknowledged);
    tx.afterCommit(() => this.rounds.now());
  }

  private async round(): Promise<void> {
    const due = await dueAcknowledgements(this.database);
    await Promise.all(due.map((one) => this.tell(one)));
  }

  private async tell(one: Acknowledgement): Promise<void> {
    const { unit, condition: key, comment, known, isRaisedAgain, attempts } = one;
    if (known === null || known.acknowledged || isRaisedAgain) return this.write((tx) => endAcknowledgement(tx, one));
    const again = Math.min(AGAIN.first * 2 ** attempts, AGAIN.longest);
    try {
      const isOurs = await this.equipment.acknowledge(unit, { key, event: known.event, comment });
      if (isOurs) await this.write((tx) => putOff(tx, one, again, null));
    } catch (error) {
      const { message } = error as Error;
      if (message === KNOWS) return this.write((tx) => endAcknowledgement(tx, one));
      this.log.warn(`${key}: the unit did not take the acknowledgement, ${message}`);
      await this.write((tx) => putOff(tx, one, again, message));
    }
  }

  private async write(what: (tx: Tx) => void): Promise<void> {
    await this.database.write(SYSTEM_SCOPE, async (tx) => what(tx));
  }
}
