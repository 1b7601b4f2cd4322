import { type ClientSession, type OPCUAClient, type UserIdentityInfo, UserTokenType } from 'node-opcua';
import type { UnitCredentials } from './credentials.js';

/** Statuses of Part 4, 7.38.2 that are about who signs in. */
const REFUSED = /Bad(?:IdentityToken(?:Invalid|Rejected)|UserAccessDenied|UserSignatureInvalid)/;
/** The library's words where the unit has no such way in. */
const NOT_OFFERED = /user token policy/i;

/** The unit knows us, and does not let us in with what we were given. */
export class SignInRefused extends Error {}

/** Opens a session on a channel. */
export async function signIn(client: OPCUAClient, credentials: UnitCredentials): Promise<ClientSession> {
  try {
    return await client.createSession(identityOf(credentials));
  } catch (error) {
    const said = String(error);
    const status = REFUSED.exec(said)?.[0];
    if (status !== undefined) throw new SignInRefused(`sign-in: ${status}`);
    throw NOT_OFFERED.test(said) ? new SignInRefused('sign-in: not offered') : error;
  }
}

function identityOf(credentials: UnitCredentials): UserIdentityInfo {
  if (credentials === 'anonymous') return { type: UserTokenType.Anonymous };
  if ('username' in credentials)
    return { type: UserTokenType.UserName, userName: credentials.username, password: credentials.password };
  const { certificate, privateKey } = credentials;
  return { type: UserTokenType.Certificate, certificateData: certificate, privateKey };
}
