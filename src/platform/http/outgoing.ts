import { lookup } from 'node:dns';
import { lookup as lookUp } from 'node:dns/promises';
import { request as byHttp } from 'node:http';
import { request as byHttps } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** This machine itself, and what only the machine's own link knows, such as a cloud's metadata service. */
const LOCAL = new BlockList();
LOCAL.addSubnet('0.0.0.0', 8);
LOCAL.addSubnet('127.0.0.0', 8);
LOCAL.addSubnet('169.254.0.0', 16);
LOCAL.addSubnet('224.0.0.0', 3);
LOCAL.addAddress('::', 'ipv6');
LOCAL.addAddress('::1', 'ipv6');
LOCAL.addSubnet('fe80::', 10, 'ipv6');
LOCAL.addSubnet('ff00::', 8, 'ipv6');

const isLocal = (address: string): boolean => LOCAL.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '');
const refused = (address: string): Error => new Error(`${address} is this machine's own, and not called from here`);

/** As the system's, but for addresses of this machine: what was looked at is what is connected to. */
const elsewhere: LookupFunction = (host, options, done) => {
  lookup(host, { ...options, all: true }, (error, found) => {
    const own = error === null ? found.find(({ address }) => isLocal(address)) : undefined;
    if (error !== null || own !== undefined) return done(error ?? refused(own!.address), '', 0);
    if (options.all === true) return done(null, found);
    done(null, found[0]!.address, found[0]!.family);
  });
};

/** ms for which a name is looked up before it is said of it that it is elsewhere. */
const LOOKS = 3000;

/** Whether a place that a person names is this machine's own, as far as its name says now. */
export async function isOwnAddress(target: string): Promise<boolean> {
  const found = lookUp(hostOf(new URL(target)), { all: true }).catch(() => []);
  const addresses = await Promise.race([found, sleep(LOOKS, [], { ref: false })]);
  return addresses.some(({ address }) => isLocal(address));
}

export interface Outgoing {
  /** ms until it has failed */
  within: number;
  /** also to addresses of this machine itself */
  mayBeLocal: boolean;
}

/**
 * Posts JSON to a place that a person named. Follows nobody elsewhere.
 * @throws Error where it is not reached in time, is this machine's own address though that may not be, or answers other than 2xx
 */
export function postJson(target: string, body: object, { within, mayBeLocal }: Outgoing): Promise<void> {
  const url = new URL(target);
  const host = hostOf(url);
  if (!mayBeLocal && isIP(host) !== 0 && isLocal(host)) return Promise.reject(refused(host));
  return new Promise((resolve, reject) => {
    const options = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      signal: AbortSignal.timeout(within),
      ...(mayBeLocal ? {} : { lookup: elsewhere }),
    };
    const request = (url.protocol === 'https:' ? byHttps : byHttp)(url, options, (response) => {
      response.resume();
      const { statusCode = 0 } = response;
      if (statusCode >= 200 && statusCode < 300) resolve();
      else reject(new Error(`answered ${statusCode}`));
    });
    request.once('error', reject);
    request.end(JSON.stringify(body));
  });
}
