import type { TFunction } from 'i18next';
import { word } from '../text/words.js';

const IDENTITY = /^identity: (certificate|product-instance|serial)(?: \(([a-z-]+)\))?$/;
const SIGN_IN = /^sign-in: (Bad\w+)$/;
/** OPC UA's name of a status, such as `BadNodeIdUnknown`. */
const STATUS = /^(.+): ((?:Bad|Uncertain)\w*)$/;

/** What is wrong with a unit's connection in words; as it came, where nobody has put it in words. */
export function connectionProblem(t: TFunction, problem: string, titleOf: (tag: string) => string): string {
  const known = word('connectionProblem', problem);
  if (known !== problem) return known;
  const [, by, why] = IDENTITY.exec(problem) ?? [];
  if (by !== undefined)
    return t('connectionProblem.identity', {
      by: word('identityRefused', by),
      why: why === undefined ? '' : `: ${word('certificateWhy', why)}`,
    });
  const [, refused] = SIGN_IN.exec(problem) ?? [];
  if (refused !== undefined) return t('connectionProblem.signIn', { status: refused });
  const [, at, status] = STATUS.exec(problem) ?? [];
  if (at !== undefined) return t('connectionProblem.status', { what: titleOf(at), status });
  return ofOne(t, problem, titleOf) ?? problem;
}

/** Problems that name what they are of. */
function ofOne(t: TFunction, problem: string, titleOf: (tag: string) => string): string | undefined {
  const rest = (pattern: RegExp): string | undefined => pattern.exec(problem)?.[1];
  const tag = rest(/^(.+): not found at the unit$/) ?? rest(/^(.+?): .+ is not in the birth$/);
  if (tag !== undefined) return t('connectionProblem.noTag', { what: titleOf(tag) });
  const filter = rest(/^(.+): not granted by the broker$/);
  if (filter !== undefined) return t('connectionProblem.notGranted', { filter });
  if (/^no birth of .+ yet$/.test(problem)) return t('connectionProblem.noBirth');
  if (/^credentials: none for /.test(problem)) return t('connectionProblem.noPassword');
  if (/^credentials: no user certificate for /.test(problem)) return t('connectionProblem.noUserCertificate');
  if (/^[ND]DEATH of /.test(problem)) return t('connectionProblem.death');
  const broker = rest(/^broker: (.+)$/);
  return broker === undefined ? undefined : t('connectionProblem.broker', { why: broker });
}

/** All that is wrong, one after the other. */
export const connectionProblems = (
  t: TFunction,
  problems: readonly string[],
  titleOf: (tag: string) => string = (tag) => tag,
): string => problems.map((problem) => connectionProblem(t, problem, titleOf)).join('. ');
