import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DiffDto, PromotionGapDto, ImpactDto, UseDto } from '../../src/definition/recipes/recipe-review.dto.js';
import type { LibraryBlockDto } from '../../src/definition/recipes/recipe-view.dto.js';
import type { BatchDto } from '../../src/execution/batches/batch-view.dto.js';
import { CompareRecipes } from '../../src/definition/recipes/compare-recipes.service.js';
import type { Caller } from '../../src/platform/http/index.js';
import { startApp, type TestApp } from '../support/app.js';
import { byHand, RecipeActs, type Refused } from '../support/recipe-acts.js';
import { replay } from '../support/replay.js';

let app: TestApp;
let recipes: RecipeActs;
let site: string;
beforeAll(async () => {
  app = await startApp();
  recipes = new RecipeActs(app);
  const sites = await (await app.as('supervisor')).get<{ id: string; code: string }[]>('/sites');
  site = sites.find(({ code }) => code === 'demo')!.id;
}, 180_000);
afterAll(() => app.stop());

let orders = 0;
async function order(market?: string): Promise<string> {
  const number = String(++orders).padStart(4, '0');
  const identity = { code: `LIFE-${number}`, patient: `P-LF${number}`, coi: `COI-LIFE-${number}` };
  const body = { ...identity, product: 'Test cells', site: 'demo', sponsor: 'sponsor-a', ...(market && { market }) };
  return (await (await app.as('supervisor')).post<{ id: string }>('/orders', body)).id;
}

/** Issues a batch; the version that it is made of, or why not. */
async function issued(recipe: string, of: string) {
  const supervisor = await app.as('supervisor');
  const { status, body } = await supervisor.send<{ id: string } & Refused>('POST', '/batches', { order: of, recipe });
  if (status !== 201) return { code: body.code, values: body.values };
  return (await supervisor.get<BatchDto>(`/batches/${body.id}`)).recipe.id;
}

const textAs = (code: string, instruction: string, more = '') => byHand(code, more, instruction);

describe('a version in review', () => {
  it('is approved by nobody while a comment on a step is open, which its author cannot close', async () => {
    const { id } = await recipes.draft(byHand('commented'));
    await recipes.signed(id, 'submit');
    const supervisor = await app.as('supervisor');
    const said = { phase: 'rinse', text: 'With which buffer?' };
    expect(await supervisor.refusal('POST', `/recipes/${id}/comments`, { ...said, phase: 'dry' })).toMatchObject({
      code: 'recipe.phase-unknown',
    });
    const { id: comment } = await supervisor.post<{ id: string }>(`/recipes/${id}/comments`, said);
    expect((await recipes.sign(id, 'check')).body).toMatchObject({ code: 'recipe.comments-open', values: { open: 1 } });
    const resolve = `/recipes/${id}/comments/${comment}/resolve`;
    const author = await app.as('engineer');
    await author.post(`/recipes/${id}/comments`, { replyTo: comment, text: 'PBS' });
    expect(await author.refusal('POST', resolve, { resolution: 'PBS' })).toMatchObject({
      code: 'recipe.author-cannot-approve',
    });
    const operator = await app.as('operator');
    expect(await operator.refusal('POST', `/recipes/${id}/comments`, said)).toMatchObject({
      code: 'permission.missing',
    });
    await (await app.as('qa')).post(resolve, { resolution: 'PBS, as its SOP says' });
    expect((await recipes.shown(id)).comments).toMatchObject([
      { ...said, name: 'A. Lindqvist', resolution: 'PBS, as its SOP says', resolvedName: 'S. Tanaka' },
      { phase: 'rinse', replyTo: comment, text: 'PBS', name: 'J. Okafor', resolvedAt: null },
    ]);
    await recipes.signed(id, 'check');
  });

  it('Draft 13: goes back to its author for a reason; what was signed is void, and it is read again in another text', async () => {
    const { id, hash } = await recipes.draft(byHand('sent-back'));
    await recipes.signed(id, 'submit');
    await recipes.signed(id, 'check');
    await recipes.signed(id, 'send-back', { reason: 'Say which buffer' });
    const back = await recipes.shown(id);
    expect(back).toMatchObject({ state: 'draft', approvals: [], sentBack: { reason: 'Say which buffer' } });
    expect(back.signatures.map((given) => [given.meaning, given.void])).toEqual([
      ['authored', true],
      ['checked', true],
      ['sent back', false],
    ]);
    const engineer = await app.as('engineer');
    const text = textAs('sent-back', 'Rinse it with PBS.');
    const revised = await engineer.put<{ hash: string }>(`/recipes/${id}/text`, { text });
    expect(revised).toMatchObject({ version: 1, state: 'draft' });
    expect(revised.hash).not.toBe(hash);
    for (const move of ['submit', 'check', 'approve'] as const) await recipes.signed(id, move);
    expect(await recipes.shown(id)).toMatchObject({ state: 'approved', sentBack: null, text });
    const late = await engineer.send<{ code: string }>('PUT', `/recipes/${id}/text`, { text });
    expect(late).toMatchObject({ status: 409, body: { code: 'recipe.transition-not-allowed' } });
  });

  it('in development is made for no patient, and says what it lacks for that', async () => {
    const lines = (type: string) => `stage: development\n${type}`;
    const forPatients = await recipes.effective(byHand('developed', lines('')));
    expect(await issued('developed', await order())).toMatchObject({ code: 'recipe.in-development' });
    const alike = await recipes.effective(textAs('developed', 'Rinse.'));
    expect(await issued('developed', await order())).toBe(alike);
    expect(await issued(forPatients, await order())).toMatchObject({ code: 'recipe.in-development' });
    expect((await recipes.shown(forPatients)).state).toBe('effective');
    const gaps = async (id: string) => (await recipes.read<PromotionGapDto[]>(`${id}/gaps`)).map(({ code }) => code);
    expect(await gaps(forPatients)).toEqual(['gap.stage', 'gap.not-rehearsed']);
    const { id } = await recipes.draft(byHand('developed', lines('type: engineering')));
    expect(await gaps(id)).toEqual(['gap.stage', 'gap.record-type', 'gap.not-rehearsed']);
    expect(await gaps((await recipes.draft(byHand('developed'))).id)).toEqual([]);
  });
});

