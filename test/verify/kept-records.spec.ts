import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { verifyRecord } from '../../tools/verify/verify-record.js';

describe('An.11-17, 11.10(c): a record that an earlier version made', () => {
  it.each([
    ['of a whole batch on one unit', 'one-unit', true],
    ['of a batch that was held and then stopped', 'stopped', true],
  ])('%s still verifies', async (_, name, complete) => {
    const text = gunzipSync(readFileSync(`test/verify/records/${name}.json.gz`)).toString('utf8');
    const { report, record } = await verifyRecord({ text });
    expect(report.findings).toEqual([]);
    expect(record.record.complete).toBe(complete);
  });
});
