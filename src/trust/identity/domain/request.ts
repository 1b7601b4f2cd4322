import { Refusal } from '../../../kernel/refusal.js';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

export const SESSION_COOKIE = 'ballroom_session';

const one = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);

/** The session's token in a Cookie header, or null. */
export function sessionToken(cookies: string | undefined): string | null {
  const pairs = (cookies ?? '').split(';').map((pair) => pair.trim().split('='));
  return pairs.find(([name]) => name === SESSION_COOKIE)?.[1] || null;
}

/** The Set-Cookie header of a session; without a token, the one that takes it away. */
export function sessionCookie(token: string | null, publicUrl: string): string {
  const secure = publicUrl.startsWith('https://') ? '; Secure' : '';
  const age = token === null ? '; Max-Age=0' : '';
  return `${SESSION_COOKIE}=${token ?? ''}; Path=/; HttpOnly; SameSite=Strict${secure}${age}`;
}

const isReading = (method: string): boolean => ['GET', 'HEAD', 'OPTIONS'].includes(method);

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
