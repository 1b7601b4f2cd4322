import { applyDecorators, createParamDecorator, type ExecutionContext, StreamableFile } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiProduces } from '@nestjs/swagger';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Refusal } from '../../kernel/refusal.js';
import { LARGEST_FILE } from '../files/index.js';

/** A file as it was sent: its bytes, and the type that the request declares, without parameters. */
export interface UploadedFile {
  bytes: Buffer;
  mediaType: string;
}

const TAKES_FILE = { takesFile: true };
const TAKES_RESULTS = { takesFile: true, takesJson: true };

/** A route whose body is a file, raw, under its own Content-Type. */
export const TakesFile = (): MethodDecorator =>
  applyDecorators(
    RouteConfig(TAKES_FILE),
    ApiConsumes('image/jpeg', 'image/png', 'image/webp', 'application/pdf', 'text/csv', 'text/plain'),
    ApiBody({ schema: { type: 'string', format: 'binary' } }),
  );

/** A route whose body is a device's file of results, raw: CSV, or JSON as it was written. */
export const TakesResults = (): MethodDecorator =>
  applyDecorators(
    RouteConfig(TAKES_RESULTS),
    ApiConsumes('text/csv', 'application/json'),
    ApiBody({ schema: { type: 'string', format: 'binary' } }),
  );

/** A route that answers with a file's bytes, to be saved. */
export const GivesFile = (): MethodDecorator =>
  applyDecorators(
    ApiProduces('application/octet-stream'),
    ApiOkResponse({ schema: { type: 'string', format: 'binary' } }),
  );

const mediaTypeOf = ({ headers }: FastifyRequest): string =>
  (headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();

/** Parameter: the file of a route that takes one. Refuses with `file.type-refused` what came as JSON. */
export const FileBody = createParamDecorator((_: unknown, context: ExecutionContext): UploadedFile => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  const mediaType = mediaTypeOf(request);
  if (!Buffer.isBuffer(request.body)) throw new Refusal('unprocessable', 'file.type-refused', { mediaType });
  return { bytes: request.body, mediaType };
});

type ReadBody = (request: FastifyRequest, body: Buffer, done: (error: Error | null, body?: unknown) => void) => void;

/** JSON as values, but on routes that take it as it was written. */
export function jsonReader(fastify: FastifyInstance): ReadBody {
  const read = fastify.getDefaultJsonParser('error', 'error') as unknown as ReadBody;
  return (request, body, done) =>
    (request.routeOptions.config as Partial<typeof TAKES_RESULTS>).takesJson === true
      ? done(null, body)
      : read(request, body, done);
}

/** Has the server read whole files, up to the largest one, on routes that take one, and refuse them elsewhere as unreadable. */
export function readFiles(fastify: FastifyInstance): void {
  fastify.removeContentTypeParser('text/plain');
  fastify.addContentTypeParser('*', async (request: FastifyRequest, body: AsyncIterable<Buffer>) => {
    if ((request.routeOptions.config as Partial<typeof TAKES_FILE>).takesFile !== true)
      throw Object.assign(new Error(`Unsupported Media Type`), { statusCode: 415 });
    return wholeBody(body);
  });
}

async function wholeBody(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of body) {
    size += part.length;
    // read to its end all the same: who still sends would not see the answer
    if (size <= LARGEST_FILE) parts.push(part);
    else parts.length = 0;
    if (size > 4 * LARGEST_FILE) break;
  }
  if (size > LARGEST_FILE) throw new Refusal('unprocessable', 'file.too-large', { largest: LARGEST_FILE });
  return Buffer.concat(parts);
}

/** A file to be saved under its name, never shown or run in the page. */
export function attachment(bytes: Buffer, mediaType: string, name: string): StreamableFile {
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (one) => `%${one.charCodeAt(0).toString(16)}`);
  const type = mediaType.startsWith('text/') ? `${mediaType}; charset=utf-8` : mediaType;
  return new StreamableFile(bytes, {
    type,
    disposition: `attachment; filename*=UTF-8''${encoded}`,
    length: bytes.length,
  });
}
