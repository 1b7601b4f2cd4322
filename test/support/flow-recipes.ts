import { PaperFlow } from './paper-flow.js';
import { recipeFrom } from './recipe-from.js';

/** A recipe of one product whose procedure is given. */
export const recipeOf = (procedure: string) =>
  recipeFrom(`recipe: flow\ntitle: Flow\nproduct: cells\nprocedure:\n${procedure}`);

/** A unit procedure by hand with one operation of these phases, each a line. */
const byHand = (phases: string): string => `
  - unitProcedure: bench
    title: Bench
    operations:
      - operation: work
        title: Work
        phases:
${phases.replace(/^/gm, '          ')}`;

export const step = (id: string, sign = 'performed'): string =>
  `- { id: ${id}, kind: instruction, title: ${id}, instruction: Do it., sign: [${sign}] }`;

export const entry = (id: string): string =>
  `- { id: ${id}, kind: entry, title: ${id}, instruction: Enter it., sign: [performed], fields: { n: { type: number, title: N, unit: '1', decimals: 0, criticality: info } } }`;

export const decision = (id: string, ...options: string[]): string =>
  `- { id: ${id}, kind: decision, title: ${id}, instruction: Decide., sign: [performed], options: [${options
    .map((option) => `{ id: ${option}, title: ${option}, then: continue }`)
    .join(', ')}] }`;

export const flowOf = (phases: string): PaperFlow => new PaperFlow(1, recipeOf(byHand(phases)));
