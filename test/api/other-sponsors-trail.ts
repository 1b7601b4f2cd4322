import { expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { Database, SYSTEM_SCOPE } from '../../src/platform/database/index.js';
import { Ledger } from '../../src/trust/ledger/index.js';
import type { TestApp } from '../support/app.js';
import type { Client } from '../support/client.js';

const NEW = '01990000-0000-7000-8000-000000000000';

interface Rig {
  app: TestApp;
  owner: DataSource;
  withGrants: (username: string, grants: object[]) => Promise<Client>;
}

/** What a sponsor's person finds in the trail of what is another's, or names it. */
export function otherSponsorsTrail(rig: () => Rig, ids: () => Record<string, string>): void {
  it('11.10(d), Draft 12.8: of another sponsor are in no trail either', async () => {
    const narrow = await rig().withGrants('person-trail', [{ role: 'qa-reviewer', sponsors: ['OTHER'] }]);
    const coi = 'COI-SECRET-77';
    const [place] = await rig().owner.query<{ site: string; zone: string; sponsor: null }[]>(
      `select site, zone, sponsor from stream where id = 'unit/${ids()['unit']}'`,
    );
    const named: [string, string, object][] = [
      [`unit/${NEW}`, 'unit.bound', { batch: ids()['batches'], coi, kit: 'KIT-1' }],
      [`alarm/${NEW}`, 'alarm.batch-added', { batch: ids()['batches'], code: coi }],
    ];
    const { app } = rig().app.server;
    await app.get(Database, { strict: false }).write(SYSTEM_SCOPE, async (tx) => {
      for (const [stream, type, values] of named)
        await app
          .get(Ledger, { strict: false })
          .state(tx, stream, { system: 'plant', role: 'system' }, [{ type, values: { ...values } }], place!);
    });
    const batch = ids()['batches']!;
    const queries = ['', '&kind=unit', '&kind=alarm', `&kind=unit&subject=${NEW}`, `&text=${coi}`, `&text=${batch}`];
    const more = ['&sort=oldest', '&sort=critical', `&kind=batch&subject=${batch}&mentions=true`, '&types=unit.bound'];
    const its = new RegExp(`${coi}|${batch}`);
    for (const query of [...queries, ...more]) {
      const answers = await Promise.all(
        ['/trail?limit=200', '/trail/export?format=csv', '/trail/export?format=json'].map((path) =>
          narrow.send('GET', `${path}${query}`),
        ),
      );
      for (const { status, body } of answers) {
        expect([query, status]).toEqual([query, 200]);
        // what was asked for is repeated in an export
        const told = JSON.stringify(body).replace(/\\*"filter\\*":\{[^}]*\}/g, '');
        expect([query, told]).toEqual([query, expect.not.stringMatching(its)]);
      }
    }
    expect((await narrow.send('GET', `/trail/export?format=pdf&text=${coi}`)).status).toBe(200);
    type Page = { isPart: boolean; lines: { subject: { kind: string }; details: object[] }[] };
    const { lines: printed } = await narrow.get<Page>('/trail?types=trail.exported');
    expect(printed).toEqual([]);
    const { lines, isPart } = await narrow.get<Page>('/trail?limit=200');
    expect(isPart).toBe(true);
    expect(lines.map(({ subject }) => subject.kind)).not.toEqual(expect.arrayContaining(['batch']));
    expect(lines.map(({ subject }) => subject.kind)).toEqual(expect.arrayContaining(['site']));
    const facts = [`facts/batch/${batch}/1`, `facts/unit/${NEW}/1`, `facts/alarm/${NEW}/1`, `reviews/unit/${NEW}`];
    for (const path of facts) expect([path, (await narrow.send('GET', `/trail/${path}`)).status]).toEqual([path, 404]);
    const whole = await (await rig().app.as('qa')).get<Page>(`/trail?text=${coi}`);
    expect([whole.isPart, whole.lines.map(({ subject }) => subject.kind).sort()]).toEqual([false, ['alarm', 'unit']]);
    await (await rig().app.as('qa')).get(`/trail/facts/unit/${NEW}/1`);
  });
}
