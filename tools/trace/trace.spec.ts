import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { tracePage } from './page.js';
import { type Clause, clausesIn, type TestRun, traceOf } from './trace.js';

const test = (title: string, status: TestRun['status'] = 'passed'): TestRun => ({
  ...{ suite: 'unit', file: 'a.spec.ts', title, status },
});

describe('a title', () => {
  it.each([
    ['11.70: a copied signature', ['11.70']],
    ['a unit over MQTT 3.1.1 11.10(h): with another serial number', ['11.10(h)']],
    ['211.68(a), 211.67: is not bound before', ['211.68(a)', '211.67']],
    ['Draft 13.8: is void An.11-14: for ever', ['Draft 13.8', 'An.11-14']],
    ['ALCOA+: each value', ['ALCOA+']],
    ['SEC, ISBT 128: are parsed', ['SEC', 'ISBT 128']],
    ['takes 11.10 s, as 12.5 of them do', []],
    ['at 11:10: nothing', []],
    ['is of version 211.10', []],
  ])('names the clauses before its colons, and takes no figure for one (%#)', (title, clauses) => {
    expect(clausesIn(title)).toEqual(clauses);
  });
});

describe('a trace', () => {
  const clauses: Clause[] = [
    { clause: '11.10(a)', asks: 'a' },
    { clause: '211.188(b)', asks: 'b' },
    { clause: 'Draft 1', asks: 'c', open: 'd' },
  ];
  const shown = [test('11.10(a): is found'), test('211.188(b)(11): names both')];

  it('has the tests of a clause and of its parts', () => {
    const { clauses: traced, faults } = traceOf(clauses, shown);
    expect(traced.map(({ tests, result }) => [tests.length, result])).toEqual([
      [1, 'passed'],
      [1, 'passed'],
      [0, 'no test'],
    ]);
    expect(faults).toEqual([]);
  });

  it('fails where a claimed clause has no test, or one that did not pass', () => {
    expect(traceOf(clauses, shown.slice(0, 1)).faults).toEqual(['211.188(b) is claimed, and no test names it']);
    expect(traceOf(clauses, [...shown, test('11.10(a): is named', 'failed')]).faults).toEqual([
      '11.10(a): failed: a.spec.ts: 11.10(a): is named',
    ]);
    expect(traceOf(clauses, [...shown, test('Draft 1: waits', 'skipped')]).faults).toHaveLength(1);
  });

  it('fails where a title names a clause that is not listed: Draft 13 is no part of Draft 1', () => {
    expect(traceOf(clauses, [...shown, test('Draft 13: is void')]).faults).toEqual([
      'Draft 13 is not a clause of docs/clauses.yaml: a.spec.ts: Draft 13: is void',
    ]);
  });

  it('is written as a page: the matrix, and the tests of each clause', () => {
    const page = tracePage(traceOf(clauses, shown), { date: '2026-01-02', commit: 'abc', node: '24.9.0' });
    expect(page).toContain('2 of 3 are claimed.');
    expect(page).toContain('| Draft 1 | c | 0 | no test | open: d |');
    expect(page).toContain('### 11.10(a)\n\n- passed: `a.spec.ts`: 11.10(a): is found\n');
    expect(page).not.toContain('### Draft 1');
  });
});

describe('docs/clauses.yaml', () => {
  it('says of each clause once what it asks, in a form that titles can name', () => {
    const clauses = parse(readFileSync('docs/clauses.yaml', 'utf8')) as Clause[];
    expect(new Set(clauses.map(({ clause }) => clause)).size).toBe(clauses.length);
    for (const { clause, asks, open, ...more } of clauses) {
      expect([clausesIn(`${clause}: `), more]).toEqual([[clause], {}]);
      expect([asks, open ?? 'claimed']).toEqual([expect.stringMatching(/^.{10}/), expect.stringMatching(/^.{5}/)]);
    }
  });
});
