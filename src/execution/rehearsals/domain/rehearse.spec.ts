import { describe, expect, it } from '@jest/globals';
import { everyBlock } from '../../../../test/support/every-block.js';
import { recipeFrom } from '../../../../test/support/recipe-from.js';
import { readRecording, type Rehearsal, rehearse, type Script, type StepScript } from './index.js';

const every = recipeFrom(everyBlock);

const onUnit = (phases: string, more = ''): Rehearsal['recipe'] => `
recipe: on-a-unit
title: On a unit
product: Test cells
procedure:
  - unitProcedure: culture
    title: Culture
    unitClass: closed-bioreactor
    operations:
      - operation: all
        title: All
        phases:
${phases}
${more}`;

const PROGRAM = `
          - id: grow
            kind: program
            title: Grow
            instruction: Start.
            program: Expansion
            set: { temperature: 37.0 Cel, agitation: 10 /min, duration: 48 h }
            monitor:
              - { tag: temperature, unit: Cel, alert: [36.5, 37.5], action: [36.0, 38.0], delay: PT10S, onBreach: ON_BREACH, criticality: CPP }
            sign: [performed]
          - id: read
            kind: entry
            title: Read
            instruction: Read.
            fields:
              warmest: { type: number, title: Warmest, unit: Cel, decimals: 1, criticality: IPC, capture: { tag: temperature, aggregate: max, window: PT10M } }
            sign: [performed]
`;
const monitored = (onBreach = 'continue') => recipeFrom(onUnit(PROGRAM.replace('ON_BREACH', onBreach)));

const timesOf = ({ steps }: Rehearsal, phase: string) =>
  steps.filter(({ step }) => step === phase).map(({ round, started, ended }) => [round, started, ended]);
const begun = ({ steps }: Rehearsal) => steps.flatMap(({ step, started }) => (started === null ? [] : [step]));
const kinds = (happened: { kind: string; at: string }[]) => happened.map(({ kind, at }) => [kind, at]);
const when = (...lines: StepScript[]): Script => ({ when: lines });

