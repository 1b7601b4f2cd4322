import { Injectable } from '@nestjs/common';
import { UnitClasses } from '../../definition/unit-classes/index.js';
import { Refusal } from '../../kernel/refusal.js';
import { newId } from '../../platform/clock/index.js';
import { actsIn, type Tx } from '../../platform/database/index.js';
import { type CommandContext, Commands } from '../../platform/http/index.js';
import { Leases } from '../../platform/leases/index.js';
import { type Actor, actorOf, because, Ledger } from '../../trust/ledger/index.js';
import { Organisation, streamAt } from '../../trust/organisation/index.js';
import type { AnyConnectorDto } from './connection.dto.js';
import {
  checkPositions,
  checkProfile,
  checkSeen,
  checkTags,
  type Connection,
  decideDefine,
  fillTagMap,
  isDefinedAs,
  sharedAddress,
  type TagMap,
  type TopicPlaces,
  type UnitDefinition,
  type UnitRow,
} from './domain/index.js';
import { everyUnit, findUnit, holdAddresses, holdUnitCode, unitStore } from './equipment.store.js';
import type { PutUnitDto } from './unit.dto.js';

/** A unit comes to be, or is defined otherwise; the same again states nothing. */
@Injectable()
export class DefineUnit {
  constructor(
    private readonly commands: Commands,
    private readonly ledger: Ledger,
    private readonly organisation: Organisation,
    private readonly unitClasses: UnitClasses,
    private readonly leases: Leases,
  ) {}

  put(command: CommandContext, code: string, body: PutUnitDto): Promise<UnitRow> {
    return this.commands.run(command, (tx) => this.define(tx, actorOf(command.caller), code, body));
  }

  private async define(tx: Tx, by: Actor, code: string, body: PutUnitDto): Promise<UnitRow> {
    await holdUnitCode(tx, code);
    const site = await this.organisation.siteByCode(tx, body.site);
    const room = await this.organisation.roomByCode(tx, site, body.room);
    const { definition: unitClass } = await this.unitClasses.keep(tx, body.unitClass);
    const stated = definitionOf(code, body, { site: site.id, room: room.id });
    checkTags(stated, unitClass);
    checkPositions(stated, unitClass);
    checkProfile(stated, unitClass);
    const places = { site: site.code, room: room.code, unit: code, serial: body.serial };
    const definition = { ...stated, tagMap: filledIn(stated.tagMap, places) };
    const known = await findUnit(tx, { code });
    if (known !== null && isDefinedAs(known, definition)) return known;
    // from where it stands to where it is to stand
    for (const place of [known ?? definition, definition])
      if (!actsIn(tx.scope, place)) throw new Refusal('forbidden', 'room.not-granted', { unit: code });
    checkSeen(known, code, body.seen);
    await this.checkItsOwn(tx, known, definition);
    const id = known?.id ?? newId();
    const { state } = await this.ledger.change(
      tx,
      unitStore,
      id,
      by,
      (rows) => because(decideDefine(rows, id, definition), body.reason),
      streamAt(site),
    );
    const row = state.unit[id]!;
    tx.afterCommit(() => this.leases.wake());
    return row;
  }

  /**
   * Refuses what another unit has, at whatever site; one out of sight is not named: with `unit.code-taken`,
   * `unit.product-instance-taken`, and `unit.address-taken` for a place at the broker where it answers.
   */
  private async checkItsOwn(tx: Tx, known: UnitRow | null, definition: UnitDefinition): Promise<void> {
    const { code: unit, productInstanceUri } = definition;
    await holdAddresses(tx);
    for (const other of await everyUnit(tx)) {
      if (other.id === known?.id) continue;
      if (other.code === unit) throw new Refusal('conflict', 'unit.code-taken', { unit });
      if (other.productInstanceUri === productInstanceUri)
        throw new Refusal('conflict', 'unit.product-instance-taken', { unit, productInstanceUri });
      const address = sharedAddress(definition, other);
      if (address === null) continue;
      const isSeen = (await findUnit(tx, { code: other.code })) !== null;
      throw new Refusal('conflict', 'unit.address-taken', { unit, ...(isSeen && { by: other.code }), address });
    }
  }
}

/** Topics of a broker's unit are stated as templates, and stand as what they are. */
const filledIn = (tagMap: TagMap, places: TopicPlaces): TagMap =>
  'messages' in tagMap ? fillTagMap(tagMap, places) : tagMap;

/** DTOs are classes; facts hold plain values. */
function definitionOf(code: string, body: PutUnitDto, place: { site: string; room: string }): UnitDefinition {
  const { title, unitClass, serial, productInstanceUri, status, connector, tagMap, positions = [] } = body;
  return {
    ...{ code, title, ...place, unitClass, serial, productInstanceUri },
    connector: connectionOf(connector),
    tagMap: JSON.parse(JSON.stringify(tagMap)) as TagMap,
    status: status ?? 'in-service',
    ...(positions.length > 0 && { positions }),
  };
}

function connectionOf(given: AnyConnectorDto): Connection {
  const samplesPerSecond = given.samplesPerSecond ?? 1;
  switch (given.kind) {
    case 'opcua': {
      const { kind, profile, endpoint, applicationUri, identity, securityPolicy, signIn, outage } = given;
      return {
        ...{ kind, profile, endpoint, applicationUri },
        securityPolicy: securityPolicy ?? 'Basic256Sha256',
        samplesPerSecond,
        ...(signIn !== undefined && signIn !== 'user-name' && { signIn }),
        ...(outage !== undefined && { outage }),
        ...(identity && { identity: { ...identity } }),
      };
    }
    case 'mqtt': {
      const { kind, profile, broker } = given;
      return { kind, profile, ...(broker !== undefined && { broker }), samplesPerSecond };
    }
    case 'sparkplug': {
      const { kind, profile, broker, group, edgeNode, device } = given;
      const at = { kind, profile, ...(broker !== undefined && { broker }) };
      return { ...at, group, edgeNode, device, samplesPerSecond };
    }
  }
}
