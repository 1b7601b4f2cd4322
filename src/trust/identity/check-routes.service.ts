import { Injectable, type OnModuleInit, RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { OPEN, PERMISSION } from '../../platform/http/index.js';
import { isPermission } from './domain/index.js';

/** A route of the API and who may call it: holders of a permission, or anyone, for the reason given. */
export interface GuardedRoute {
  method: string;
  /** below `/api`, with `:parameters` */
  path: string;
  permission: string | undefined;
  open: string | undefined;
}

const pathsOf = (target: object): string[] => [Reflect.getMetadata(PATH_METADATA, target) as string | string[]].flat();

const joined = (...parts: string[]): string =>
  `/${parts
    .flatMap((part) => part.split('/'))
    .filter((part) => part !== '')
    .join('/')}`;

/** Refuses to start with a route that names neither permission nor `@Open`, or both, or a permission that no role holds. */
@Injectable()
export class CheckRoutes implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  onModuleInit(): void {
    const wrong = this.routes().filter(({ permission, open }) => {
      const guarded = permission !== undefined && isPermission(permission);
      return open === undefined ? !guarded : permission !== undefined;
    });
    if (wrong.length === 0) return;
    const names = wrong.map(({ method, path, permission }) => `${method} ${path} (${permission ?? 'no permission'})`);
    throw new Error(`routes that nobody guards: ${names.join(', ')}`);
  }

  routes(): GuardedRoute[] {
    return this.discovery.getControllers().flatMap(({ metatype }) => {
      if (typeof metatype !== 'function') return [];
      const prototype = metatype.prototype as Record<string, object>;
      return this.scanner
        .getAllMethodNames(prototype)
        .map((name) => prototype[name]!)
        .filter((route) => Reflect.hasMetadata(METHOD_METADATA, route))
        .flatMap((route) =>
          pathsOf(metatype).flatMap((base) => pathsOf(route).map((path) => guarded(route, joined(base, path)))),
        );
    });
  }
}

const guarded = (route: object, path: string): GuardedRoute => ({
  method: RequestMethod[Reflect.getMetadata(METHOD_METADATA, route) as RequestMethod],
  path,
  permission: Reflect.getMetadata(PERMISSION, route) as string | undefined,
  open: Reflect.getMetadata(OPEN, route) as string | undefined,
});
