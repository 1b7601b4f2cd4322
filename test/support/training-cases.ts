import { beforeAll, describe, expect, it } from '@jest/globals';
import type { MatrixDto, PersonTrainingDto } from '../../src/trust/qualifications/qualification.dto.js';
import type { DemoUsername, TestApp } from './app.js';
import { BatchActs } from './batch-acts.js';
import { by } from './effective-recipe.js';
import { byHand, RecipeActs } from './recipe-acts.js';
import { replay } from './replay.js';
import { TrainingActs } from './training-acts.js';

/** Cases of a server that runs, in their order. */
export function asksForTraining(running: () => TestApp): void {
  let app: TestApp;
  let recipes: RecipeActs;
  beforeAll(() => {
    app = running();
    recipes = new RecipeActs(app);
  });

  describe('a recipe that asks for training', () => {
    const HEAD = `skills: { rinsing: Rinsing by hand }
documents: { SOP-0100: { title: Rinsing, version: 2 } }
training: { documents: true, quorum: 2 }`;
    const text = byHand('trained', HEAD).replace(
      'sign: [performed]',
      'skills: [rinsing], documents: [SOP-0100@2], sign: [performed, verified]',
    );
    let people: TrainingActs;
    let version: string;
    let batch: string;

    const asked = (username: DemoUsername, what: string, meaning?: string) =>
      people.work(batch, username, 'rinse', what, meaning);

    it('11.10(k): gives operators the version and its documents to read once it is approved', async () => {
      people = await TrainingActs.of(app);
      version = await recipes.approved(text);
      expect((await people.own('operator')).tasks).toMatchObject([
        { kind: 'document', code: 'SOP-0100', version: '2', title: 'Rinsing', status: 'open', assignedBy: 'S. Tanaka' },
        { kind: 'recipe', code: 'trained', version: '1', source: version, status: 'open' },
      ]);
      expect((await people.own('supervisor')).tasks).toEqual([]);
    });

    it('211.25: gives who became operator since what the others were given, and nothing twice', async () => {
      const give = async () => (await app.as('supervisor')).post(`/recipes/${version}/readings`, {});
      expect(await give()).toEqual({ people: 0 });
      const admin = await app.as('administrator');
      const grant = { role: 'operator', everywhere: true, reason: 'helps out' };
      const { roles } = await admin.post<{ roles: { grant: string; role: string }[] }>(
        `${people.path('engineer')}/roles`,
        grant,
      );
      expect((await people.own('engineer')).tasks).toEqual([]);
      expect(await give()).toEqual({ people: 1 });
      expect((await people.own('engineer')).tasks.map(({ code }) => code)).toEqual(['SOP-0100', 'trained']);
      const { grant: held } = roles.find(({ role }) => role === 'operator')!;
      await admin.post(`${people.path('engineer')}/roles/operator/revoke`, { grant: held, reason: 'helped out' });
      const draft = await recipes.draft(byHand('unread', HEAD));
      const supervisor = await app.as('supervisor');
      expect(await supervisor.refusal('POST', `/recipes/${draft.id}/readings`, {})).toMatchObject({
        ...{ status: 409, code: 'recipe.not-approved' },
      });
    });

    it('211.25: does not take effect while a skill of it is defined by nobody, or too few are trained', async () => {
      const refused = await recipes.sign(version, 'make-effective');
      expect(refused).toMatchObject({
        status: 409,
        body: { code: 'recipe.skill-undefined', values: { skills: 'rinsing' } },
      });
      await (await app.as('qa')).put('/skills/rinsing', { title: 'Rinsing by hand', validity: 'P1Y' });
      await people.train('operator', 'rinsing');
      await people.read('operator');
      expect((await recipes.sign(version, 'make-effective')).body).toMatchObject({
        code: 'recipe.quorum-missing',
        values: {
          ...{ quorum: 2, trained: 1 },
          people: [{ name: 'K. Marek', lacks: [{ code: 'trained' }, { code: 'SOP-0100' }, { code: 'rinsing' }] }],
        },
      });
      await people.train('operator2', 'rinsing');
      await people.read('operator2');
      await recipes.signed(version, 'make-effective');
    });

    it('11.10(i), 11.200(a)(2): nobody trains themselves, signs what another has to read, or records without the right', async () => {
      const supervisor = await app.as('supervisor');
      const { path } = people;
      const given = TrainingActs.given('rinsing');
      expect(await supervisor.refusal('POST', `${path('supervisor')}/training`, given)).toMatchObject({
        ...{ status: 403, code: 'training.own' },
      });
      const operator = await app.as('operator');
      expect(await operator.refusal('POST', `${path('operator2')}/training`, given)).toMatchObject({
        ...{ status: 403, code: 'permission.missing' },
      });
      await supervisor.post(`${path('operator')}/readings`, { code: 'SOP-0101', version: '1', due: '2099-01-01' });
      const [task] = (await people.own('operator')).tasks;
      const sign = (username: string, signing = task!.signing!) =>
        operator.send<{ code: string }>(
          'POST',
          `/me/readings/${task!.id}/sign`,
          by(username, signing.meaning, signing),
        );
      expect((await sign('operator2')).body.code).toBe('reading.of-another');
      expect((await sign('operator', { ...task!.signing!, hash: '0'.repeat(64) })).body.code).toBe(
        'signature.content-changed',
      );
      await supervisor.post(`${path('operator')}/readings/${task!.id}/withdraw`, { reason: 'not for her' });
      expect((await sign('operator')).body.code).toBe('reading.not-open');
    });

    it('11.10(i), 211.25: refuses the untrained at the start of a step, with what is missing, and records nothing', async () => {
      batch = (await (await BatchActs.of(app)).issued('trained')).id;
      expect(await asked('supervisor', 'start')).toMatchObject({
        status: 403,
        body: {
          code: 'person.not-qualified',
          values: {
            ...{ person: 'A. Lindqvist', step: 'rinse' },
            missing: [
              { kind: 'skill', code: 'rinsing', title: 'Rinsing by hand', state: 'missing', since: null },
              { kind: 'document', code: 'SOP-0100', version: '2', state: 'missing' },
            ],
          },
        },
      });
      expect(await (await BatchActs.of(app)).step(batch, 'rinse')).toMatchObject({
        ...{ state: 'idle', skills: ['Rinsing by hand'] },
      });
      expect((await asked('operator', 'start')).status).toBe(200);
      expect((await asked('operator', 'complete')).status).toBe(200);
    });

    it('11.10(g), 11.10(i): refuses performer and verifier who are not trained when they sign, though they were before', async () => {
      const { trainings } = await people.own('operator');
      const { id } = trainings.find(({ code }) => code === 'rinsing')!;
      const supervisor = await app.as('supervisor');
      await supervisor.post(`${people.path('operator')}/training/${id}/revoke`, { reason: 'rinsed the wrong way' });
      expect((await asked('operator', 'sign', 'performed')).body).toMatchObject({
        ...{ code: 'person.not-qualified', values: { missing: [{ code: 'rinsing', state: 'revoked' }] } },
      });
      await people.train('operator', 'rinsing');
      expect((await asked('operator', 'sign', 'performed')).status).toBe(200);
      expect((await asked('supervisor', 'sign', 'verified')).body).toMatchObject({
        ...{ code: 'person.not-qualified', values: { person: 'A. Lindqvist' } },
      });
      expect((await asked('operator2', 'sign', 'verified')).status).toBe(200);
    });

    it('11.10(i): shows everybody against what they are trained in, and all of it follows from facts', async () => {
      const { needs, people: all } = await (await app.as('qa')).get<MatrixDto>('/training');
      expect(needs.map(({ code }) => code)).toEqual([
        'rinsing',
        'tube-welding',
        'vector-handling',
        'SOP-0100',
        'trained',
      ]);
      const stands = all.find(({ username }) => username === 'operator2')!.standings;
      expect(stands.find(({ code }) => code === 'rinsing')).toMatchObject({ state: 'valid', day: expect.any(String) });
      expect((await people.own('operator')).trainings.map(({ state }) => state)).toContain('revoked');
      expect(await replay(app.database)).toMatchObject({ uncovered: [], differences: [] });
    });

    it('11.10(i): takes back the training of who is disabled, and gives them none', async () => {
      const path = people.path('operator2');
      await (await app.as('administrator')).post(`${path}/disable`, { reason: 'has left' });
      const supervisor = await app.as('supervisor');
      const { trainings } = await supervisor.get<PersonTrainingDto>(`${path}/training`);
      const { id } = trainings.find(({ code }) => code === 'rinsing')!;
      expect(await supervisor.refusal('POST', `${path}/training`, TrainingActs.given('rinsing'))).toMatchObject({
        ...{ status: 409, code: 'person.disabled' },
      });
      await supervisor.post(`${path}/training/${id}/revoke`, { reason: 'was never shown' });
    });
  });
}
