import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Box, chartOf, type ChartWords } from '../../web/src/recipe/layout.js';
import { valueWords, whereWords } from '../../web/src/recipe/change-words.js';
import { instantIn } from '../../web/src/parts/instant-in.js';
import { lengthText } from '../../web/src/recipe/length-text.js';
import type { Block, Flow, MasterRecipe, Operation, Phase } from '../../web/src/recipe/model.js';
import { movesOf, nextMove, turnOf } from '../../web/src/recipe/moves.js';
import { formulaText } from '../../web/src/recipe/references.js';
import { en } from '../../web/src/text/en/index.js';

const WORDS: ChartWords = {
  place: () => 'by hand',
  adHoc: () => 'where needed',
  label: ({ kind }) => kind,
  when: ({ when }) => when,
};
const phase = (id: string): Phase => ({ kind: 'instruction', id, title: id, instruction: '', sign: [] });

/** Random bodies of a level: elements and blocks around them, every id its own. */
function bodies<Element>(
  element: (id: string) => Element,
  kinds: Block<Element>['kind'][],
): fc.Arbitrary<Flow<Element>[]> {
  let n = 0;
  const { body } = fc.letrec<{ body: Flow<Element>[]; flow: Flow<Element> }>((tie) => ({
    body: fc.array(tie('flow'), { minLength: 1, maxLength: 3 }),
    flow: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      fc.constant(null).map(() => element(`e${n++}`)),
      fc
        .tuple(fc.constantFrom(...kinds), tie('body'), fc.oneof(tie('body'), fc.constant<Flow<Element>[]>([])))
        .map(([kind, one, two]) => {
          const id = `b${n++}`;
          const both = [one, two].map((inner, index) => ({
            id: String(index),
            title: id,
            when: 'a.b >= 1',
            body: inner,
          }));
          const base = { id, title: `Block ${id}` };
          switch (kind) {
            case 'parallel':
              return { ...base, kind, branches: both };
            case 'choice':
              return { ...base, kind, on: null, options: both };
            case 'loop':
              return { ...base, kind, until: 'a.b >= 1', max: 3, body: one };
            case 'repeat':
              return { ...base, kind, every: 'PT1H', during: 'x', body: one };
          }
        }),
    ),
  }));
  return body;
}

const operations = bodies<Operation>(
  (id) => ({ operation: id, title: id, phases: [phase(`${id}-1`), phase(`${id}-2`)] }),
  ['parallel', 'choice', 'loop'],
);
const phases = bodies<Phase>(phase, ['parallel', 'choice', 'loop', 'repeat']);
const procedures = fc.tuple(operations, phases).map(([level, body]): MasterRecipe['procedure'] => [
  { unitProcedure: 'one', title: 'One', unitClass: null, operations: level },
  { unitProcedure: 'two', title: 'Two', unitClass: 'x', operations: [{ operation: 'o', title: 'O', phases: body }] },
]);

const apart = (a: Box, b: Box): boolean =>
  a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
const inside = (a: Box, b: Box): boolean =>
  a.x >= b.x && a.y >= b.y && a.x + a.width <= b.x + b.width && a.y + a.height <= b.y + b.height;

describe('the chart of a procedure', () => {
  it('draws every phase once, none over another, each frame apart from others or around them', () => {
    fc.assert(
      fc.property(procedures, fc.boolean(), (procedure, oneLine) => {
        const { boxes, width, height } = chartOf({ procedure }, WORDS, oneLine);
        expect(new Set(boxes.map(({ key }) => key)).size).toBe(boxes.length);
        const solid = boxes.filter(({ kind }) => kind !== 'frame');
        const frames = boxes.filter(({ kind }) => kind === 'frame');
        solid.forEach((box, index) => {
          expect(solid.slice(index + 1).filter((other) => !apart(box, other))).toEqual([]);
          expect(frames.filter((frame) => !apart(box, frame) && !inside(box, frame))).toEqual([]);
        });
        frames.forEach((box, index) => {
          const torn = frames.slice(index + 1).filter((other) => !apart(box, other) && !inside(other, box));
          expect(torn).toEqual([]);
          expect(box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height).toBe(true);
        });
      }),
      { numRuns: 60 },
    );
  });

  const boxOf = (boxes: readonly Box[], key: string): Box => boxes.find((box) => box.key === key)!;
  const inOperation = (body: Flow<Phase>[]): MasterRecipe['procedure'] => [
    { unitProcedure: 'u', title: 'U', unitClass: null, operations: [{ operation: 'o', title: 'O', phases: body }] },
  ];

  it('runs to the right along one line, and keeps branches under one another between their bars', () => {
    const both = [phase('left'), phase('right')].map((one) => ({ id: one.id, title: one.id, body: [one] }));
    const { boxes, lines } = chartOf(
      { procedure: inOperation([phase('a'), { kind: 'parallel', id: 'p', title: 'P', branches: both }, phase('z')]) },
      WORDS,
    );
    const [a, left, right, z] = ['a', 'left', 'right', 'z'].map((key) => boxOf(boxes, key)) as [Box, Box, Box, Box];
    expect(a.y).toBe(z.y);
    expect(a.x < left.x && left.x === right.x && right.x < z.x && left.y < right.y).toBe(true);
    expect(lines.filter(({ kind }) => kind === 'double').length).toBe(2);
  });

  it('hangs a repeat below the phase that runs meanwhile, and goes on after that phase', () => {
    const repeat = {
      kind: 'repeat' as const,
      id: 'r',
      title: 'R',
      every: 'PT1H',
      during: 'grow',
      body: [phase('look')],
    };
    const { boxes, lines } = chartOf({ procedure: inOperation([phase('grow'), repeat, phase('next')]) }, WORDS);
    const [grow, look, next] = ['grow', 'look', 'next'].map((key) => boxOf(boxes, key)) as [Box, Box, Box];
    expect(look.y > grow.y + grow.height && next.y === grow.y).toBe(true);
    const [way] = lines.filter(({ kind }) => kind === 'next');
    expect(way?.points[0]).toEqual([grow.x + grow.width, grow.y + grow.height / 2]);
    expect(lines.filter(({ kind }) => kind === 'during').length).toBe(1);
  });

  it('leads the end of a loop back to its beginning', () => {
    const loop = {
      kind: 'loop' as const,
      id: 'l',
      title: 'L',
      until: 'a.b >= 1',
      max: 2,
      body: [phase('x'), phase('y')],
    };
    const { boxes, lines } = chartOf({ procedure: inOperation([loop]) }, WORDS);
    const [x, y] = [boxOf(boxes, 'x'), boxOf(boxes, 'y')];
    const back = lines.find(({ kind }) => kind === 'back')!.points;
    expect(back[0]).toEqual([y.x + y.width, y.y + y.height / 2]);
    expect(back.at(-1)).toEqual([x.x, x.y + x.height / 2]);
  });
});

