import { describe, expect, it } from '@jest/globals';
import type { Fact, NewFact } from '../../ledger/domain/index.js';
import { ianaZone, putRoom, putSite, putSponsor, siteProjection, sponsorProjection } from './index.js';

const VIENNA = { code: 'VIE', name: 'Vienna', zone: 'Europe/Vienna' };
const ROOM = { id: '0198-room', code: 'BR-1', name: 'Ballroom 1' };

/** Facts as the ledger would write them. */
const written = <F extends Fact>(stream: string, facts: NewFact[]): F[] =>
  facts.map((fact, index) => {
    const at = '2026-11-22T12:45:04.123Z';
    const by = { system: 'spec', role: 'system' } as const;
    return { v: 1, stream, seq: index + 1, at, happenedAt: at, zone: 'UTC', by, config: '', ...fact } as Fact as F;
  });

describe('a site', () => {
  const { apply, empty } = siteProjection;
  const after = (facts: NewFact[], state = empty) => written<never>('site/s1', facts).reduce(apply, state);

  it('is registered with its code, name and zone, and its rooms under it', () => {
    const site = after(putSite(empty, VIENNA));
    expect(site.site).toEqual({ s1: { id: 's1', ...VIENNA } });
    const room = { site: 's1', ...ROOM, area: null, grade: null };
    expect(after(putRoom(site, ROOM), site).room).toEqual({ [ROOM.id]: room });
  });

  it('states nothing when it is put again as it is', () => {
    const site = after(putSite(empty, VIENNA));
    expect(putSite(site, VIENNA)).toEqual([]);
    const room = after(putRoom(site, ROOM), site);
    expect(putRoom(room, { ...ROOM, id: 'another' })).toEqual([]);
  });

  it('11.10(e): a new name states the old one too', () => {
    const site = after(putSite(empty, VIENNA));
    expect(putSite(site, { ...VIENNA, name: 'Wien' })).toEqual([
      { type: 'site.renamed', values: { name: 'Wien', was: 'Vienna' } },
    ]);
    const room = after(putRoom(site, ROOM), site);
    const renamed = putRoom(room, { ...ROOM, id: 'another', name: 'Hall' });
    expect(renamed).toEqual([{ type: 'room.renamed', values: { room: ROOM.id, name: 'Hall', was: 'Ballroom 1' } }]);
    expect(after(renamed, room).room[ROOM.id]!.name).toBe('Hall');
  });

  it('11.10(e): a room that lies elsewhere, or has another grade, states what it was', () => {
    const site = after(putSite(empty, VIENNA));
    const room = after(putRoom(site, { ...ROOM, area: 'East' }), site);
    const [was, is] = [
      { area: 'East', grade: null },
      { area: null, grade: 'C' },
    ];
    const moved = putRoom(room, { ...ROOM, grade: 'C' });
    expect(moved).toEqual([{ type: 'room.classified', values: { room: ROOM.id, was, is } }]);
    expect(after(moved, room).room[ROOM.id]).toMatchObject({ name: ROOM.name, ...is });
  });

  it('keeps its zone for ever', () => {
    const site = after(putSite(empty, VIENNA));
    expect(() => putSite(site, { ...VIENNA, zone: 'Asia/Tokyo' })).toThrow('site.zone-is-fixed');
  });

  it.each(['+01:00', 'Europe/Atlantis', '', ' UTC'])('refuses the zone "%s"', (zone) => {
    expect(() => ianaZone(zone)).toThrow('site.zone-unknown');
  });

  it.each(['UTC', 'Europe/Vienna', 'America/Argentina/Buenos_Aires'])('takes the zone %s', (zone) => {
    expect(ianaZone(zone)).toBe(zone);
  });
});

describe('a sponsor', () => {
  it('is registered, renamed, and states nothing when nothing changes', () => {
    const { apply, empty } = sponsorProjection;
    const [first] = written<never>('sponsor/p1', putSponsor(empty, { code: 'ACME', name: 'Acme' }));
    const registered = apply(empty, first!);
    expect(registered.sponsor).toEqual({ p1: { id: 'p1', code: 'ACME', name: 'Acme' } });
    expect(putSponsor(registered, { code: 'ACME', name: 'Acme' })).toEqual([]);
    const [second] = written<never>('sponsor/p1', putSponsor(registered, { code: 'ACME', name: 'Acme Bio' }));
    expect(apply(registered, second!).sponsor['p1']!.name).toBe('Acme Bio');
  });
});
