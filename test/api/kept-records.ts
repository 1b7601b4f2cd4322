import { describe, expect, it } from '@jest/globals';
import { Database, SYSTEM_SCOPE } from '../../src/platform/database/index.js';
import { before } from '../../src/plant/readings/domain/index.js';
import { ReadingNeeds } from '../../src/plant/readings/know-needs.service.js';
import type { KeptDto, RecordRulesDto } from '../../src/quality/retention/retention.dto.js';
import { DEMO_PASSWORD } from '../../tools/demo/people.js';
import type { TestApp } from '../support/app.js';
import { asRole } from '../support/owner-acts.js';

/** Of an app with a batch that held a unit and ended, and one that made a lot. */
export function keptRecords(app: () => TestApp): void {
  describe('the record of a batch', () => {
    const database = () => app().server.app.get(Database, { strict: false });
    const ended = async (
      which: string,
    ): Promise<{ id: string; endedAt: string; lot: { expiresAt: string } | null; site: string }> => {
      const sql = `select id, ended_at as "endedAt", lot, site from batch where ended_at is not null and ${which} limit 1`;
      const [row] = await database().read(SYSTEM_SCOPE, (tx) =>
        tx.query<{ id: string; endedAt: Date; lot: { expiresAt: string } | null; site: string }>(sql),
      );
      return { ...row!, endedAt: row!.endedAt.toISOString() };
    };
    const withUnit = () =>
      ended(`exists (select from binding k where k.batch = batch.id and k.released_at is not null)`);
    const kept = async (id: string) => (await app().as('operator')).get<KeptDto>(`/batches/${id}/retention`);
    const longer = (years: number, of: object = {}) => ({
      site: null,
      product: null,
      reason: 'contract with the sponsor',
      ...of,
      years,
    });
    const signed = ({ signing }: KeptDto, meaning: string, reason = 'claim 26-114') => ({
      reason,
      signing: { username: 'qa', password: DEMO_PASSWORD, meaning, hash: signing.hash },
    });
    /** Batches that need readings, where no policy asks for more than the day before. */
    const needing = async (): Promise<string[]> => {
      const needs = app().server.app.get(ReadingNeeds, { strict: false });
      const spans = await database().read(SYSTEM_SCOPE, (tx) => needs.all(tx, new Date().toISOString()));
      return spans!.map(({ batch }) => batch);
    };

    it('11.10(c): stays for thirty years after its end, or after its expiry where that is later', async () => {
      const [one, lot] = [await withUnit(), await ended('lot is not null')];
      expect(before((await kept(one.id)).until!, 'P30Y')).toBe(one.endedAt);
      expect(before((await kept(lot.id)).until!, 'P30Y')).toBe(lot.lot!.expiresAt);
    });

    it('11.10(c): stays longer where quality says so with a reason, of a site or product, and never shorter again', async () => {
      const [qa, one] = [await app().as('qa'), await withUnit()];
      const refused = async (body: object): Promise<unknown> => (await qa.refusal('PUT', '/record-rules', body)).code;
      expect((await (await app().as('supervisor')).refusal('PUT', '/record-rules', longer(31))).code).toBe(
        'permission.missing',
      );
      for (const years of [1, 29, 30]) expect(await refused(longer(years))).toBe('record-rule.only-longer');
      expect(await qa.put<RecordRulesDto>('/record-rules', longer(32))).toMatchObject({
        least: 30,
        rules: [{ years: 32 }],
      });
      await qa.put('/record-rules', longer(35, { site: one.site, product: 'Test cells' }));
      await qa.put('/record-rules', longer(40, { product: 'Other cells' }));
      expect((await kept(one.id)).years).toBe(35);
      expect(await refused(longer(34, { site: one.site, product: 'Test cells' }))).toBe('record-rule.only-longer');
      const shorter = asRole(app().database.ownerUrl, async (owner) =>
        owner.query(`update record_rule set years = years - 1`),
      );
      await expect(shorter).rejects.toThrow('stay for 32 years already');
    });

    it('11.10(c): is put under a legal hold and out of it by quality, signed and with a reason', async () => {
      const [qa, { id }] = [await app().as('qa'), await withUnit()];
      const shown = await kept(id);
      const place = `/batches/${id}/legal-hold`;
      expect((await (await app().as('operator')).refusal('POST', place, signed(shown, 'legal-hold'))).code).toBe(
        'permission.missing',
      );
      expect((await qa.refusal('POST', place, signed(shown, 'approved'))).code).toBe('signature.not-due');
      const held = await qa.post<KeptDto>(place, signed(shown, 'legal-hold'));
      expect(held.hold).toMatchObject({ reason: 'claim 26-114', placedBy: 'S. Tanaka', liftedAt: null });
      expect((await qa.refusal('POST', place, signed(held, 'legal-hold'))).code).toBe('legal-hold.stands');
      const lift = `/batches/${id}/lift-legal-hold`;
      expect((await qa.refusal('POST', lift, signed(shown, 'lift-legal-hold'))).code).toBe('signature.content-changed');
      const lifted = await qa.post<KeptDto>(lift, signed(held, 'lift-legal-hold', 'claim settled'));
      expect(lifted).toMatchObject({ hold: null, holds: [{ liftedBy: 'S. Tanaka', liftReason: 'claim settled' }] });
      expect((await qa.refusal('POST', lift, signed(lifted, 'lift-legal-hold'))).code).toBe('legal-hold.none');
    });

    it('11.10(c): keeps the readings under it for as long, and under a legal hold whatever its age', async () => {
      const [qa, { id }] = [await app().as('qa'), await withUnit()];
      expect(await needing()).toContain(id);
      const aged = (years: number) =>
        asRole(app().database.ownerUrl, async (owner) => {
          await owner.query('alter table batch disable trigger user');
          await owner.query(`update batch set ended_at = ended_at - make_interval(years => $2) where id = $1`, [
            id,
            years,
          ]);
          await owner.query('alter table batch enable trigger user');
        });
      await aged(36);
      expect(await needing()).not.toContain(id);
      await qa.post(`/batches/${id}/legal-hold`, signed(await kept(id), 'legal-hold'));
      expect(await needing()).toContain(id);
      await aged(-36);
    });

    it('11.10(c): nothing of it can be deleted by the server: its role may delete no row that a fact explains, and no fact', async () => {
      const rights = `select distinct table_name as name from information_schema.role_table_grants
        where grantee = 'ballroom_app' and privilege_type in ('DELETE', 'TRUNCATE') and table_schema = 'public'
          and (table_name in ('fact', 'stream', 'seal', 'sealed_range', 'file', 'reading', 'configuration')
               or table_name in (select tgrelid::regclass::text from pg_trigger where tgname = 'explained_by_fact'))`;
      expect((await asRole(app().database.ownerUrl, (owner) => owner.query(rights))).rows).toEqual([]);
    });
  });
}
