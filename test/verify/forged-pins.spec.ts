import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import {
  type Grounds,
  type LibraryBlock,
  type MasterRecipe,
  readText,
} from '../../src/definition/recipes/domain/index.js';
import { parseUnitClasses } from '../../src/definition/unit-classes/domain/index.js';
import { hashOf } from '../../src/kernel/canonical-json.js';
import { checkPins } from '../../tools/verify/check-pins.js';
import type { Fact } from '../../tools/verify/fact.js';
import { RecordedFacts } from '../../tools/verify/ledger.js';
import { allIn, wider } from '../../tools/verify/overlay.js';
import type { BatchRecord } from '../../tools/verify/record.js';
import { Report } from '../../tools/verify/report.js';
import { thawBlock } from '../support/thaw-block.js';

const shipped = parseUnitClasses(readFileSync('recipes/plant/unit-classes.yaml', 'utf8'));
const unitClasses = 'unitClasses' in shipped ? shipped.unitClasses : [];

const PLATFORM = readFileSync('recipes/car-t-demo.yaml', 'utf8').replace(
  /( {10}- id: vector-volume\n)/,
  '          - { use: thaw-vector@2, as: thaw }\n$1',
);
const PRODUCT = `
overlay: product
title: One product
level: product
of: car-t-demo@1
parameters:
  moi: { target: 6, range: [5, 8] }
phases:
  seeding:
    fields: { viability: { alert: [85, 100], action: [75, 100] } }
    sign: [performed, verified by supervisor, verified]
  vector-volume: { alert: [3, 9] }
  warm-up:
    monitor: { temperature: { alert: [36.6, 37.4], delay: PT5S } }
    set: { temperature: 36.9 Cel }
  thaw-vial: { fields: { volume: { alert: [1, 9] } } }
windows:
  vector-use: { max: PT50M, alert: PT40M }
`;
const SITE = `
overlay: site
title: At the site
level: site
of: product@4
phases:
  vector-volume: { action: [2.5, 10], alert: [3, 9] }
`;

interface Version {
  code: string;
  version: number;
  hash: string;
  text: string;
  content: MasterRecipe | LibraryBlock;
}

function version(text: string, number: number, grounds: Partial<Grounds>): Version {
  const read = readText(text, { unitClasses, blocks: [], parent: null, ...grounds }, number);
  if ('findings' in read) throw new Error(JSON.stringify(read.findings));
  const { code, hash, content } = read;
  return JSON.parse(JSON.stringify({ code, version: number, hash, text, content })) as Version;
}
const parentOf = ({ content, ...pin }: Version) => ({ ...pin, recipe: content as MasterRecipe });

const block = version(thawBlock, 2, {});
const platform = version(PLATFORM, 1, { blocks: [block.content as LibraryBlock] });
const product = version(PRODUCT, 4, { parent: parentOf(platform) });
const site = version(SITE, 2, { parent: parentOf(product) });

const LEAVES = 'the overlay leaves what car-t-demo@1 allows';
const [BATCH, ISSUED] = ['b', '2026-01-05T12:00:00.000Z'];

/** The record of a batch at the site, as far as its recipe goes, in the hands of somebody who changes it. */
class Paper {
  readonly streams: Record<string, Fact[]> = {};
  pinned: BatchRecord['pinned'];

  constructor(made: Version = site) {
    for (const one of [block, platform, product, made]) this.streams[`recipe/${one.code}`] = this.approved(one);
    const frozen = made.content as MasterRecipe;
    this.pinned = [...(frozen.madeFrom ?? []), ...(frozen.blocks ?? [])].map(({ code, version: number, hash }) => ({
      ...{ code, version: number, hash },
      stream: `recipe/${code}`,
    }));
    const recipe = { id: made.code, code: made.code, version: made.version, hash: made.hash, frozen };
    this.streams[`batch/${BATCH}`] = [this.fact(`batch/${BATCH}`, 1, 'batch.issued', { recipe }, ISSUED)];
  }

