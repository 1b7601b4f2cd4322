import { describe, expect, it } from '@jest/globals';
import { hashOf } from '../../../kernel/canonical-json.js';
import type { Fact } from '../../ledger/domain/index.js';
import {
  applySignature,
  refuseChangedContent,
  signatureGiven,
  type SignatureRow,
  type Signer,
  signingRole,
} from './index.js';

const ADA: Signer = {
  person: 'p1',
  username: 'ada',
  name: 'Ada Muster',
  roles: ['operator'],
  permissions: new Set(['step.perform']),
};
const CONTENT = { step: 'seed', fields: { volume: { value: '50.0', unit: 'mL' } } };
const GIVEN = { id: 's1', subject: 'seed', meaning: 'performed', role: 'operator', content: CONTENT };

const none: { signature: Record<string, SignatureRow> } = { signature: {} };

const written = (seq: number, fact: { type: string; values: Record<string, unknown> }): Fact => {
  const at = '2026-11-22T12:45:04.123Z';
  const by = { person: 'p1', name: 'Ada Muster', role: 'operator' };
  return { v: 1, stream: 'batch/b1', seq, at, happenedAt: at, zone: 'Europe/Vienna', by, config: '', ...fact };
};

describe('a signature', () => {
  it('11.50: states printed name, username, role, date, time, zone and meaning', () => {
    const { signature } = applySignature(none, written(1, signatureGiven(ADA, GIVEN)));
    expect(signature).toEqual({
      s1: {
        id: 's1',
        subjectStream: 'b1',
        subject: 'seed',
        meaning: 'performed',
        person: 'p1',
        username: 'ada',
        name: 'Ada Muster',
        role: 'operator',
        hash: hashOf(CONTENT),
        at: '2026-11-22T12:45:04.123Z',
        zone: 'Europe/Vienna',
        void: false,
      },
    });
  });

  it.each(['', '  '])('11.50: is refused with the meaning "%s"', (meaning) => {
    expect(() => signatureGiven(ADA, { ...GIVEN, meaning })).toThrow('signature.meaning-missing');
  });

  it('11.10(g): is refused in a role that the signer does not hold, or for what the role does not carry', () => {
    expect(() => signatureGiven(ADA, { ...GIVEN, role: 'qa-reviewer' })).toThrow('signature.role-not-held');
    expect(signingRole(ADA, 'step.perform')).toBe('operator');
    expect(() => signingRole(ADA, 'recipe.release')).toThrow('permission.missing');
  });

  it('11.70: is bound to the hash of exactly what was signed', () => {
    const { hash, content } = signatureGiven(ADA, GIVEN).values;
    expect(hash).toBe(hashOf(content));
    expect(() => refuseChangedContent(hash, structuredClone(CONTENT))).not.toThrow();
    const other = { ...CONTENT, fields: { volume: { value: '50.1', unit: 'mL' } } };
    expect(() => refuseChangedContent(hash, other)).toThrow('signature.content-changed');
  });

  it('leaves a state alone that a fact says nothing about', () => {
    expect(applySignature(none, written(1, { type: 'step.started', values: {} }))).toBe(none);
  });
});
