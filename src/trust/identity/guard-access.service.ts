import { isDeepStrictEqual } from 'node:util';
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
    const token = sessionToken(headers.cookie);
    const resolve = async (isActive: boolean) =>
      callerOf(await this.sessions.resolve(token, isActive), permission, method);
    const caller = await resolve(isActivity(method, headers));
    await this.record(caller, permission, method, request.url);
    request.caller = { ...caller, stillSo: () => resolve(false).then((now) => isSame(caller, now), isOutage) };
    return true;
  }

  /** What an inspector looks at, and who is turned away (`permission.missing`). */
  private async record(caller: AdmittedCaller, permission: string, method: string, url: string): Promise<void> {
    if (isOwnAccount(permission)) return;
    const { session, site, isAllowed } = caller;
    const { id, username } = caller.person;
    const by = actorOf(caller);
    if (isAllowed) {
      if (caller.role === 'inspector')
        await this.database.write(SYSTEM_SCOPE, (tx) => this.security.recordView(tx, site, by, { session, url }));
      return;
    }
    const route = `${method} ${url.split('?')[0]}`;
    const fact = { type: 'access.refused', values: { person: id, username, permission, route } };
    await this.database.write(SYSTEM_SCOPE, (tx) => this.security.recordFailure(tx, site, by, fact));
    throw new Refusal('forbidden', 'permission.missing', { permission });
  }
}

interface AdmittedCaller extends Caller {
  site: string;
  /** whether any grant of theirs carries the permission */
  isAllowed: boolean;
}

/**
 * In the places where a role that carries the permission holds for this person, and with what they may do there. Refuses with
 * `session.must-change-password`.
 */
function callerOf({ state, session, now, sites, aged }: Resolved, permission: string, method: string): AdmittedCaller {
  const { id, username, name, site, secretSetBy } = personOf(state);
  if ((aged || secretSetBy !== 'person') && permission !== 'session.own')
    throw new Refusal('forbidden', 'session.must-change-password');
  const held = heldGrants(state, now);
  const own = isOwnAccount(permission);
  const grants = own
    ? held
    : held.filter(({ role }) => roleCarries(role, permission) && (role !== 'inspector' || isReading(method)));
  return {
    person: { id, username, name },
    role: (grants[0] ?? held[0])?.role ?? 'none',
    permissions: permissionsWhere(held, grants),
    scope: own ? SYSTEM_SCOPE : scopeOf(grants, sites),
    ...{ session, site, isAllowed: own || grants.length > 0 },
  };
}

const isSame = (then: AdmittedCaller, now: AdmittedCaller): boolean =>
  now.isAllowed && isDeepStrictEqual([now.scope, now.permissions], [then.scope, then.permissions]);

/** What failed was ours, and says nothing of the person: a refusal does. */
const isOutage = (failure: unknown): boolean => !(failure instanceof Refusal);
