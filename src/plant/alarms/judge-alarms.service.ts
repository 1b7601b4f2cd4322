import { canonicalJson } from '../../kernel/canonical-json.js';
import type { Uuid } from '../../kernel/ids.js';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { systemNow } from '../../platform/clock/index.js';
import { Database, SYSTEM_SCOPE, type Tx } from '../../platform/database/index.js';
import { type Held, LeasedRounds, Leases } from '../../platform/leases/index.js';
import type { KnownConditions } from './domain/index.js';
import { EscalateAlarms } from './escalate-alarms.service.js';
import type { Looked } from './look.view.js';
import { LookUnits } from './look-units.service.js';
import { type Sighting, StateAlarms } from './state-alarms.service.js';
import { holdConditions, saveDetectors } from './watch.store.js';

const TICK = 1000;
/** Rounds after which it is written down how far units are judged, also where nothing was found. */
const WRITTEN_DOWN = 10;

/** Once a second, on one of several servers, all units against their alarms. Facts only where something is new. */
@Injectable()
export class JudgeAlarms implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('Alarms');
  private readonly rounds: LeasedRounds;
  private count = 0;
  private epoch = '';

  constructor(
    private readonly database: Database,
    private readonly leases: Leases,
    private readonly units: LookUnits,
    private readonly alarms: StateAlarms,
    private readonly escalate: EscalateAlarms,
  ) {
    this.rounds = new LeasedRounds(
      leases,
      'alarms',
      TICK,
      (lease) => this.round(lease),
      ({ message }) => this.log.warn(`not judged, tried again: ${message}`),
    );
  }

  onApplicationBootstrap(): void {
    this.rounds.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.rounds.stop();
  }

  private async round(lease: Held): Promise<void> {
    // another server may have judged meanwhile
    if (lease.epoch !== this.epoch) this.units.anew();
    this.epoch = lease.epoch;
    await this.record(lease, await this.look());
    if (this.count++ % WRITTEN_DOWN === 0) await this.writeDown(lease);
    await this.escalate.round(lease);
  }

  private async writeDown(lease: Held): Promise<void> {
    const watches = this.units.judged;
    if (watches.length > 0)
      await this.database.write(SYSTEM_SCOPE, async (tx) => {
        this.leases.fence(tx, lease);
        saveDetectors(tx, watches);
      });
  }

  private async look(): Promise<Looked[]> {
    const units = await this.units.known();
    return this.database.read(SYSTEM_SCOPE, (tx) => this.units.look(tx, units, Date.parse(systemNow())));
  }

  /** Facts of a unit and how far it is judged, in one transaction: what is judged again after a failure states nothing twice. */
  private async record(lease: Held, looks: readonly Looked[]): Promise<void> {
    for (const look of looks) {
      const { unit, sightings, watch, conditions } = look;
      if (sightings.length === 0) {
        this.units.keep([look]);
        continue;
      }
      try {
        await this.database.write(SYSTEM_SCOPE, async (tx) => {
          this.leases.fence(tx, lease);
          if (unit !== null && conditions !== null && !(await areStill(tx, unit, conditions)))
            throw new Error('its conditions have changed meanwhile, looked at again');
          for (const sighting of inOrder(sightings)) await this.alarms.state(tx, sighting);
          if (watch !== null) saveDetectors(tx, [watch]);
        });
        this.units.keep([look]);
      } catch (error) {
        // one unit keeps no other's alarms waiting
        if (unit !== null) this.units.forget(unit);
        this.log.warn(`unit ${unit}: ${(error as Error).message}`);
      }
    }
  }
}

/** Streams are locked in the order of their ids; of each alarm in the order of its changes. */
const inOrder = (sightings: readonly Sighting[]): Sighting[] =>
  sightings.toSorted((a, b) => (a.point.id < b.point.id ? -1 : a.point.id > b.point.id ? 1 : 0));

/** Conditions that have changed since the look are another's to state; the unit is looked at again. */
async function areStill(tx: Tx, unit: Uuid, conditions: KnownConditions): Promise<boolean> {
  return canonicalJson(await holdConditions(tx, unit)) === canonicalJson(conditions);
}
