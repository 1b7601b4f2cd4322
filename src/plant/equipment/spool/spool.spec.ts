import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { until } from '../../../../test/support/walk.js';
import { newId } from '../../../platform/clock/index.js';
import { SpoolLog } from '../../../platform/spool/index.js';
import { encodeRecord } from './record.js';
import { leftoverWords } from './leftovers.js';
import { Spool } from './spool.js';

const root = mkdtempSync(join(tmpdir(), 'ballroom-spools-'));
const open: Spool[] = [];
afterEach(async () => {
  for (const spool of open.splice(0)) await spool.close();
});
afterAll(() => rmSync(root, { recursive: true }));

/** Of a server whose database is away. */
function spoolIn(folder: string): Spool {
  const spool = new Spool(
    { directory: join(root, folder), bytes: 1_000_000, patience: 0 },
    () => Promise.reject(new Error('away')),
    () => ({ forward: () => false, saveCursor: async () => {}, observed: async () => {}, turned: () => {} }),
  );
  open.push(spool);
  return spool;
}

async function leaveIn(folder: string): Promise<void> {
  const log = await SpoolLog.open(join(root, folder, newId()));
  await log.append(encodeRecord({ sort: 'cursor', kind: 'mqtt', cursor: {} }));
  await log.close();
}

describe('the spool of a server', () => {
  it('is its own: another one that would have the same folder refuses to start, and says what to do', async () => {
    const first = spoolIn('spool');
    await first.claim();
    const second = spoolIn('spool');
    await expect(second.claim()).rejects.toThrow(/spool is another server's.* BALLROOM_INSTANCE each/s);
    await first.close();
    await second.claim();
    // one with a name of its own has a folder of its own
    await spoolIn('spool-b').claim();
  });

  it('that was left by a server of another name is told, until that server is there', async () => {
    await Promise.all([leaveIn('spool-gone'), leaveIn('spool-here')]);
    await spoolIn('spool-here').claim();
    const spool = spoolIn('spool-new');
    await spool.claim();
    await spool.open();
    await until('it has looked', async () => spool.leftover.length > 0);
    expect(spool.leftover).toEqual([{ folder: 'spool-gone', bytes: expect.any(Number), oldest: expect.any(String) }]);
    expect(leftoverWords(spool.leftover[0]!)).toContain('with BALLROOM_INSTANCE=gone to commit');
    expect(spool.state().bytes).toBe(0);
    // it starts under that name
    const again = spoolIn('spool-gone');
    await again.claim();
    await again.open();
    expect(again.state().bytes).toBe(spool.leftover[0]!.bytes);
  });

  it('with units that cannot be looked at keeps the server from starting as if nothing were there', async () => {
    writeFileSync(join(root, 'spool-file'), '');
    await expect(spoolIn('spool-file').claim()).rejects.toThrow('spool-file that cannot be used');
    const spool = spoolIn('spool-lost');
    await spool.claim();
    const folder = join(root, 'spool-lost');
    renameSync(folder, `${folder}.away`);
    writeFileSync(folder, '');
    await expect(spool.open()).rejects.toThrow('ENOTDIR');
  });
});
