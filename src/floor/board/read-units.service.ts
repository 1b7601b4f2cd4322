import { Injectable } from '@nestjs/common';
import { type Tag, UnitClasses } from '../../definition/unit-classes/index.js';
import type { BatchInBrief } from '../../execution/batches/index.js';
import { Alarms } from '../../plant/alarms/index.js';
import { Equipment } from '../../plant/equipment/index.js';
import { Readings } from '../../plant/readings/index.js';
import type { Tx } from '../../platform/database/index.js';
import { Organisation } from '../../trust/organisation/index.js';
import type { BoardRoomDto } from './board.dto.js';
import { shownTags, type UnitSeen } from './tile.view.js';

/** Every unit with its newest values: six statements, however many units there are. */
@Injectable()
export class ReadUnits {
  constructor(
    private readonly equipment: Equipment,
    private readonly organisation: Organisation,
    private readonly classes: UnitClasses,
    private readonly readings: Readings,
    private readonly alarms: Alarms,
  ) {}

  async all(tx: Tx, batches: readonly BatchInBrief[]): Promise<{ rooms: BoardRoomDto[]; units: UnitSeen[] }> {
    const units = await this.equipment.all(tx);
    const rooms = new Map((await this.organisation.allRooms(tx)).map((room) => [room.id, room]));
    const tags = await this.tags(tx);
    const onUnits = new Map(batches.flatMap((batch) => (batch.unit === null ? [] : [[batch.unit.id, batch]])));
    const watched = new Set(batches.flatMap(({ monitors }) => monitors.map(({ tag }) => tag)));
    const shown = [...tags.values()].flatMap((own) => shownTags(own, watched).map(({ tag }) => tag));
    const latest = Map.groupBy(
      await this.readings.latestOf(
        tx,
        units.map(({ id }) => id),
        [...new Set(shown)],
      ),
      ({ unit }) => unit,
    );
    const connections = await this.equipment.connections(tx);
    const prompts = new Map((await this.equipment.prompts(tx)).map((prompt) => [prompt.unit, prompt]));
    const alarms = new Map((await this.alarms.inBrief(tx, units)).map((brief) => [brief.unit, brief]));
    return {
      rooms: [...rooms.values()].map(({ code, name: title }) => ({ code, title })),
      units: units.map((unit) => ({
        unit,
        room: rooms.get(unit.room)!.code,
        tags: tags.get(unit.unitClass) ?? [],
        connection: connections.get(unit.id) ?? null,
        batch: onUnits.get(unit.id),
        alarms: alarms.get(unit.id),
        prompt: prompts.get(unit.id),
        readings: latest.get(unit.id) ?? [],
      })),
    };
  }

  /** The tags of each class, by its code. */
  private async tags(tx: Tx): Promise<Map<string, readonly Tag[]>> {
    return new Map((await this.classes.all(tx)).map(({ code, definition }) => [code, definition.tags]));
  }
}