describe('a rehearsal in virtual time', () => {
  it('begins parallel branches together, and what follows when each has ended', () => {
    const run = rehearse(every, when({ step: 'mix', takes: 'PT20M' }));
    expect(timesOf(run, 'papers-read')).toEqual([[null, 'PT0S', 'PT1M']]);
    expect(timesOf(run, 'mix')).toEqual([[null, 'PT0S', 'PT20M']]);
    expect(timesOf(run, 'seed')).toEqual([[null, 'PT20M', 'PT21M']]);
  });

  it('goes the way that a decision chose, and does nothing of the other', () => {
    const run = rehearse(every, when({ step: 'plan', decide: 'skip' }));
    expect(run.state).toBe('complete');
    expect(begun(run)).not.toContain('culture');
    expect(run.steps.find(({ step }) => step === 'culture')!.state).toBe('omitted');
  });

  it('ends a loop when its condition holds, by what was entered in that round', () => {
    const enough = { density: '2500000', enough: 'false' };
    const run = rehearse(every, when({ step: 'feed-count', round: 2, enter: enough }));
    expect(timesOf(run, 'feed-count').map(([round]) => round)).toEqual(['feeding[1]', 'feeding[2]']);
    expect(run.exceptions.map(({ kind }) => kind)).not.toContain('loop.bound-reached');
  });

  it('ends a loop at its bound, which is an exception', () => {
    const run = rehearse(every);
    expect(timesOf(run, 'culture')).toHaveLength(3);
    expect(run.exceptions.map(({ kind }) => kind)).toContain('loop.bound-reached');
  });

  it('makes what is repeated due each day while its program runs', () => {
    const run = rehearse(every);
    const [[, started]] = timesOf(run, 'culture') as [[string, string, string]];
    expect(started).toBe('PT1H3M1S');
    expect(timesOf(run, 'daily').slice(0, 2)).toEqual([
      ['feeding[1]/each-day[1]', 'P1DT1H3M1S', 'P1DT1H4M1S'],
      ['feeding[1]/each-day[2]', 'P2DT1H3M1S', 'P2DT1H4M1S'],
    ]);
  });

  it('ends a program before its time when what it waits for is found', () => {
    const found = { step: 'daily', round: 'feeding[1]/each-day[1]', enter: { density: '3000000' } };
    const [first] = timesOf(rehearse(every, when(found)), 'culture');
    expect(first).toEqual(['feeding[1]', 'PT1H3M1S', 'P1DT1H4M2S']);
  });

  it('takes a count that must be none, and raises an exception at one', () => {
    const field =
      "none: { type: number, title: Colonies, unit: '1', decimals: 0, action: [0, 0], onBreach: continue, criticality: IPC }";
    const look = `          - { id: look, kind: entry, title: Look, instruction: Look., fields: { ${field} }, sign: [performed] }`;
    const counted = recipeFrom(onUnit(look));
    expect(rehearse(counted)).toMatchObject({ exceptions: [], values: { 'look.none': '0 1' } });
    expect(rehearse(counted, when({ step: 'look', enter: { none: '1' } })).exceptions).toMatchObject([
      { kind: 'limit.action', step: 'look' },
    ]);
  });

  it('gives the same result for the same script', () => {
    const script = when({ step: 'papers-read', enter: { colour: 'green' } });
    expect(rehearse(every, script)).toEqual(rehearse(every, script));
  });

  it('holds a program whose monitor stops it, and its time goes on when the supervisor lets it', () => {
    const warm: StepScript = {
      step: 'grow',
      reads: {
        temperature: [
          ['PT1H', 39],
          ['PT2H', 37],
        ],
      },
    };
    const run = rehearse(monitored('stop'), when(warm));
    expect(run.state).toBe('complete');
    const [exception] = run.exceptions;
    expect(exception).toMatchObject({ kind: 'limit.action', step: 'grow', values: { extreme: 39 }, deviation: true });
    // ten minutes until the supervisor came, and the seconds in which the unit followed
    expect(timesOf(run, 'grow')[0]![2]).toBe('P2DT10M2S');
  });

  it('finds an excursion where it begins, whatever lies between two readings', () => {
    const warm: StepScript = {
      step: 'grow',
      reads: {
        temperature: [
          ['PT7M13S', 38.4],
          ['PT7M24S', 37],
        ],
      },
    };
    const { exceptions, events } = rehearse(monitored(), when(warm));
    expect(kinds(exceptions)).toEqual([['limit.action', 'PT7M13S']]);
    expect(kinds(events)).toEqual([['limit.alert', 'PT7M13S']]);
    const short: StepScript = {
      step: 'grow',
      reads: {
        temperature: [
          ['PT7M13S', 38.4],
          ['PT7M22S', 37],
        ],
      },
    };
    expect(rehearse(monitored(), when(short)).exceptions).toEqual([]);
  });

  it('takes from the unit what it showed, and nothing where it showed nothing', () => {
    expect(rehearse(monitored()).values['read.warmest']).toBe('37.0 Cel');
    const warm: StepScript = { step: 'read', reads: { temperature: [['PT10S', 37.25]] } };
    expect(rehearse(monitored(), when(warm)).values['read.warmest']).toBe('37.2 Cel');
    const bad = rehearse(monitored(), { unit: { temperature: [['P1D', null]] } });
    expect(bad.exceptions.map(({ kind }) => kind)).toEqual(['data.unknown', 'capture.unusable']);
  });

  it('shows a step that is repeated beside a program what that is said to read', () => {
    const text = onUnit(`
          - { id: grow, kind: program, title: Grow, instruction: Start., program: Expansion, set: { temperature: 37.0 Cel, duration: 60 h }, monitor: [], sign: [performed] }
          - id: each-day
            kind: repeat
            title: Each day
            every: PT24H
            during: grow
            phases:
              - id: daily
                kind: entry
                title: Glucose
                instruction: Take it.
                fields: { glucose: { type: number, title: Glucose, unit: g/L, decimals: 1, alert: [2, 6], criticality: IPC, capture: { tag: glucose, aggregate: mean, window: PT5M } } }
                sign: [performed]
`);
    const eaten: StepScript = {
      step: 'grow',
      reads: {
        glucose: [
          ['PT0S', 4],
          ['P1DT12H', 1.6],
        ],
      },
    };
    expect(kinds(rehearse(recipeFrom(text), when(eaten)).events)).toEqual([['limit.alert', 'P2DT1M']]);
  });

  it('replays a recorded stream of a unit, silences and bad values as they were', () => {
    const at = (minutes: number): string => new Date(Date.UTC(2026, 4, 1) + minutes * 60_000).toISOString();
    const rows = Array.from({ length: 600 }, (_, index) => [index / 2, index >= 240 && index < 260 ? 38.6 : 37]);
    const kept = rows.filter(([minute]) => minute! < 200 || minute! > 205);
    const csv = [
      'time,tag,value,quality',
      ...kept.map(([minute, value]) => `${at(minute!)},temperature,${value},good`),
    ];
    const recording = readRecording(csv.join('\n'));
    expect(recording).toHaveLength(kept.length);
    const run = rehearse(monitored(), when({ step: 'grow', replays: recording }));
    expect(kinds(run.exceptions)).toEqual([
      ['limit.action', 'PT2H'],
      ['data.unknown', 'PT3H19M30S'],
    ]);
    const json = kept.map(([minute, value]) => JSON.stringify({ time: at(minute!), tag: 'temperature', value }));
    expect(readRecording(json.join('\n'))).toEqual(recording);
  });

  it('waits until the shortest hold time is over, and says so where a script does not', () => {
    const text = onUnit(
      `
          - { id: one, kind: instruction, title: One, instruction: One., sign: [performed] }
          - { id: two, kind: instruction, title: Two, instruction: Two., sign: [performed] }
`,
      `windows:\n  - { id: rest, title: Rest, from: one.end, to: two.start, min: PT2H, onBreach: continue, criticality: CPP }\n`,
    );
    expect(timesOf(rehearse(recipeFrom(text)), 'two')).toEqual([[null, 'PT2H1M', 'PT2H2M']]);
    const early = rehearse(recipeFrom(text), when({ step: 'two', starts: 'PT1H' }));
    expect(kinds(early.exceptions)).toEqual([['window.early', 'PT1H1M']]);
  });

  it('says where it stands still, and why', () => {
    const text = onUnit(
      `
          - id: half
            kind: calculation
            title: Half
            instruction: Read.
            formula: 1 / parameters.none
            unit: '1'
            rounding: { decimals: 1, mode: up }
            criticality: info
            sign: [performed]
`,
      `parameters:\n  none: { title: None, unit: '1', target: 0, range: [0, 1], criticality: info }\n`,
    );
    const { state, standstill } = rehearse(recipeFrom(text));
    expect(state).toBe('standing');
    expect(standstill).toMatchObject({ step: 'half', code: 'quantity.division-by-zero' });
  });
});
