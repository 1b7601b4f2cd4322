import { Injectable } from '@nestjs/common';
import { UnitClasses } from '../../definition/unit-classes/index.js';
import { Refusal } from '../../kernel/refusal.js';
import { Database } from '../../platform/database/index.js';
import type { Caller } from '../../platform/http/index.js';
import { ConnectUnits } from './connect-units.service.js';
import { isReachedBy, parseTagMap } from './domain/index.js';
import type { BrowsedPageDto, ParsedTagMapDto, ParseTagMapDto } from './tag-map.dto.js';
import { Equipment } from './use-equipment.service.js';

/** Where the tags of a unit are found: picked from the unit itself, or from a file. */
@Injectable()
export class MapTags {
  constructor(
    private readonly database: Database,
    private readonly equipment: Equipment,
    private readonly unitClasses: UnitClasses,
    private readonly connectors: ConnectUnits,
  ) {}

  /** Refuses with `unit.not-browsable`, `unit.not-connected` and `unit.node-not-found`. */
  async browse(caller: Caller, code: string, node: string, from: number): Promise<BrowsedPageDto> {
    const unit = await this.database.read(caller.scope, (tx) => this.equipment.byCode(tx, code));
    if (!isReachedBy(unit, 'opcua'))
      throw new Refusal('unprocessable', 'unit.not-browsable', { unit: code, kind: unit.connector.kind });
    const { opcua } = this.connectors;
    const page = await opcua.browse(unit, node, from);
    if (page === undefined) throw new Refusal('conflict', 'unit.not-connected', { unit: code });
    if (page === null) throw new Refusal('not-found', 'unit.node-not-found', { unit: code, node });
    return { node, ...page };
  }

  async parse(caller: Caller, { unitClass, kind, csv, namespaces = {} }: ParseTagMapDto): Promise<ParsedTagMapDto> {
    const { definition } = await this.database.read(caller.scope, (tx) => this.unitClasses.byCode(tx, unitClass));
    return parseTagMap(csv, { kind, namespaces, unitClass: definition });
  }
}
