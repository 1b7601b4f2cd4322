import { type GuardedRoute, permissionsOf, ROLES } from '../src/trust/identity/index.js';

const HEAD = `# Who may do what

Made from the routes and roles of this build by \`npm run snapshots\`; a difference fails the tests, which also call each route
as each role. _yes_: may call it, where the object is of one of their sites and sponsors. Blank: is answered 403
\`permission.missing\`; without a session, 401. _own_: whoever is signed in, for their own account.
`;

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const table = ([head, ...rows]: readonly string[][]): string =>
  [row(head!), row(head!.map(() => '---')), ...rows.map(row)].join('\n');

const everybody = permissionsOf([]);
const mark = (role: (typeof ROLES)[number], permission: string): string =>
  everybody.has(permission) ? 'own' : permissionsOf([role]).has(permission) ? 'yes' : '';

const nameOf = ({ method, path }: GuardedRoute): string => `\`${method} ${path}\``;
const placeOf = ({ method, path }: GuardedRoute): string => `${path} ${method}`;

/** `docs/access.md`: each route with who may call it, and why each open one is open (11.10(d), 11.10(g)). */
export function accessMatrix(routes: readonly GuardedRoute[]): string {
  const sorted = routes.toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
  const guarded = sorted.flatMap((route) => {
    const { permission } = route;
    if (permission === undefined) return [];
    return [[nameOf(route), `\`${permission}\``, ...ROLES.map((role) => mark(role, permission))]];
  });
  const open = sorted.flatMap((route) => (route.open === undefined ? [] : [[nameOf(route), route.open]]));
  const parts = [
    HEAD,
    `${table([['route', 'permission', ...ROLES], ...guarded])}\n`,
    '## Open to anyone\n',
    `${table([['route', 'why'], ...open])}\n`,
  ];
  return parts.join('\n');
}
