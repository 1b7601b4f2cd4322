import { createHash } from 'node:crypto';
import { applyDecorators, createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { ApiCookieAuth, ApiHeader, ApiSecurity } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { hashOf } from '../../kernel/canonical-json.js';
import { Refusal } from '../../kernel/refusal.js';
import type { Scope } from '../database/index.js';
import type { Caller } from './caller.js';

export const PERMISSION = 'ballroom:permission';
export const OPEN = 'ballroom:open';

declare module 'fastify' {
  interface FastifyRequest {
    caller?: Caller;
  }
}

/** The permission a route needs. Every route carries this or `@Open`. */
export const Permission = (permission: string): MethodDecorator =>
  applyDecorators(
    SetMetadata(PERMISSION, permission),
    ApiSecurity('permission', [permission]),
    ApiCookieAuth('session'),
  );

/** A route that anyone may call, and why. */
export const Open = (why: string): MethodDecorator => SetMetadata(OPEN, why);

/** A person's command: who, in what scope, and the idempotency key under which it runs once. */
export interface CommandContext {
  caller: Caller;
  scope: Scope;
  route: string;
  key: string;
  bodyHash: string;
}

const KEY = /^[\x21-\x7e]{8,100}$/;

const requestOf = (context: ExecutionContext): FastifyRequest => context.switchToHttp().getRequest<FastifyRequest>();

/** The caller that the guard put on the request. */
function callerOf(request: FastifyRequest): Caller {
  if (request.caller === undefined) throw new Refusal('unauthenticated', 'session.missing');
  return request.caller;
}

const SECRETS = new Set(['password', 'newPassword', 'token']);

const isAssertion = (value: unknown): value is { credential: unknown } =>
  typeof value === 'object' && value !== null && 'credential' in value;

/** A body without what nobody may be able to guess from a stored hash; of a passkey, which answers anew each time, which it is. */
const withoutSecrets = (body: unknown): unknown =>
  JSON.parse(
    JSON.stringify(body, (key, value: unknown) => {
      if (key === 'passkey' && isAssertion(value)) return value.credential;
      return SECRETS.has(key) ? undefined : value;
    }),
  );

/** Of a file: its bytes, its type and what the address says of it. */
const bodyHashOf = ({ body, headers, query }: FastifyRequest): string =>
  Buffer.isBuffer(body)
    ? hashOf({ file: createHash('sha256').update(body).digest('hex'), type: headers['content-type'] ?? null, query })
    : hashOf(withoutSecrets(body ?? null));

const CommandParameter = createParamDecorator((_: unknown, context: ExecutionContext): CommandContext => {
  const request = requestOf(context);
  const caller = callerOf(request);
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string' || !KEY.test(key)) throw new Refusal('invalid', 'idempotency-key.missing');
  const route = `${request.method} ${request.url.split('?')[0]}`;
  return { caller, scope: caller.scope, route, key, bodyHash: bodyHashOf(request) };
});

/** Parameter: the command that this request is. Needs the header `Idempotency-Key` (8 to 100 visible characters). */
export const Command = (): ParameterDecorator => (target, property, index) => {
  if (property !== undefined) {
    const method = Object.getOwnPropertyDescriptor(target, property)!;
    ApiHeader({ name: 'Idempotency-Key', required: true, schema: { type: 'string', minLength: 8, maxLength: 100 } })(
      target,
      property,
      method,
    );
  }
  CommandParameter()(target, property, index);
};

/** Parameter: who asks. */
export const CallerOf = createParamDecorator((_: unknown, context: ExecutionContext): Caller =>
  callerOf(requestOf(context)),
);
