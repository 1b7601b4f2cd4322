import { describe, expect, it } from '@jest/globals';
import { BrowseResult, coerceExpandedNodeId, ReferenceDescription, type StatusCode, StatusCodes } from 'node-opcua';
import { type Browsing, NODES_BELOW, referencesOf } from './references.js';

const POINT = Buffer.from([1]);

/** A server whose pages hold these nodes; `null` stands for a page without any, and more to come. */
function server(pageAt: (at: number) => number[] | null, status: StatusCode = StatusCodes.Good) {
  let asked = 0;
  const page = async () => {
    const nodes = pageAt(asked++);
    const references = (nodes ?? []).map(
      (id) => new ReferenceDescription({ nodeId: coerceExpandedNodeId(`ns=1;i=${id}`) }),
    );
    const isLast = pageAt(asked) === undefined;
    return new BrowseResult({ statusCode: status, references, ...(isLast ? {} : { continuationPoint: POINT }) });
  };
  const session: Browsing = { browse: page, browseNext: page };
  const found = async () => (await referencesOf(session, 'i=85', NODES_BELOW)).map(({ nodeId }) => nodeId.value);
  return { found, asked: () => asked };
}

describe('what stands below a node of a unit', () => {
  it('is read page by page, each node once, also where a page is empty', async () => {
    const pages = [[1, 2], null, [2, 3]];
    expect(await server((at) => pages[at] as number[]).found()).toEqual([1, 2, 3]);
    expect(await server((at) => [[]][at] as number[]).found()).toEqual([]);
  });

  it('is known where a server gives out the same page for ever', async () => {
    const one = server(() => [1, 2]);
    expect(await one.found()).toEqual([1, 2]);
    expect(one.asked()).toBe(2);
  });

  it('is refused where there is no end to it', async () => {
    const growing = server((at) => [at]);
    await expect(growing.found()).rejects.toThrow('browse i=85: no end');
    expect(growing.asked()).toBe(100);
    await expect(server(() => null).found()).rejects.toThrow('no end');
    await expect(server((at) => Array.from({ length: 5000 }, (_, n) => at * 5000 + n)).found()).rejects.toThrow(
      'no end',
    );
  });

  it('is refused where the server does not say it, instead of being nothing', async () => {
    const refusing = server((at) => [[]][at] as number[], StatusCodes.BadUserAccessDenied);
    await expect(refusing.found()).rejects.toThrow('browse i=85: BadUserAccessDenied');
  });
});
