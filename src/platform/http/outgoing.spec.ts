import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isOwnAddress, postJson } from './outgoing.js';

let server: Server;
let port: number;
let answer = 204;
const came: string[] = [];

beforeAll(async () => {
  server = createServer((request: IncomingMessage, response) => {
    void text(request).then((body) => {
      came.push(body);
      response.writeHead(answer, { location: '/elsewhere' }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => void server.close());

const post = (host: string, mayBeLocal: boolean) =>
  postJson(`http://${host}:${port}/hook`, { id: '1' }, { within: 20_000, mayBeLocal });

describe('what is posted outside', () => {
  it('comes to a place of this machine where that may be', async () => {
    await post('127.0.0.1', true);
    expect(came).toEqual(['{"id":"1"}']);
  });

  it('has failed where it is answered otherwise, and follows nobody elsewhere', async () => {
    for (const status of [500, 302]) {
      answer = status;
      await expect(post('127.0.0.1', true)).rejects.toThrow(`answered ${status}`);
    }
    expect(came.length).toBe(3);
  });

  it.each(['192.0.2.7', '10.0.0.1', '[2001:db8::1]', 'nobody.invalid'])('knows %s as elsewhere', async (host) => {
    expect(await isOwnAddress(`https://${host}/hook`)).toBe(false);
  });

  it.each([
    ...['127.0.0.1', '127.1', '0.0.0.0', 'localhost', '[::1]', '[::]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]'],
    ...['169.254.169.254', '[fe80::1]', '224.0.0.1', '2130706433'],
  ])('never goes to %s, this machine’s own, where that may not be', async (host) => {
    const before = came.length;
    await expect(post(host, false)).rejects.toThrow("this machine's own");
    expect(came.length).toBe(before);
    expect(await isOwnAddress(`http://${host}:${port}/hook`)).toBe(true);
  });
});
