import { Refusal } from '../../../kernel/refusal.js';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

export const SESSION_COOKIE = 'ballroom_session';

const one = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);

/** What a Cookie header has under a name, or null. */
export function cookieNamed(cookies: string | undefined, wanted: string): string | null {
  const pairs = (cookies ?? '').split(';').map((pair) => pair.trim().split('='));
  return pairs.find(([name]) => name === wanted)?.[1] || null;
}

/** The session's token in a Cookie header, or null. */
export const sessionToken = (cookies: string | undefined): string | null => cookieNamed(cookies, SESSION_COOKIE);

/** The Set-Cookie header of a session; without a token, the one that takes it away. */
export function sessionCookie(token: string | null, publicUrl: string): string {
  const secure = publicUrl.startsWith('https://') ? '; Secure' : '';
  const age = token === null ? '; Max-Age=0' : '';
  return `${SESSION_COOKIE}=${token ?? ''}; Path=/; HttpOnly; SameSite=Strict${secure}${age}`;
}

const IP = /^(\d{1,3}(\.\d{1,3}){3}|\[[0-9a-f:.]+\])$/i;

/**
 * Refuses a request for a name that is not ours (`request.unknown-host`), as a page sends whose name was pointed at this
 * machine. Addresses and this machine's own name cannot be pointed elsewhere.
 */
export function refuseForeignHost(headers: Headers, publicUrl: string): void {
  const name = URL.parse(`http://${one(headers['host']) ?? ''}`)?.hostname ?? '';
  if (name !== 'localhost' && !IP.test(name) && name !== URL.parse(publicUrl)?.hostname)
    throw new Refusal('forbidden', 'request.unknown-host', { host: name });
}

export const isReading = (method: string): boolean => ['GET', 'HEAD', 'OPTIONS'].includes(method);

/**
 * Refuses a command that a page of another origin sent (`request.cross-site`). The browser's own word counts first
 * (Sec-Fetch-Site), else the page's origin; what is no browser sends neither, and no cookie of anybody's either.
 */
export function refuseCrossSite(method: string, headers: Headers, publicUrl: string): void {
  if (isReading(method)) return;
  const [site, origin, host] = [one(headers['sec-fetch-site']), one(headers['origin']), one(headers['host'])];
  const own = origin === undefined || origin === publicUrl || URL.parse(origin)?.host === host;
  if (site === undefined ? !own : site !== 'same-origin') throw new Refusal('forbidden', 'request.cross-site');
}

/** Whether a request shows that its person is there: live streams and polling do not. */
export function isActivity(method: string, headers: Headers): boolean {
  const background = one(headers['x-ballroom-background']) === '1' || one(headers['accept']) === 'text/event-stream';
  return !(isReading(method) && background);
}
