import type { MatrixDto, PersonTrainingDto } from '../../src/trust/qualifications/qualification.dto.js';
import type { DemoUsername, TestApp } from './app.js';
import { BatchActs } from './batch-acts.js';
import { by } from './effective-recipe.js';

/** The demo's people as they train one another and read, over the API. */
export class TrainingActs {
  private constructor(
    private readonly app: TestApp,
    private readonly ids: ReadonlyMap<string, string>,
  ) {}

  static async of(app: TestApp): Promise<TrainingActs> {
    const { people } = await (await app.as('qa')).get<MatrixDto>('/training');
    return new TrainingActs(app, new Map(people.map(({ id, username }) => [username, id])));
  }

  /** Where a person's training stands. */
  path = (username: DemoUsername): string => `/people/${this.ids.get(username)}`;

  /** A training of yesterday, which is past in every zone. */
  static given(code: string): object {
    const day = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
    return { kind: 'skill', code, day, evidence: 'done three times' };
  }

  async train(username: DemoUsername, code: string): Promise<void> {
    await (await this.app.as('supervisor')).post(`${this.path(username)}/training`, TrainingActs.given(code));
  }

  async own(username: DemoUsername): Promise<PersonTrainingDto> {
    return (await this.app.as(username)).get('/me/training');
  }

  /** Reads and signs all that is open. */
  async read(username: DemoUsername): Promise<void> {
    for (const { id, signing } of (await this.own(username)).tasks.filter(({ status }) => status === 'open'))
      await (await this.app.as(username)).post(`/me/readings/${id}/sign`, by(username, signing!.meaning, signing!));
  }

  /** A command on a step by one of the people, whatever the answer; a signature where it has a meaning. */
  async work(batch: string, username: DemoUsername, phase: string, what: string, meaning?: string) {
    const { id, version: seen, signing } = await (await BatchActs.of(this.app)).step(batch, phase);
    const body = meaning === undefined ? { seen } : { seen, signing: by(username, meaning, signing!) };
    const path = `/batches/${batch}/steps/${id}/${what}`;
    return (await this.app.as(username)).send<{ code: string; values: object }>('POST', path, body);
  }
}
