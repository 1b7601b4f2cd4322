import { readFileSync } from 'node:fs';
import type { OidcSettings } from './config.js';

/** What is set of a provider, as given. */
interface GivenOidc {
  OIDC_ISSUER?: string;
  OIDC_CLIENT_ID?: string;
  OIDC_SECRET_FILE?: string;
  OIDC_TITLE?: string;
  OIDC_ACR?: string;
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

export function isIssuer(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || url.search !== '' || url.hash !== '' || url.username !== '') return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.has(url.hostname));
}

const secretIn = (file: string): string => readFileSync(file, 'utf8').trim();

export function isSecretFile(file: string): boolean {
  try {
    return /^[\x21-\x7e]{8,500}$/.test(secretIn(file));
  } catch {
    return false;
  }
}

/** Null where none is set, or not all of it. */
export function readOidc(env: GivenOidc): OidcSettings | null {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_SECRET_FILE: file, OIDC_TITLE: title, OIDC_ACR } = env;
  if (issuer === undefined || clientId === undefined || file === undefined) return null;
  return { issuer, clientId, clientSecret: secretIn(file), title: title ?? new URL(issuer).hostname, acr: OIDC_ACR };
}

const NEEDED = ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_SECRET_FILE'] as const;

/** A provider is named whole or not at all. */
export function oidcProblems(env: GivenOidc): string[] {
  const isAny = [...NEEDED, 'OIDC_TITLE' as const, 'OIDC_ACR' as const].some((name) => env[name] !== undefined);
  return isAny
    ? NEEDED.filter((name) => env[name] === undefined).map(
        (name) => `${name} is missing beside the other OIDC_ settings`,
      )
    : [];
}
