import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { Refusal } from '../../kernel/refusal.js';
import { CONFIG, type Config } from '../../platform/config/index.js';
import { Database, SYSTEM_SCOPE } from '../../platform/database/index.js';
import { type Caller, OPEN, PERMISSION } from '../../platform/http/index.js';
import { actorOf } from '../ledger/index.js';
import {
  activeGrants,
  callingRole,
  isActivity,
  permissionsOf,
  personOf,
  type PersonState,
  refuseCrossSite,
  refuseForeignHost,
  sessionToken,
} from './domain/index.js';
import { RecordSecurity } from './record-security.service.js';
import { ResolveSession } from './resolve-session.service.js';

/** Stands before every route: who calls, by what session, and whether they may (11.10(d), 11.10(g)). */
@Injectable()
export class GuardAccess implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly sessions: ResolveSession,
    private readonly security: RecordSecurity,
    private readonly database: Database,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { method, headers } = request;
    refuseForeignHost(headers, this.config.publicUrl);
    refuseCrossSite(method, headers, this.config.publicUrl);
    if (this.reflector.get<string | undefined>(OPEN, context.getHandler()) !== undefined) return true;
    const permission = this.reflector.get<string | undefined>(PERMISSION, context.getHandler());
    if (permission === undefined) throw new Error(`${method} ${request.url} names no permission`);
    const { session, state } = await this.sessions.resolve(sessionToken(headers.cookie), isActivity(method, headers));
    if (personOf(state).secretSetBy !== 'person' && permission !== 'session.own')
      throw new Refusal('forbidden', 'session.must-change-password');
    request.caller = await this.callerFor(state, session, permission, `${method} ${request.url.split('?')[0]}`);
    return true;
  }

  private async callerFor(state: PersonState, session: string, permission: string, route: string): Promise<Caller> {
    const { id, username, name, site } = personOf(state);
    const roles = activeGrants(state).map((grant) => grant.role);
    const permissions = permissionsOf(roles);
    const caller = (role: string): Caller => ({
      person: { id, username, name },
      role,
      permissions,
      scope: SYSTEM_SCOPE,
      session,
    });
    if (permissions.has(permission)) return caller(callingRole(roles, permission));
    const fact = { type: 'access.refused', values: { person: id, username, permission, route } };
    const by = actorOf(caller(roles[0] ?? 'none'));
    await this.database.write(SYSTEM_SCOPE, (tx) => this.security.recordFailure(tx, site, by, fact));
    throw new Refusal('forbidden', 'permission.missing', { permission });
  }
}
