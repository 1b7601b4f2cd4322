import { Injectable } from '@nestjs/common';
import { Refusal } from '../../kernel/refusal.js';
import { newId } from '../../platform/clock/index.js';
import { actsIn, type Tx } from '../../platform/database/index.js';
import { type CommandContext, Commands } from '../../platform/http/index.js';
import { type Actor, actorOf, because, Ledger } from '../ledger/index.js';
import {
  checkSeen,
  putRoom,
  putSite,
  refuseBeyondOwn,
  type RoomGiven,
  roomHash,
  type RoomRow,
  siteHash,
  type SiteRow,
} from './domain/index.js';
import type { RoomDto, SiteDto } from './organisation.dto.js';
import { roomDto, siteDto } from './organisation.view.js';
import { Organisation, streamAt } from './find-organisation.service.js';
import { findRoom, findSite, holdCode, siteStore } from './organisation.store.js';

/** What a person states, and why. */
type Given<T> = T & { reason?: string; seen?: string };

/** Sites and their rooms come to be, or change; the same again states nothing. */
@Injectable()
export class RegisterSite {
  constructor(
    private readonly commands: Commands,
    private readonly ledger: Ledger,
    private readonly organisation: Organisation,
  ) {}

  putSite(command: CommandContext, given: Given<Omit<SiteRow, 'id'>>): Promise<SiteDto> {
    return this.commands.run(command, async (tx) => siteDto(await this.register(tx, actorOf(command.caller), given)));
  }

  putRoom(command: CommandContext, siteCode: string, given: Given<RoomGiven>): Promise<RoomDto> {
    const by = actorOf(command.caller);
    return this.commands.run(command, async (tx) => roomDto(await this.registerRoom(tx, by, siteCode, given)));
  }

  async register(tx: Tx, by: Actor, { reason, seen, ...given }: Given<Omit<SiteRow, 'id'>>): Promise<SiteRow> {
    await holdCode(tx, 'site', given.code);
    const known = await findSite(tx, { code: given.code });
    // one out of sight is none here, and a new one would be out of sight
    if (known === null) refuseBeyondOwn(tx.scope);
    const id = known?.id ?? newId();
    if (known !== null && putSite({ site: { [id]: known }, room: {} }, given).length === 0) return known;
    checkSeen('site', given.code, known && siteHash(known), seen);
    const create = streamAt({ id, ...given });
    const { state } = await this.ledger.change(
      tx,
      siteStore,
      id,
      by,
      (site) => because(putSite(site, given), reason),
      create,
    );
    return state.site[id]!;
  }

  private async registerRoom(
    tx: Tx,
    by: Actor,
    siteCode: string,
    { reason, seen, ...given }: Given<RoomGiven>,
  ): Promise<RoomRow> {
    await holdCode(tx, 'site', siteCode);
    const site = await this.organisation.siteByCode(tx, siteCode);
    const known = await findRoom(tx, { site: site.id, code: given.code });
    const id = known?.id ?? newId();
    const rows = { site: {}, room: known === null ? {} : { [id]: known } };
    if (known !== null && putRoom(rows, { id, ...given }).length === 0) return known;
    // a new one is nobody's who may act in some rooms alone
    if (!actsIn(tx.scope, { site: site.id, room: known?.id ?? '*' }))
      throw new Refusal('forbidden', 'room.not-own', { room: given.code });
    checkSeen('room', given.code, known && roomHash(known), seen);
    const { state } = await this.ledger.change(tx, siteStore, site.id, by, (state) =>
      because(putRoom(state, { id, ...given }), reason),
    );
    return state.room[id]!;
  }
}