describe('a version in effect', () => {
  it('11.10(k): is the one of its site and market: the order selects it, and no other is made from', async () => {
    const everywhere = await recipes.effective(textAs('scoped', 'Rinse.'));
    const europe = await recipes.effective(textAs('scoped', 'Rinse twice.'), { sites: [site], markets: ['EU'] });
    expect(await issued('scoped', await order())).toBe(everywhere);
    expect(await issued('scoped', await order('US'))).toBe(everywhere);
    expect(await issued('scoped', await order('EU'))).toBe(europe);
    expect(await issued(everywhere, await order('EU'))).toEqual({
      code: 'recipe.not-effective',
      values: { recipe: 'scoped', state: 'effective', version: 1, effective: 2, site: 'demo', market: 'EU' },
    });
    const japan = textAs('scoped-to-japan', 'Rinse.');
    await recipes.effective(japan, { markets: ['JP'] });
    const refused = { recipe: 'scoped-to-japan', state: null, version: null, effective: null, site: 'demo' };
    for (const market of [undefined, 'EU'])
      expect(await issued('scoped-to-japan', await order(market))).toEqual({
        code: 'recipe.not-effective',
        values: { ...refused, market: market ?? null },
      });
  });

  it('is released from a day of the calendar, at sites as they are named', async () => {
    const id = await recipes.approved(byHand('misnamed'));
    const released = async (where: object) => (await recipes.sign(id, 'make-effective', where)).status;
    expect(await released({ from: '2099-02-30T00:00:00.000Z' })).toBe(400);
    expect(await released({ sites: [site.toUpperCase()] })).toBe(400);
    expect(await released({ sites: [site, site] })).toBe(400);
    expect(await released({ sites: [site] })).toBe(201);
    expect(await released({ sites: [site] })).toBe(409);
  });

  it('shows a sponsor of what was ordered and made their own alone', async () => {
    const id = await recipes.effective(textAs('of-two-sponsors', 'Rinse.'), { markets: ['JP'] });
    const [made, waiting] = [await order('JP'), await order('JP')];
    await issued('of-two-sponsors', made);
    const rehearsed = await (
      await app.as('engineer')
    ).post<{ id: string }>('/rehearsals', { recipe: id, kind: 'dry-run' });
    const compare = app.server.app.get(CompareRecipes, { strict: false });
    const seen = async (sponsors: string[]) => {
      const caller = { scope: { sponsors } } as unknown as Caller;
      const { batches, orders } = await compare.impact(caller, id);
      const under = await compare.madeUnder(caller, id);
      return [batches.length, orders.map((one) => one.id).filter((one) => one === waiting).length, under.length > 0];
    };
    const engineer = await app.as('engineer');
    const other = await engineer.put<{ id: string }>('/sponsors/sponsor-b', { name: 'Another' });
    const sponsors = await engineer.get<{ id: string; code: string }[]>('/sponsors');
    const own = sponsors.find(({ code }) => code === 'sponsor-a')!.id;
    expect(await seen([own])).toEqual([1, 1, true]);
    expect(await seen([other.id])).toEqual([0, 0, false]);
    expect(await seen([])).toEqual([0, 0, false]);
    const evidence = JSON.stringify(await (await app.as('qa')).get(`/rehearsals/${rehearsed.id}`));
    expect(evidence).not.toMatch(/COI-LIFE|P-LF0|LIFE-0/);
  });

  it('takes effect on its date, at which the one before it is superseded; until then that one is made from', async () => {
    const first = await recipes.effective(textAs('dated', 'Rinse.'));
    const next = await recipes.approved(textAs('dated', 'Rinse twice.'));
    let from = '';
    for (let ahead = 2000; ; ahead *= 2) {
      from = new Date(Date.now() + ahead).toISOString();
      const { status, body } = await recipes.sign(next, 'make-effective', { from });
      if (status === 201) break;
      expect(body.code).toBe('recipe.effective-from-past');
    }
    const planned = await recipes.shown(next);
    if (planned.state === 'approved') expect(planned.effectiveAt).toBeNull();
    const early = await order();
    const batch = await issued('dated', early);
    if (new Date().toISOString() < from) expect(batch).toBe(first);
    while ((await recipes.shown(first)).state !== 'superseded') await sleep(100);
    expect(await recipes.shown(next)).toMatchObject({ state: 'effective', effectiveAt: from });
    expect((await recipes.shown(first)).effects).toMatchObject([{ until: from }]);
    expect(await issued('dated', await order())).toBe(next);
  });

  it('that is retired is made from no more; what was made under it and waits for it is listed for decision', async () => {
    const id = await recipes.effective(textAs('retired', 'Rinse.'), { markets: ['CH'] });
    const [made, waiting] = [await order('CH'), await order('CH')];
    await order('EU');
    await issued('retired', made);
    await recipes.signed(id, 'retire', { reason: 'The buffer is no longer made' });
    expect(await issued('retired', waiting)).toMatchObject({ code: 'recipe.not-effective' });
    const listed = (await recipes.read<UseDto[]>(`${id}/made-under`)).map((use) => [use.kind, use.open, use.version]);
    expect(listed.sort()).toEqual([
      ['batch', true, id],
      ['order', true, null],
    ]);
    const facts = await recipes.shown(id);
    expect(facts).toMatchObject({ state: 'retired', effects: [{ market: 'CH', until: facts.retiredAt }] });
  });
});

