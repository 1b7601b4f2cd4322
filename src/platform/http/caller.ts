import type { Scope } from '../database/index.js';

/** A person signed in, as a route sees them. */
export interface Caller {
  person: { id: string; username: string; name: string };
  /** the role in which the permission of this route was found */
  role: string;
  permissions: ReadonlySet<string>;
  scope: Scope;
  session: string;
  /** whether session, permission and scope stand as they did: what outlives its request asks; it is no activity */
  stillSo?: () => Promise<boolean>;
  terminal?: string;
}
