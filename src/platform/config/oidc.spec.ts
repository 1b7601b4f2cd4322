import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { problemsOf } from '../../../test/support/config-problems.js';
import { loadConfig } from './index.js';

const data = mkdtempSync(join(tmpdir(), 'ballroom-oidc-'));
const secret = join(data, 'secret');
afterAll(() => rmSync(data, { recursive: true }));

const WHOLE = { OIDC_ISSUER: 'https://id.example.org/works', OIDC_CLIENT_ID: 'ballroom', OIDC_SECRET_FILE: secret };

describe('the configuration of an identity provider', () => {
  it('is taken whole, its secret from a file, and called by its host where nobody calls it otherwise', () => {
    writeFileSync(secret, 'a-secret-of-both\n', { mode: 0o600 });
    const provider = { issuer: WHOLE.OIDC_ISSUER, clientId: 'ballroom', clientSecret: 'a-secret-of-both' };
    expect(loadConfig(WHOLE).oidc).toEqual({ ...provider, title: 'id.example.org', acr: undefined });
    expect(loadConfig({ ...WHOLE, OIDC_TITLE: 'Works account', OIDC_ACR: 'mfa' }).oidc).toEqual({
      ...{ ...provider, title: 'Works account', acr: 'mfa' },
    });
  });

  it('11.30: is refused where it is not whole, has no secret, or would be asked unencrypted on another machine', () => {
    expect(problemsOf({ OIDC_ISSUER: WHOLE.OIDC_ISSUER })).toEqual([
      'OIDC_CLIENT_ID is missing beside the other OIDC_ settings',
      'OIDC_SECRET_FILE is missing beside the other OIDC_ settings',
    ]);
    for (const issuer of ['http://id.example.org', 'id.example.org', 'https://a@id.example.org', 'ftp://localhost'])
      expect(problemsOf({ ...WHOLE, OIDC_ISSUER: issuer })).toHaveLength(1);
    expect(problemsOf({ ...WHOLE, OIDC_ISSUER: 'http://127.0.0.1:4000' })).toEqual([]);
    writeFileSync(secret, 'two words\n');
    expect(problemsOf(WHOLE)).toHaveLength(1);
    expect(problemsOf({ ...WHOLE, OIDC_SECRET_FILE: join(data, 'none') })).toHaveLength(1);
  });

  it('is refused in production with a secret that others of this machine may read', () => {
    writeFileSync(secret, 'a-secret-of-both\n');
    const production = {
      ...{ ...WHOLE, BALLROOM_MODE: 'production', BALLROOM_DATA: data },
      BALLROOM_PUBLIC_URL: 'https://ballroom.example.org',
      DATABASE_URL: 'postgresql://ballroom_server:s3cret@db.example.org/ballroom?sslmode=verify-full',
    };
    chmodSync(secret, 0o644);
    expect(problemsOf(production)).toEqual([expect.stringContaining(secret)]);
    chmodSync(secret, 0o600);
    expect(problemsOf(production)).toEqual([]);
  });
});