  private approved(of: Version): Fact[] {
    const stream = `recipe/${of.code}`;
    return [
      this.fact(stream, 1, 'recipe.drafted', { ...of, id: of.code, author: 'eve' }),
      this.fact(stream, 2, 'recipe.approved', { person: 'sue', check: 'technical' }),
      this.fact(stream, 3, 'recipe.approved', { person: 'quinn', check: 'quality' }),
    ];
  }

  private fact(stream: string, seq: number, type: string, values: object, at = '2026-01-05T08:00:00.000Z'): Fact {
    const placed = { v: 1, stream, seq, type, at, happenedAt: at, zone: 'UTC', config: 'c', by: { role: 'system' } };
    return JSON.parse(JSON.stringify({ ...placed, values })) as Fact;
  }

  drafted(code: string): { text: string; hash: string; content: MasterRecipe; author: string } {
    return this.streams[`recipe/${code}`]![0]!.values as never;
  }

  /** Changes what a version says, and makes it look right by itself. */
  says(code: string, change: (content: MasterRecipe) => void): void {
    const values = this.drafted(code);
    change(values.content);
    values.hash = hashOf(values.content);
    for (const { values: of } of this.streams[`batch/${BATCH}`]!) {
      const { frozen } = of['recipe'] as { frozen: MasterRecipe };
      for (const pin of frozen.madeFrom ?? []) if (pin.code === code) pin.hash = values.hash;
      for (const pin of this.pinned!) if (pin.code === code) pin.hash = values.hash;
    }
  }

  get frozen(): MasterRecipe {
    return (this.streams[`batch/${BATCH}`]![0]!.values['recipe'] as { frozen: MasterRecipe }).frozen;
  }

  found(): { wrong: string[]; notChecked: string[] } {
    const report = new Report();
    const record = { record: { batch: BATCH }, pinned: this.pinned } as BatchRecord;
    const range = (stream: string) => ({ stream, kind: '', why: '', from: 1, facts: [], proofs: [] });
    checkPins(
      report,
      record,
      new RecordedFacts(Object.entries(this.streams).map(([stream, facts]) => ({ range: range(stream), facts }))),
    );
    return { wrong: report.findings.map(({ what }) => what), notChecked: report.notChecked };
  }
}

function found(change: (paper: Paper) => void, made?: Version): string[] {
  const paper = new Paper(made);
  change(paper);
  return paper.found().wrong;
}

