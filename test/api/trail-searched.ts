import { beforeAll, describe, expect, it } from '@jest/globals';
import { chainHash } from '../../src/trust/ledger/domain/index.js';
import { isCritical } from '../../src/outlook/trail/domain/index.js';
import type { TrailFactDto, TrailLineDto, TrailPageDto, TrailReviewsDto } from '../../src/outlook/trail/trail.dto.js';
import { dataSource } from '../../src/platform/database/index.js';
import type { TestApp } from '../support/app.js';
import type { Client } from '../support/client.js';
import { by } from '../support/effective-recipe.js';
import { replay } from '../support/replay.js';

interface Rig {
  app: TestApp;
  /** a batch with a corrected value */
  batch: string;
}

const address = (asked: Record<string, string | undefined>, path = '/trail'): string =>
  `${path}?${new URLSearchParams(Object.entries(asked).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))).toString()}`;

/** The audit trail, searched, taken out and reviewed, at a server that runs already. */
export function trailSearched(rig: () => Rig): void {
  describe('the audit trail', () => {
    let qa: Client;
    beforeAll(async () => {
      qa = await rig().app.as('qa');
    });

    const search = async (asked: Record<string, string>, client = qa) =>
      (await client.get<TrailPageDto>(address({ limit: '200', ...asked }))).lines;
    const ofBatch = (asked: Record<string, string> = {}) => search({ kind: 'batch', subject: rig().batch, ...asked });
    /** All pages of so many, one after the other. */
    async function walked(asked: Record<string, string>, limit: number): Promise<TrailLineDto[]> {
      const lines: TrailLineDto[] = [];
      for (let cursor: string | null | undefined; cursor !== null;) {
        const page: TrailPageDto = await qa.get(
          address({ ...asked, limit: String(limit), cursor: cursor ?? undefined }),
        );
        expect(page.lines.length).toBeLessThanOrEqual(limit);
        lines.push(...page.lines);
        cursor = page.next;
      }
      return lines;
    }
    const place = ({ stream, seq }: TrailLineDto) => `${stream}#${seq}`;

    it('11.10(e), Draft 12.3: says of a corrected value who, in what role, when with zone, old, new and why', async () => {
      const [line] = await ofBatch({ types: 'entry.recorded:corrected', text: 'read WRON' });
      expect(line).toMatchObject({
        critical: true,
        zone: 'Europe/Berlin',
        phase: 'count',
        subject: { kind: 'batch', id: rig().batch, name: expect.stringMatching(/./) },
        by: { name: 'M. Weber', username: 'operator', role: 'operator' },
        changes: [{ field: 'cells', old: '100 10*6', new: '90 10*6' }],
        reason: 'Read wrongly.',
        hash: expect.stringMatching(/^[0-9a-f]{64}$/),
        config: expect.stringMatching(/^[0-9a-f]{64}$/),
      });
      expect(line!.at).toMatch(/Z$/);
    });

    it('Draft 12.8: is searched by subject, type, group, person, role, time and text, each of which narrows', async () => {
      const all = await ofBatch();
      expect(all.length).toBeGreaterThan(20);
      expect(new Set(all.map(({ subject }) => subject.id))).toEqual(new Set([rig().batch]));
      const counted: [Record<string, string>, (line: TrailLineDto) => boolean][] = [
        [{ types: 'entry.recorded' }, ({ type }) => type === 'entry.recorded'],
        [{ types: 'step.*,batch.issued' }, ({ type }) => type.startsWith('step.') || type === 'batch.issued'],
        [{ group: 'exceptions' }, ({ group }) => group === 'exceptions'],
        [{ critical: 'true' }, ({ critical }) => critical],
        [{ person: 'supervisor' }, ({ by: { username } }) => username === 'supervisor'],
        [{ role: 'system' }, ({ by: { role } }) => role === 'system'],
        [{ from: all[5]!.at, to: all[2]!.at }, ({ at }) => at >= all[5]!.at && at <= all[2]!.at],
        [
          { types: 'step.*', person: 'operator' },
          (line) => line.type.startsWith('step.') && line.by.username === 'operator',
        ],
        [{ terminal: 'none' }, () => false],
        [{ person: 'nobody-of-that-name' }, () => false],
      ];
      for (const [asked, isMeant] of counted)
        expect([asked, (await ofBatch(asked)).map(place)]).toEqual([asked, all.filter(isMeant).map(place)]);
      expect(await search({ kind: 'unit', subject: 'no such unit' })).toEqual([]);
      expect(await qa.refusal('GET', '/trail?subject=x')).toMatchObject({ code: 'trail.subject-without-kind' });
      expect(await qa.refusal('GET', '/trail?cursor=x')).toMatchObject({ code: 'cursor.invalid' });
      expect((await qa.send('GET', '/trail?types=drop%20table')).status).toBe(400);
    });

    it('Draft 12.8: never answers everything to words it cannot look for, nor finds its own filters by them', async () => {
      for (const text of ['%', '—-', '..', '=', 'a', `${'x'.repeat(64)}`, `read ${'f'.repeat(64)}`])
        expect([text, await qa.refusal('GET', address({ text }))]).toMatchObject([
          text,
          { status: 400, code: 'trail.text-unsearchable' },
        ]);
      for (const text of ['kind', 'kind=', 'who', 'terminal', 'e'.repeat(63)])
        expect([text, await ofBatch({ text })]).toEqual([text, []]);
      const [line] = await ofBatch({ types: 'entry.recorded:corrected' });
      expect((await search({ text: line!.hash.toUpperCase() })).map(place)).toEqual([place(line!)]);
      expect(await search({ text: '0'.repeat(64) })).toEqual([]);
      expect(await search({ text: line!.hash, kind: 'unit' })).toEqual([]);
    });

    it('Draft 12.8: gives pages without a hole and without a fact twice, by time either way and critical first', async () => {
      const all = await ofBatch();
      const asked = { kind: 'batch', subject: rig().batch };
      expect((await walked(asked, 7)).map(place)).toEqual(all.map(place));
      expect((await walked({ ...asked, sort: 'oldest' }, 7)).map(place)).toEqual(all.map(place).reverse());
      const critical = await walked({ ...asked, sort: 'critical' }, 7);
      expect(critical.map(place)).toEqual(
        [...all.filter((line) => line.critical), ...all.filter((line) => !line.critical)].map(place),
      );
    });

    it('finds what others say of a subject where that is asked for', async () => {
      const about = await search({ kind: 'batch', subject: rig().batch, mentions: 'true' });
      expect(about.map(({ subject }) => subject.kind)).toEqual(expect.arrayContaining(['batch', 'deviation']));
    });

    it('11.10(e): has a line for each fact but the seals of readings, and knows what each fact does', async () => {
      const owner = await dataSource(rig().app.database.ownerUrl, { poolSize: 1 }).initialize();
      try {
        const [counts] = await owner.query<object[]>(`
          select (select count(*) from fact where type <> 'readings.sealed') = (select count(*) from trail) as "isWhole"`);
        expect(counts).toEqual({ isWhole: true });
        for (const change of ['delete from trail', `update trail set act = 'x'`, 'truncate trail'])
          await expect(owner.query(change)).rejects.toThrow('trail is append-only');
        // of walks that end after three lines, and of those that never do, the same comes in the same order
        await owner.query(`select set_config('ballroom.sponsors', '*', false)`);
        for (const wanted of [`'=kind=batch'`, `'=act=entry.recorded:corrected'`, `'=kind=site'`])
          for (const [isNewest, along] of [
            [true, 'desc'],
            [false, 'asc'],
          ] as const)
            for (const [said, most] of [
              ['', 5],
              ['', 1000],
              ['batch', 50],
            ] as const) {
              const found = await owner.query<object[]>(
                `select stream, seq from search_trail($1, $2, null, null, null, null, null, $3, $4, 3)`,
                [wanted, said, isNewest, most],
              );
              const plain = await owner.query<object[]>(
                `select stream, seq from trail where words @@ $1::tsquery and ($2 = '' or words @@ ($2 || ':*')::tsquery)
                  order by at ${along}, stream ${along}, seq ${along} limit $3`,
                [wanted, said, most],
              );
              expect([wanted, said, found]).toEqual([wanted, said, plain]);
            }
      } finally {
        await owner.destroy();
      }
    });

    it('shows a fact whole, with the hash that its text has and the seal that covers it', async () => {
      const [line] = await ofBatch({ types: 'entry.recorded:corrected' });
      await qa.post('/ledger/seals');
      const fact = await qa.get<TrailFactDto>(`/trail/facts/batch/${rig().batch}/${line!.seq}`);
      expect(chainHash(fact.previous, fact.text)).toBe(fact.hash);
      expect(fact).toMatchObject({ hash: line!.hash, seal: expect.any(Number), line: { seq: line!.seq } });
      expect(await qa.refusal('GET', `/trail/facts/batch/${rig().batch}/99999999`)).toMatchObject({
        code: 'trail.fact-not-found',
      });
    });

    it('11.10(d): shows facts of what one may read alone: no batch to an administrator, no log of access to an operator’s superior', async () => {
      const kinds = async (username: 'administrator' | 'supervisor') =>
        new Set((await search({}, await rig().app.as(username))).map(({ subject: { kind } }) => kind));
      expect([...(await kinds('administrator'))]).not.toEqual(expect.arrayContaining(['batch']));
      expect([...(await kinds('supervisor'))]).not.toEqual(expect.arrayContaining(['site-security']));
      const admin = await rig().app.as('administrator');
      expect((await admin.send('GET', `/trail/facts/batch/${rig().batch}/1`)).status).toBe(404);
      expect((await admin.send('GET', `/trail/reviews/batch/${rig().batch}`)).status).toBe(404);
      expect(await search({ kind: 'batch' }, admin)).toEqual([]);
    });

    it('Draft 12.8, An.11-9: is taken out as CSV, JSON and PDF/A; that it was is on record', async () => {
      const asked = { kind: 'batch', subject: rig().batch, types: 'entry.recorded' };
      const lines = await search(asked);
      const take = async (format: string) => {
        const response = await qa.send<string>('GET', address({ ...asked, format }, '/trail/export'));
        expect([response.status, response.headers.get('content-disposition')]).toEqual([
          200,
          expect.stringMatching(new RegExp(`^attachment; filename="audit-trail_.+\\.${format}"$`)),
        ]);
        return response.body;
      };
      const [head, ...rows] = (await take('csv')).trimEnd().split('\r\n');
      expect(head).toMatch(/^at,zone,name,username,role,/);
      expect(rows).toHaveLength(lines.length);
      expect(rows.some((row) => row.includes('cells: 100 10*6 → 90 10*6'))).toBe(true);
      const json = (await take('json')) as unknown as {
        format: string;
        facts: { text: string; previous: string; hash: string }[];
      };
      expect(json.format).toBe('ballroom-trail/1');
      expect(json.facts.map(({ hash }) => hash)).toEqual(lines.map(({ hash }) => hash));
      for (const { text, previous, hash } of json.facts) expect(chainHash(previous, text)).toBe(hash);
      const pdf = await take('pdf');
      expect(pdf).toMatch(/^%PDF-1\.7/);
      expect(pdf).toContain('<pdfaid:part>3</pdfaid:part>');
      expect(pdf).toMatch(/FontFile2/);
      const exported = await search({ types: 'trail.exported' });
      const told = (format: string) => [
        ['facts', String(lines.length)],
        ['format', format],
      ];
      expect(exported.map(({ details }) => details.map(({ field, value }) => [field, value]))).toEqual(
        ['pdf', 'json', 'csv'].map(told),
      );
      expect(new Set(exported.map((line) => line.by.username))).toEqual(new Set(['qa']));
    });

    it('An.11-9: is reviewed up to a fact by a signature that is bound to its hash; what came since waits for the next', async () => {
      const path = `/trail/reviews/batch/${rig().batch}`;
      const { offer, reviews } = await qa.get<TrailReviewsDto>(path);
      expect([reviews, offer.from, offer.critical > 0]).toEqual([[], 1, true]);
      const lines = await ofBatch();
      expect(offer).toMatchObject({ to: lines[0]!.seq, head: lines[0]!.hash, facts: lines.length });
      const body = { to: offer.to, remark: '=SUM(1) in order.', signing: by('qa', 'reviewed', { hash: offer.hash! }) };
      const supervisor = await rig().app.as('supervisor');
      expect((await supervisor.send('POST', path, body)).status).toBe(403);
      const asSupervisor = { ...body, signing: by('supervisor', 'reviewed', { hash: offer.hash! }) };
      expect(await qa.refusal('POST', path, asSupervisor)).toMatchObject({ code: 'permission.missing' });
      expect(await qa.refusal('POST', path, { ...body, to: offer.to - 1 })).toMatchObject({
        code: 'signature.content-changed',
      });
      expect(
        await qa.refusal('POST', path, { ...body, signing: { ...body.signing, meaning: 'verified' } }),
      ).toMatchObject({ code: 'signature.wrong-meaning' });
      const after = await qa.post<TrailReviewsDto>(path, body);
      expect(after.reviews).toMatchObject([
        {
          name: 'S. Tanaka',
          role: 'qa-reviewer',
          to: offer.to,
          head: offer.head,
          remark: '=SUM(1) in order.',
          zone: 'Europe/Berlin',
        },
      ]);
      expect(after.offer).toMatchObject({ from: offer.to + 1, to: offer.to, facts: 0, hash: null });
      expect(await qa.refusal('POST', path, body)).toMatchObject({ code: 'trail.reviewed-already' });
      const [fact] = await search({ types: 'trail.reviewed' });
      expect(fact).toMatchObject({ by: { name: 'S. Tanaka' }, reason: '=SUM(1) in order.' });
      const csv = await qa.get<string>('/trail/export?format=csv&types=trail.reviewed');
      // what a spreadsheet would run is text there
      expect(csv).toContain(",'=SUM(1) in order.,");
    });

    it('keeps reviews as rows that follow from their facts', async () => {
      expect((await replay(rig().app.database)).differences).toEqual([]);
    });

    it('knows each act that the server has stated', async () => {
      const groups = new Map<string, unknown>();
      for (const line of await walked({}, 200)) groups.set(line.act, line.group);
      expect([...groups].filter(([, group]) => group === null)).toEqual([]);
      expect([...groups.keys()].filter(isCritical).length).toBeGreaterThan(5);
    });
  });
}
