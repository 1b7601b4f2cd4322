import { Refusal } from '../../../kernel/refusal.js';

/** To whom a passkey belongs: the server by its name, at its address. */
export interface RelyingParty {
  /** host name without port */
  id: string;
  /** as a browser states it */
  origin: string;
  name: string;
}

const IP = /^(\d{1,3}(\.\d{1,3}){3}|\[.*\])$/;

/** Refuses with `passkey.no-name` where the server is known by a number: passkeys belong to names. */
export function relyingParty(publicUrl: string): RelyingParty {
  const { hostname, origin } = new URL(publicUrl);
  if (IP.test(hostname)) throw new Refusal('unprocessable', 'passkey.no-name', { origin });
  return { id: hostname, origin, name: 'Ballroom' };
}

/** What an authenticator calls a person: their id, which says nothing of them. */
export const holderOf = (person: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(person));