describe('what a recipe rests on', () => {
  it('is followed through overlays and blocks of the library, down to what they were made from', () => {
    expect(found(() => undefined)).toEqual([]);
    expect(found(() => undefined, product)).toEqual([]);
    expect(found(() => undefined, platform)).toEqual([]);
  });

  it('is not looked at in a record of an earlier version, and that is said', () => {
    const paper = new Paper();
    delete paper.pinned;
    expect(paper.found()).toEqual({
      wrong: [],
      notChecked: ['3 versions that the recipe rests on: the record is older'],
    });
  });

  it.each<[string, (paper: Paper) => void, string]>([
    [
      'a version is not there',
      (paper) => delete paper.streams['recipe/product'],
      'product@4, on which the recipe rests, is not in the record',
    ],
    ['a version is not listed', (paper) => paper.pinned!.pop(), 'the versions that the recipe rests on are others'],
    [
      'a version has no stream',
      (paper) => (paper.pinned![0]!.stream = null),
      'car-t-demo@1, on which the recipe rests, is not in the record',
    ],
    [
      'a version is in another’s stream',
      (paper) => (paper.pinned![0]!.stream = 'recipe/product'),
      'car-t-demo@1, on which the recipe rests, is another',
    ],
    [
      'a version was changed since',
      (paper) => (paper.drafted('car-t-demo').content.parameters[0]!.range.high = '99'),
      'car-t-demo@1, on which the recipe rests, has another hash than is pinned',
    ],
    [
      'a version was approved by one',
      (paper) => paper.streams['recipe/product']!.pop(),
      'product@4, on which the recipe rests, was not approved by two others than its author',
    ],
    [
      'its author approved a version',
      (paper) => (paper.drafted('product').author = 'sue'),
      'product@4, on which the recipe rests, was not approved by two others than its author',
    ],
    [
      'a version was approved after the issue',
      (paper) => (paper.streams['recipe/car-t-demo']![2]!.at = '2026-01-06T08:00:00.000Z'),
      'car-t-demo@1, on which the recipe rests, was not approved by two others than its author',
    ],
    [
      'an overlay changes what its text does not say',
      (paper) => paper.says('product', (content) => (content.parameters[0]!.title = 'Another')),
      'the recipe is not what its overlay makes of car-t-demo@1',
    ],
    [
      'the batch was made by another recipe than its overlay makes',
      (paper) => (paper.frozen.windows[0]!.onBreach = 'continue'),
      'the recipe is not what its overlay makes of product@4',
    ],
    [
      'the text of an overlay says otherwise',
      (paper) => (paper.drafted('product').text = PRODUCT.replace('[5, 8]', '[5, 7]')),
      'the recipe is not what its overlay makes of car-t-demo@1',
    ],
    [
      'the text of an overlay is of another version',
      (paper) => (paper.drafted('product').text = PRODUCT.replace('@1', '@2')),
      'the text of the overlay makes nothing of car-t-demo@1',
    ],
    [
      'an overlay leaves a range',
      widens(
        'moi: { target: 6, range: [5, 8] }',
        'moi: { target: 6, range: [1, 80] }',
        (content) => (content.parameters[0]!.range = { low: '1', high: '80' }),
      ),
      LEAVES,
    ],
    [
      'a block says otherwise',
      (paper) => {
        const { content } = paper.drafted('thaw-vector');
        const says = content as unknown as { phases: { title: string }[]; hash?: string };
        says.phases[0]!.title = 'Warm the vial';
        delete says.hash;
        const hash = hashOf(says);
        Object.assign(paper.drafted('thaw-vector'), { hash });
        says.hash = hash;
        for (const pins of [paper.frozen.blocks!, paper.pinned!])
          for (const pin of pins) if (pin.code === 'thaw-vector') pin.hash = hash;
      },
      'block thaw-vector@2 says otherwise than the recipe',
    ],
  ])('is found out where %s', (_, change, what) => {
    expect(found(change)).toContain(what);
  });

  it.each<[string, string, (content: MasterRecipe) => void]>([
    [
      'an action limit',
      'seeding viability action',
      (content) => Object.assign(field(content), { action: { low: '60', high: '100' } }),
    ],
    ['an alert', 'seeding viability alert', (content) => delete field(content).alert],
    ['a hold time', 'vector-use max', (content) => (content.windows[0]!.max = 'PT2H')],
    ['a warning', 'vector-use alert', (content) => delete content.windows[0]!.alert],
    ['a signature', 'seeding sign', (content) => phase(content, 'seeding').sign.pop()],
    ['a delay', 'warm-up temperature delay', (content) => (monitors(content)[0]!.delay = 'PT1H')],
    [
      'what is set',
      'warm-up set temperature',
      (content) =>
        Object.assign(phase(content, 'warm-up'), {
          set: [{ name: 'temperature', target: 'setpoint', value: { value: '39', unit: 'Cel' } }],
        }),
    ],
    ['a target', 'moi target', (content) => Object.assign(content.parameters[0]!, { target: '50' })],
  ])('is found out where an overlay leaves what it may narrow: %s', (_, where, change) => {
    const paper = new Paper();
    change(paper.frozen);
    const report = paper.found();
    expect(report.wrong).toContain('the overlay leaves what product@4 allows');
    expect(widerThan(paper)).toContain(where);
  });
});

function widens(from: string, to: string, change: (content: MasterRecipe) => void): (paper: Paper) => void {
  return (paper) => {
    paper.drafted('product').text = PRODUCT.replace(from, to);
    paper.says('product', change);
  };
}

function widerThan(paper: Paper): string[] {
  return wider(product.content as never, paper.frozen);
}

type Loose = { id: string; sign: unknown[]; fields: { id: string; alert?: object }[]; monitor: { delay: string }[] };
function phase(content: MasterRecipe, id: string): Loose {
  return allIn(content.procedure as never).find((one) => 'id' in one && one.id === id) as unknown as Loose;
}
const field = (content: MasterRecipe) => phase(content, 'seeding').fields.find(({ id }) => id === 'viability')!;
const monitors = (content: MasterRecipe) => phase(content, 'warm-up').monitor;
