import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Refusal, type RefusalKind } from '../../kernel/refusal.js';
import { isDatabaseAway } from '../database/index.js';

const STATUS: Record<RefusalKind, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  unprocessable: 422,
  'too-many': 429,
};

/** RFC 9457 problem details; `code` is stable, `values` says what the reader needs to go on. */
interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  values: Record<string, unknown>;
}

const problem = (status: number, code: string, values: Record<string, unknown> = {}): Problem => ({
  type: `urn:ballroom:problem:${code}`,
  title: code,
  status,
  code,
  values,
});

/** The one place where a no becomes an answer: refusals as they are, anything unknown as a 500 without inner words. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly log = new Logger('Http');

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const answer = this.problemOf(error, request);
    if (reply.raw.headersSent) {
      reply.raw.end();
      return;
    }
    void reply.status(answer.status).type('application/problem+json').send(JSON.stringify(answer));
  }

  private problemOf(error: unknown, request: FastifyRequest): Problem {
    if (error instanceof Refusal) return problem(STATUS[error.kind], error.code, error.values);
    if (error instanceof HttpException) {
      const status = error.getStatus();
      const code = status === 404 ? 'route.not-found' : `request.${status}`;
      if (status < 500) return problem(status, code, { message: error.message });
    }
    const status = (error as { statusCode?: number }).statusCode;
    if (status !== undefined && status >= 400 && status < 500)
      return problem(status, 'request.unreadable', { message: (error as Error).message });
    this.log.error(`${request.method} ${request.url}`, error instanceof Error ? error.stack : String(error));
    if (isDatabaseAway(error)) return problem(503, 'database.away');
    return problem(500, 'server.error');
  }
}
