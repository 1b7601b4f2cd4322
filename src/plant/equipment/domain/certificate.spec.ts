import { describe, expect, it } from '@jest/globals';
import { type CertificateStated, type CertificateText, settle } from './certificate.js';

const text = (thumbprint: string): CertificateText => ({
  ...{ thumbprint, sha256: thumbprint, subject: thumbprint, issuer: thumbprint, applicationUri: null },
  ...{ validFrom: '2026-01-01T00:00:00.000Z', validTo: '2036-01-01T00:00:00.000Z' },
});
const UNTIL = '2026-11-30T00:00:00.000Z';
const NOW = '2026-11-23T00:00:00.000Z';
const judged = (as: 'trusted' | 'rejected', thumbprint: string): CertificateStated => ({
  ...{ type: `certificate.${as}`, values: { certificate: text(thumbprint), units: [] } },
});
const rotated = (was: string, is: string): CertificateStated => ({
  ...{ type: 'certificate.rotated', values: { was: text(was), is: text(is), keptUntil: UNTIL } },
});
const kept = (state: 'trusted' | 'rejected', ...thumbprints: string[]) =>
  thumbprints.map((thumbprint) => ({ ...text(thumbprint), state, keptSince: NOW }));
const settled = (stated: CertificateStated[], own = 'ours', prepared: string | null = null, found = kept('trusted')) =>
  settle(stated, { kept: found, own: text(own), prepared: prepared === null ? null : text(prepared) }, NOW);
const NOTHING = { reject: [], untrusted: [], install: null, missing: null, facts: [] };

describe('11.10(e): a start', () => {
  it('finds nothing to do where folder and facts agree, and judges nothing that nobody has judged', () => {
    const found = [...kept('trusted', 'a', 'by-file'), ...kept('rejected', 'b', 'stranger')];
    expect(settled([judged('trusted', 'a'), judged('rejected', 'b')], 'ours', 'left', found)).toEqual(NOTHING);
    expect(settled([rotated('before', 'ours')])).toEqual(NOTHING);
  });

  it('rejects what a person has rejected last, and trusts nothing by itself', () => {
    const stated = [judged('trusted', 'a'), judged('rejected', 'a'), judged('rejected', 'b'), judged('trusted', 'b')];
    const found = [...kept('trusted', 'a'), ...kept('rejected', 'b')];
    const { reject, untrusted, facts } = settled(stated, 'ours', null, found);
    expect([reject, untrusted].map((each) => each.map(({ thumbprint }) => thumbprint))).toEqual([['a'], ['b']]);
    expect(facts).toEqual([]);
  });

  it('ends a rotation that was stated, and states which certificate is ours where that cannot be', () => {
    expect(settled([rotated('ours', 'new')], 'ours', 'new')).toEqual({ ...NOTHING, install: UNTIL });
    const { install, missing, facts } = settled([rotated('was', 'new')], 'ours', 'other');
    expect([install, missing]).toEqual([null, null]);
    expect(facts).toMatchObject([
      { type: 'certificate.rotated', reason: expect.stringContaining('not in the folder') },
    ]);
    expect(facts[0]!.values).toEqual({ was: text('new'), is: text('ours'), keptUntil: NOW });
    expect(settled([rotated('was', 'new'), { type: 'certificate.rotated', values: facts[0]!.values }])).toEqual(
      NOTHING,
    );
  });

  it('contradicts no rotation of another server from a copy of the folder that is older', () => {
    expect(settled([rotated('ours', 'new')], 'ours', 'other')).toEqual({ ...NOTHING, missing: text('new') });
    expect(settled([rotated('ours', 'new'), rotated('new', 'newest')])).toMatchObject({
      missing: text('newest'),
      facts: [],
    });
  });
});
