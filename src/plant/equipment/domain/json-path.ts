import { jsonpath } from 'json-p3';

/** What stands at a place of a JSON document; undefined where there is nothing, or more than one thing. */
export type JsonPath = (document: unknown) => unknown;

const { NameSelector, IndexSelector } = jsonpath.selectors;

/** RFC 9535 without its regular expressions: a payload can choose one, or a text, that takes minutes. */
const ENVIRONMENT = new jsonpath.JSONPathEnvironment();
for (const name of ['match', 'search']) ENVIRONMENT.functionRegister.delete(name);

/** Compiles a JSONPath (RFC 9535, without `match` and `search`). Throws where it is none. */
export function compilePath(path: string): JsonPath {
  const query = ENVIRONMENT.compile(path);
  const keys = query.singularQuery() ? query.segments.map(({ selectors }) => keyOf(selectors[0])) : [null];
  if (keys.every((key) => key !== null)) return walk(keys);
  return (document) => {
    try {
      const { nodes } = query.query(document as Parameters<typeof query.query>[0]);
      return nodes.length === 1 ? nodes[0]!.value : undefined;
    } catch {
      return undefined; // a payload that is nested deeper than the library follows
    }
  };
}

/** A name, or a place counted from the start; null for anything else. */
function keyOf(selector: unknown): string | number | null {
  if (selector instanceof NameSelector) return selector.name;
  return selector instanceof IndexSelector && selector.index >= 0 ? selector.index : null;
}

/** Names and places alone need no query: this is the way of nearly every message. */
function walk(keys: (string | number)[]): JsonPath {
  return (document) => {
    let at = document;
    for (const key of keys) {
      if (typeof at !== 'object' || at === null || Array.isArray(at) !== (typeof key === 'number')) return undefined;
      if (!Object.hasOwn(at, key)) return undefined;
      at = (at as Record<string | number, unknown>)[key];
    }
    return at;
  };
}
