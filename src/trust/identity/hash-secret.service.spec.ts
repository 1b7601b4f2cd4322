import { describe, expect, it } from '@jest/globals';
import { HashSecret } from './hash-secret.service.js';

describe('comparing passwords', () => {
  it('knows the right one, in any form of its letters, and no other', async () => {
    const secrets = new HashSecret();
    const stored = await secrets.hash('Käse und Brot zu Mittag');
    expect(await secrets.matches('Ka\u0308se und Brot zu Mittag', stored)).toBe(true);
    expect(await secrets.matches('Kase und Brot zu Mittag', stored)).toBe(false);
    expect(await secrets.matches('nobody', undefined)).toBe(false);
  });

  it('refuses a storm beyond what may wait, and goes on after it', async () => {
    const secrets = new HashSecret();
    const storm = await Promise.allSettled(Array.from({ length: 50 }, () => secrets.matches('guess', undefined)));
    const refused = storm.filter((result) => result.status === 'rejected');
    expect(refused).toHaveLength(8);
    expect(refused[0]).toMatchObject({ reason: { kind: 'too-many', code: 'password.too-many-checks' } });
    expect(await secrets.matches('guess', undefined)).toBe(false);
  }, 60_000);
});
