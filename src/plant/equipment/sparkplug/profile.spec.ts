import { describe, expect, it } from '@jest/globals';
import { metric, property } from './codec.js';
import type { KnownMetric } from './edge-node.js';
import { kitIn, sightOf } from './profile.js';

const AT = 1_763_815_504_123n;
const NOTHING = { Id: '', Code: '', Text: '', Answered: '', Answer: '', 'Answered By': '' };
const seen = (prompt: Record<string, string | null>) =>
  sightOf(
    new Map(
      [
        metric('Unit/Activity', 'String', 'Execute'),
        metric('Unit/Run', 'String', 'R-1\0'),
        metric('Unit/Setpoints/ph\0', 'Double', 7),
        ...Object.entries({ ...NOTHING, ...prompt }).map(([name, value]) => metric(`Prompt/${name}`, 'String', value)),
      ].map((one) => [one.name!, { ...one, timestamp: AT } as KnownMetric]),
    ),
  )!;

describe('what a unit of Sparkplug says of itself', () => {
  it('is told in words that a database can hold', () => {
    const sight = seen({ Id: 'P-1\0', Code: 'bubble\0', Text: 'AIR\0', Answered: 'P-0', Answer: '\0' });
    expect(sight).toMatchObject({
      prompt: { id: 'P-1\ufffd', code: 'bubble\ufffd', text: 'AIR\ufffd' },
      answered: { id: 'P-0', answer: '\ufffd' },
    });
    expect([sight.active.runId, sight.setpoints]).toEqual(['R-1\ufffd', { 'ph\ufffd': '7' }]);
  });

  it('waits for nobody where it says so, which a null or half a prompt does not', () => {
    expect(seen({})).toMatchObject({ prompt: null });
    for (const prompt of [{ Id: null }, { Id: 'P-1', Code: null }, { Id: 'P-1', Code: '' }] as Record<
      string,
      string | null
    >[])
      expect(seen(prompt)).not.toHaveProperty('prompt');
  });

  it('tells its kit in no more words than are kept, none where it says so, and nothing where it has no reader', () => {
    const said = (kit: string | null, quality = 192) => {
      const properties = new Map([['Quality', property('Int32', quality)]]);
      return kitIn(new Map([['Unit/Kit', metric('Unit/Kit', 'String', kit, { properties }) as KnownMetric]]));
    };
    expect(said('7'.repeat(10_000))).toBe('7'.repeat(500));
    expect([said(''), said(null), said('(21)7', 500), said('(21)7', 0)]).toEqual([null, null, null, null]);
    expect(kitIn(new Map())).toBeUndefined();
  });
});
