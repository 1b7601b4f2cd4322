import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { Refusal } from '../../kernel/refusal.js';
import { CONFIG, type Config } from '../../platform/config/index.js';
import { Database, SYSTEM_SCOPE } from '../../platform/database/index.js';
import { type Caller, OPEN, PERMISSION } from '../../platform/http/index.js';
import { actorOf } from '../ledger/index.js';
import {
  heldGrants,
  isActivity,
  isOwnAccount,
  isReading,
  permissionsWhere,
  personOf,
  refuseCrossSite,
  refuseForeignHost,
  roleCarries,
  scopeOf,
  sessionToken,
} from './domain/index.js';
import { RecordSecurity } from './record-security.service.js';
import { type Resolved, ResolveSession } from './resolve-session.service.js';

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
    const resolved = await this.sessions.resolve(sessionToken(headers.cookie), isActivity(method, headers));
    if ((resolved.aged || personOf(resolved.state).secretSetBy !== 'person') && permission !== 'session.own')
      throw new Refusal('forbidden', 'session.must-change-password');
    request.caller = await this.callerFor(resolved, permission, method, request.url);
    return true;
  }

  /** In the places where a role that carries the permission holds for this person, and with what they may do there. */
  private async callerFor(
    { state, session, now, sites }: Resolved,
    permission: string,
    method: string,
    url: string,
  ): Promise<Caller> {
    const { id, username, name, site } = personOf(state);
    const held = heldGrants(state, now);
    const own = isOwnAccount(permission);
    const grants = own
      ? held
      : held.filter(({ role }) => roleCarries(role, permission) && (role !== 'inspector' || isReading(method)));
    const caller: Caller = {
      person: { id, username, name },
      role: (grants[0] ?? held[0])?.role ?? 'none',
      permissions: permissionsWhere(held, grants),
      scope: own ? SYSTEM_SCOPE : scopeOf(grants, sites),
      session,
    };
    const by = actorOf(caller);
    if (own) return caller;
    if (grants.length > 0) {
      if (caller.role === 'inspector')
        await this.database.write(SYSTEM_SCOPE, (tx) => this.security.recordView(tx, site, by, { session, url }));
      return caller;
    }
    const route = `${method} ${url.split('?')[0]}`;
    const fact = { type: 'access.refused', values: { person: id, username, permission, route } };
    await this.database.write(SYSTEM_SCOPE, (tx) => this.security.recordFailure(tx, site, by, fact));
    throw new Refusal('forbidden', 'permission.missing', { permission });
  }
}