describe('versions that rest on others', () => {
  const block = (more = '') => `
block: rinse-twice
title: Rinse twice
phases:
  - { id: first, kind: instruction, title: First, instruction: Rinse it., sign: [performed] }
  - { id: second, kind: instruction, title: Second, instruction: Rinse it again.${more}, sign: [performed] }
`;
  const using = (version: number) =>
    byHand('with-block').replace(/- \{ id: rinse.*\}$/m, `- { use: rinse-twice@${version}, as: rinse }`);

  it('pin a block of the library, wait for its approval and its release, and are found where it is used', async () => {
    const engineer = await app.as('engineer');
    expect(await engineer.refusal('POST', '/recipes', { text: using(1) })).toMatchObject({ code: 'recipe.not-valid' });
    const { id: first, sort } = await recipes.draft(block());
    expect(sort).toBe('block');
    const { id: user } = await recipes.draft(using(1));
    expect((await recipes.sign(user, 'submit')).body).toMatchObject({
      ...{ code: 'recipe.parent-not-approved', values: { code: 'rinse-twice', version: 1, state: 'draft' } },
    });
    await engineer.put(`/recipes/${first}/text`, { text: block(' Dry it.') });
    for (const move of ['submit', 'check', 'approve'] as const) await recipes.signed(first, move);
    expect((await recipes.sign(user, 'submit')).body.code).toBe('recipe.parent-changed');
    await engineer.put(`/recipes/${user}/text`, { text: using(1) });
    for (const move of ['submit', 'check', 'approve'] as const) await recipes.signed(user, move);
    expect((await recipes.sign(user, 'make-effective')).body.code).toBe('recipe.parent-not-effective');
    await recipes.signed(first, 'make-effective', { sites: [site] });
    expect((await recipes.sign(user, 'make-effective')).body.code).toBe('recipe.parent-not-effective');
    await recipes.signed(user, 'make-effective', { sites: [site] });
    const library = await recipes.read<LibraryBlockDto[]>('library');
    expect(library).toMatchObject([
      { code: 'rinse-twice', unitClass: null, versions: [{ id: first, version: 1, usedBy: [{ id: user }] }] },
    ]);
    expect(await issued('rinse-twice', await order())).toMatchObject({ code: 'recipe.is-block' });
    expect(await engineer.refusal('POST', '/recipes', { text: byHand('rinse-twice') })).toMatchObject({
      ...{ code: 'recipe.code-taken', values: { sort: 'block' } },
    });
    const { id: second } = await recipes.draft(block(' Dry it well.'));
    const impact = await recipes.read<ImpactDto>(`${second}/impact?with=${first}`);
    expect(impact).toMatchObject({ before: { id: first }, after: { id: second }, usedBy: [{ id: user }] });
    expect(impact.changes).toHaveLength(1);
    expect(impact.effects).toMatchObject([{ version: first, site, market: null }]);
  });

  it('narrow their parent and never leave it, and take effect where it is in effect', async () => {
    const parameters = (range: string) =>
      `parameters: { rinses: { title: Rinses, unit: '1', target: 3, range: ${range}, criticality: IPC } }`;
    const overlay = (range: string) =>
      `overlay: platform-vienna\ntitle: At Vienna\nlevel: site\nof: platform@1\nparameters: { rinses: { range: ${range} } }\n`;
    const engineer = await app.as('engineer');
    expect(await engineer.refusal('POST', '/recipes', { text: overlay('[2, 4]') })).toMatchObject({
      values: { findings: [{ code: 'overlay.parent-unknown', path: 'of', line: 4 }] },
    });
    const parent = await recipes.approved(byHand('platform', parameters('[1, 5]')));
    const wider = await engineer.refusal('POST', '/recipes', { text: overlay('[2, 6]') });
    expect(wider).toMatchObject({ code: 'recipe.not-valid', values: { findings: [{ line: 5 }] } });
    const site = await recipes.approved(overlay('[2, 4]'));
    expect((await recipes.sign(site, 'make-effective')).body.code).toBe('recipe.parent-not-effective');
    await recipes.signed(parent, 'make-effective');
    await recipes.signed(site, 'make-effective');
    expect(await issued('platform-vienna', await order())).toBe(site);
    expect(await recipes.read<ImpactDto>(`${parent}/impact`)).toMatchObject({
      before: null,
      usedBy: [{ id: site, sort: 'overlay', state: 'effective' }],
      batches: [{ kind: 'batch', version: site, open: true }],
      qualifications: [],
    });
    const diff = await recipes.read<DiffDto>(`${site}/diff?with=${parent}`);
    expect(diff.changes.some(({ before, after }) => before?.includes('5') && after?.includes('4'))).toBe(true);
  });
});

it('11.10(e): every row of a version, of where it is in effect and of what was said follows from the facts', async () => {
  const { differences, uncovered, rows } = await replay(app.database);
  expect([differences, uncovered]).toEqual([[], []]);
  expect([rows['recipe_effect']! > 5, rows['recipe_comment']]).toEqual([true, 2]);
});
