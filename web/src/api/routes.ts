import type { paths } from './schema.js';

type Method = 'get' | 'post';
type Operation<P extends keyof paths, M extends Method> = NonNullable<paths[P][M]>;

/** A route of the API that answers to a method, as `docs/openapi.json` names it. */
export type Route<M extends Method> = {
  [P in keyof paths]: [Operation<P, M>] extends [never] ? never : P;
}[keyof paths];

/** What stands for the words in braces of a route. */
export type Places<P extends keyof paths, M extends Method> =
  Operation<P, M> extends { parameters: { path: infer X extends object } } ? X : Record<never, string>;

export type Asked<P extends Route<'get'>> = Operation<P, 'get'> extends { parameters: { query?: infer Q } } ? Q : never;

export type Body<P extends Route<'post'>> =
  Operation<P, 'post'> extends { requestBody: { content: { 'application/json': infer B } } } ? B : undefined;

type Content<R, S extends number> = R extends Record<S, { content: { 'application/json': infer A } }> ? A : never;

export type AnswerOf<P extends keyof paths, M extends Method> =
  Operation<P, M> extends { responses: infer R } ? Content<R, 200> | Content<R, 201> : never;

/** The address of a route with its places filled in. */
export function address(route: string, places: unknown = {}, asked: unknown = {}): string {
  const filled = Object.entries(places as object).reduce<string>(
    (path, [place, value]) => path.replace(`{${place}}`, encodeURIComponent(String(value))),
    route,
  );
  const query = new URLSearchParams(
    Object.entries(asked as object).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  ).toString();
  return query === '' ? filled : `${filled}?${query}`;
}
