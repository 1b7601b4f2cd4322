import { describe, expect, it } from '@jest/globals';
import { isActivity, refuseCrossSite, refuseForeignHost, sessionCookie, sessionToken } from './request.js';

const OURS = 'https://ballroom.example.org';

describe('a session cookie', () => {
  it('is out of reach of scripts and other sites, and of plain http where the address is https', () => {
    expect(sessionCookie('abc', OURS)).toBe('ballroom_session=abc; Path=/; HttpOnly; SameSite=Strict; Secure');
    expect(sessionCookie('abc', 'http://localhost:3000')).not.toContain('Secure');
    expect(sessionCookie(null, OURS)).toContain('Max-Age=0');
  });

  it('is found among others', () => {
    expect(sessionToken('theme=dark; ballroom_session=abc; x=y')).toBe('abc');
    expect(sessionToken('theme=dark')).toBeNull();
    expect(sessionToken('ballroom_session=')).toBeNull();
    expect(sessionToken(undefined)).toBeNull();
  });
});

describe('a request for another name', () => {
  it('is refused, so that no page can point its own name at this machine', () => {
    for (const host of ['evil.example', 'evil.example:3000', 'localhost.evil.example', ''])
      expect(() => refuseForeignHost({ host }, OURS)).toThrow('request.unknown-host');
  });

  it('is taken for our own name, this machine, and any address', () => {
    for (const host of ['ballroom.example.org', 'localhost:3000', '127.0.0.1:3000', '10.0.0.7', '[::1]:3000'])
      expect(() => refuseForeignHost({ host }, OURS)).not.toThrow();
  });
});

describe('a command from another site', () => {
  const headers = { host: '10.0.0.7:3000' };
  const allowed = (more: Record<string, string>, method = 'POST') =>
    expect(() => refuseCrossSite(method, { ...headers, ...more }, OURS)).not.toThrow();
  const refused = (more: Record<string, string>, method = 'POST') =>
    expect(() => refuseCrossSite(method, { ...headers, ...more }, OURS)).toThrow('request.cross-site');

  it('is refused by what the browser says of it', () => {
    for (const site of ['cross-site', 'same-site', 'none']) refused({ 'sec-fetch-site': site, origin: OURS });
    allowed({ 'sec-fetch-site': 'same-origin', origin: 'http://10.0.0.7:3000' });
  });

  it('is refused by its origin where the browser says nothing', () => {
    refused({ origin: 'https://evil.example' });
    refused({ origin: 'null' });
    refused({ origin: 'https://evil.example' }, 'DELETE');
    allowed({ origin: OURS });
    allowed({ origin: 'http://10.0.0.7:3000' });
    allowed({});
  });

  it('may read, since it cannot see the answer', () => {
    allowed({ 'sec-fetch-site': 'cross-site' }, 'GET');
  });
});

describe('activity', () => {
  it('is what a person does, not what a page does by itself', () => {
    expect(isActivity('GET', {})).toBe(true);
    expect(isActivity('GET', { 'x-ballroom-background': '1' })).toBe(false);
    expect(isActivity('GET', { accept: 'text/event-stream' })).toBe(false);
    expect(isActivity('POST', { 'x-ballroom-background': '1' })).toBe(true);
  });
});
