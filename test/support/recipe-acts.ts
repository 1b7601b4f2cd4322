import type { RecipeDto, RecipeSummaryDto } from '../../src/definition/recipes/recipe-view.dto.js';
import type { DemoUsername, TestApp } from './app.js';
import type { Answer } from './client.js';
import { by } from './effective-recipe.js';

/** Who signs which move, with which meaning (211.186). */
const MOVES = {
  submit: ['engineer', 'authored'],
  check: ['supervisor', 'checked'],
  approve: ['qa', 'approved'],
  'send-back': ['supervisor', 'sent back'],
  'make-effective': ['qa', 'released'],
  retire: ['qa', 'retired'],
} as const satisfies Record<string, readonly [DemoUsername, string]>;

type Move = keyof typeof MOVES;
const STATED: Partial<Record<Move, object>> = {
  submit: { changeControl: 'CC-2026-007' },
  check: { check: 'technical' },
  approve: { check: 'quality' },
};

export type Refused = { code: string; values: Record<string, unknown> };

/** Versions of recipes as the demo's people move them over the API. */
export class RecipeActs {
  constructor(readonly app: TestApp) {}

  async draft(text: string): Promise<RecipeSummaryDto> {
    return (await this.app.as('engineer')).post<RecipeSummaryDto>('/recipes', { text });
  }

  async shown(id: string): Promise<RecipeDto> {
    return (await this.app.as('engineer')).get<RecipeDto>(`/recipes/${id}`);
  }

  async read<T>(path: string): Promise<T> {
    return (await this.app.as('engineer')).get<T>(`/recipes/${path}`);
  }

  /** Signs the next move on what stands there now, whatever the answer. */
  async sign(
    id: string,
    move: Move,
    more: object = {},
    as?: DemoUsername,
  ): Promise<Answer<RecipeSummaryDto & Refused>> {
    const [usual, meaning] = MOVES[move];
    const person = await this.app.as(as ?? usual);
    const { signing } = await this.shown(id);
    const body = { ...STATED[move], ...more, signing: by(as ?? usual, meaning, signing) };
    return person.send('POST', `/recipes/${id}/${move === 'check' ? 'approve' : move}`, body);
  }

  /** The same, where it must be allowed. */
  async signed(id: string, move: Move, more: object = {}): Promise<RecipeSummaryDto> {
    const { status, body } = await this.sign(id, move, more);
    if (status !== 201) throw new Error(`${move}: ${status} ${JSON.stringify(body)}`);
    return body;
  }

  /** A version through its review. */
  async approved(text: string): Promise<string> {
    const { id } = await this.draft(text);
    for (const move of ['submit', 'check', 'approve'] as const) await this.signed(id, move);
    return id;
  }

  async effective(text: string, where: object = {}): Promise<string> {
    const id = await this.approved(text);
    await this.signed(id, 'make-effective', where);
    return id;
  }
}

/** A recipe of one step by hand, without any error of the lint. */
export const byHand = (code: string, more = '', instruction = 'Rinse it.'): string => `
recipe: ${code}
title: Rinsed by hand
product: Test cells
${more}
procedure:
  - unitProcedure: bench
    title: At the bench
    operations:
      - operation: all
        title: All of it
        phases:
          - { id: rinse, kind: instruction, title: Rinse, instruction: ${instruction}, sign: [performed] }
`;
