import { Inject, Injectable, Logger } from '@nestjs/common';
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  type Configuration,
  discovery,
  randomNonce,
  randomPKCECodeVerifier,
} from 'openid-client';
import { Refusal } from '../../kernel/refusal.js';
import { storableText } from '../../kernel/storable-text.js';
import { CONFIG, type Config, type OidcSettings } from '../../platform/config/index.js';
import type { ReturnedAccount } from './sso-attempt.store.js';

/** Whoever comes back has just shown the provider who they are: a tablet is shared, and the provider remembers who was last. */
const MAX_AGE_SECONDS = 300;
const TIMEOUT_SECONDS = 10;

/** The way to a provider, and what must be kept of it until somebody comes back. */
export interface ProviderWay {
  url: string;
  verifier: string;
  nonce: string;
}

/** The enterprise's identity provider, by OpenID Connect with an authorization code and PKCE. */
@Injectable()
export class AskProvider {
  private readonly logger = new Logger('Provider');
  private found: Promise<Configuration> | null = null;

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** How people call it; null where there is none. */
  get title(): string | null {
    return this.config.oidc?.title ?? null;
  }

  /** Refuses with `sso.not-offered` and `sso.unavailable`. */
  async way(state: string): Promise<ProviderWay> {
    const { settings, provider } = await this.reach();
    const [verifier, nonce] = [randomPKCECodeVerifier(), randomNonce()];
    const url = buildAuthorizationUrl(provider, {
      redirect_uri: this.returnAddress,
      scope: 'openid',
      state,
      nonce,
      code_challenge: await calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      prompt: 'login',
      max_age: String(MAX_AGE_SECONDS),
      ...(settings.acr === undefined ? {} : { acr_values: settings.acr }),
    });
    return { url: url.href, verifier, nonce };
  }

  /**
   * Whose account it is that came back with this query. Refuses with `sso.refused` what the provider did not grant or what does
   * not hold, with `sso.too-weak` another class of authentication than was asked for, and as `way` does.
   */
  async account(query: string, kept: { state: string; verifier: string; nonce: string }): Promise<ReturnedAccount> {
    const { settings, provider } = await this.reach();
    const tokens = await authorizationCodeGrant(provider, new URL(`${this.returnAddress}?${query}`), {
      pkceCodeVerifier: kept.verifier,
      expectedState: kept.state,
      expectedNonce: kept.nonce,
      maxAge: MAX_AGE_SECONDS,
      idTokenExpected: true,
    }).catch((error: unknown) => {
      if (isOutOfReach(error)) throw unavailable(settings);
      this.logger.warn(`${settings.title} did not vouch for who came back: ${wordsOf(error)}`);
      throw new Refusal('unauthenticated', 'sso.refused');
    });
    const { iss, sub, acr, preferred_username: called, email } = tokens.claims()!;
    if (settings.acr !== undefined && acr !== settings.acr) throw new Refusal('unauthenticated', 'sso.too-weak');
    const name = [called, email].find((one) => typeof one === 'string') ?? sub;
    return { account: { issuer: iss, subject: sub }, name: storableText(String(name), 200) };
  }

  private get returnAddress(): string {
    return `${this.config.publicUrl}/api/session/sso/return`;
  }

  /** Asked for when it is first needed, and again after it was not there. */
  private async reach(): Promise<{ settings: OidcSettings; provider: Configuration }> {
    const settings = this.config.oidc;
    if (settings === null) throw new Refusal('not-found', 'sso.not-offered');
    this.found ??= discovery(new URL(settings.issuer), settings.clientId, settings.clientSecret, undefined, {
      timeout: TIMEOUT_SECONDS,
      // such an issuer is on this machine alone, by the settings' own rule
      execute: settings.issuer.startsWith('http:') ? [allowInsecureRequests] : [],
    });
    try {
      return { settings, provider: await this.found };
    } catch (error) {
      this.found = null;
      this.logger.warn(`${settings.title} cannot be reached: ${wordsOf(error)}`);
      throw unavailable(settings);
    }
  }
}

const unavailable = ({ title }: OidcSettings): Refusal =>
  new Refusal('unprocessable', 'sso.unavailable', { provider: title });

/** No answer came, or none in time: says nothing of who came back. */
const isOutOfReach = (error: unknown): boolean =>
  error instanceof TypeError || (error as { code?: string } | null)?.code === 'OAUTH_TIMEOUT';

const wordsOf = (error: unknown): string => {
  const { message, cause } = error as Error;
  return cause instanceof Error ? `${message} (${cause.message})` : message;
};
