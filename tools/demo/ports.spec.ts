import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { isFree, keptPorts } from './ports.js';
import { secret } from './secrets.js';

const data = mkdtempSync(join(tmpdir(), 'ballroom-ports-'));
afterAll(() => rmSync(data, { recursive: true }));

describe('the ports of the demo', () => {
  it('are the same at each start, but for one that another program has taken', async () => {
    const first = await keptPorts(data, ['U-01', 'U-02']);
    expect(first['U-01']).not.toBe(first['U-02']);
    expect(await keptPorts(data, ['U-02', 'U-01'])).toEqual(first);
    const other = createServer().listen(first['U-01'], '127.0.0.1');
    await once(other, 'listening');
    expect(await isFree(first['U-01'])).toBe(false);
    const second = await keptPorts(data, ['U-01', 'U-02', 'U-03']);
    expect(second['U-02']).toBe(first['U-02']);
    expect(new Set([first['U-01'], ...Object.values(second)]).size).toBe(4);
    other.close();
  });

  it('are chosen anew when their file was damaged', async () => {
    writeFileSync(join(data, 'ports.json'), '{"U-01":"48');
    expect((await keptPorts(data, ['U-01']))['U-01']).toBeGreaterThan(1023);
  });
});

describe('a secret', () => {
  it('is made once, long, and readable by its owner alone', () => {
    const made = secret(data, 'unit-U-01');
    expect(made).toMatch(/^[\w-]{32}$/);
    expect(secret(data, 'unit-U-01')).toBe(made);
    expect(secret(data, 'unit-U-02')).not.toBe(made);
    expect(statSync(join(data, 'secrets/unit-U-01')).mode & 0o777).toBe(0o600);
  });
});