describe('what a recipe says', () => {
  it('reads formulas by the titles of what they name, with the signs that people write', () => {
    const names = new Map([['count.vcd', 'Count › Viable cells']]);
    expect(formulaText('count.vcd >= 2e6 /mL and moi.x * 2 / 3 != 1', names)).toBe(
      'Count › Viable cells ≥ 2e6 /mL and moi.x × 2 ÷ 3 ≠ 1',
    );
  });

  it('says lengths as engineers do', () => {
    expect(['PT2M', 'P7D', 'PT1H30M', 'PT0.5S', 'P1W', 'PT0S'].map(lengthText)).toEqual([
      ...['2 min', '7 d', '1 h 30 min', '0.5 s', '7 d', '0 s'],
    ]);
  });

  it('takes a time by the site’s clock, in summer, in winter, and where none is typed', () => {
    expect(instantIn('Europe/Vienna', '2026-07-01T06:00')).toBe('2026-07-01T04:00:00.000Z');
    expect(instantIn('Europe/Vienna', '2026-12-01T06:00')).toBe('2026-12-01T05:00:00.000Z');
    expect(instantIn('Europe/Vienna', '2026-10-25T04:30')).toBe('2026-10-25T03:30:00.000Z');
    expect(instantIn('Europe/Vienna', '1 December')).toBeUndefined();
  });
});

describe('a refusal of a recipe or its rehearsal', () => {
  it('says what is wrong and what happens next', () => {
    const codes = ['definition/recipes', 'execution/rehearsals'].flatMap((folder) => {
      const root = join(import.meta.dirname, '../../src', folder);
      return readdirSync(root, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
        .map((file) => readFileSync(join(root, file), 'utf8'))
        .flatMap((text) => [...text.matchAll(/new Refusal\(\s*'[a-z-]+',\s*'((?:recipe|rehearsal)\.[a-z-]+)'/g)])
        .map(([, code]) => code!);
    });
    expect(codes).toEqual(
      expect.arrayContaining(['recipe.comments-open', 'recipe.lint-errors', 'rehearsal.not-valid']),
    );
    expect(codes.filter((code) => !(`problem.${code}` in en) || !(`problem.${code}.next` in en))).toEqual([]);
  });
});

describe('a difference between two versions', () => {
  it('stands at the title of where it is, with its unit as people write it', () => {
    const titles = new Map([['way', 'As decided']]);
    expect(['way', 'way.take', 'gone'].map((at) => whereWords(at, titles))).toEqual([
      ...['As decided', 'As decided › take', 'gone'],
    ]);
    expect(['36.2–37.8 Cel', '10 /min', '1.0–4.0 10*6/mL', 'at most 7.4 [pH]', 'yes'].map(valueWords)).toEqual([
      ...['36.2–37.8 °C', '10 1/min', '1.0–4.0 10⁶/mL', 'at most 7.4', 'yes'],
    ]);
  });
});

describe('the next signature of a version', () => {
  const may =
    (...permissions: string[]) =>
    (permission: string) =>
      permissions.includes(permission);
  const [engineer, supervisor, quality] = [
    may('recipe.write', 'recipe.submit'),
    may('recipe.approve'),
    may('recipe.approve', 'recipe.release'),
  ];

  it('is the author’s, then one of each check, then quality’s', () => {
    const draft = { state: 'draft' as const, approvals: [] };
    const review = { state: 'in-review' as const, approvals: [] };
    expect([nextMove(draft, engineer), nextMove(draft, quality)]).toEqual(['submit', undefined]);
    expect([nextMove(review, engineer), nextMove(review, supervisor), nextMove(review, quality)]).toEqual([
      ...[undefined, 'check', 'approve'],
    ]);
    const checked = { state: 'in-review' as const, approvals: [{ check: 'technical' as const, person: 'x', at: '' }] };
    expect([turnOf(review), turnOf(checked), nextMove(checked, supervisor)]).toEqual(['both', 'quality', undefined]);
    expect(movesOf(checked, quality)).toEqual(['approve', 'send-back']);
    expect(nextMove({ state: 'approved', approvals: [] }, quality)).toBe('release');
    expect(movesOf({ state: 'retired', approvals: [] }, quality)).toEqual([]);
  });
});
