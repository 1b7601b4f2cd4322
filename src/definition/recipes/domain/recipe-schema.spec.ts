import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { RECORD_TYPES } from './index.js';

type Json = null | string | number | boolean | Json[] | { [key: string]: Json };
type Node = { [key: string]: Json };

const schema = JSON.parse(readFileSync('recipes/recipe.schema.json', 'utf8')) as Node;
const definitions = schema['$defs'] as Record<string, Node>;
const isNode = (value: Json | undefined): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const target = (node: Node): Node => {
  const name = typeof node['$ref'] === 'string' ? node['$ref'].replace('#/$defs/', '') : undefined;
  return name === undefined ? node : definitions[name]!;
};

/** Every object of the schema, with its way from the root. */
function nodes(value: Json, path: string): [string, Node][] {
  if (Array.isArray(value)) return value.flatMap((item, index) => nodes(item, `${path}/${index}`));
  if (!isNode(value)) return [];
  return [[path, value], ...Object.entries(value).flatMap(([key, inner]) => nodes(inner, `${path}/${key}`))];
}

describe('the schema that editors complete by', () => {
  const all = nodes(schema, '');

  it('has a word on every key that an engineer can write', () => {
    // what stands in a condition is not offered
    const offered = all.filter(([path, node]) => isNode(node['properties']) && !path.endsWith('/if'));
    const bare = offered.flatMap(([path, node]) =>
      Object.entries(node['properties'] as Record<string, Node>).flatMap(([key, property]) => {
        const says = [property, target(property)].some(
          (one) => 'description' in one || 'const' in one || 'title' in one,
        );
        return says ? [] : [`${path} ${key}`];
      }),
    );
    expect(offered.length).toBeGreaterThan(40);
    expect(bare).toEqual([]);
  });

  it('lets nothing through that it does not know', () => {
    const open = all.filter(
      ([path, node]) =>
        isNode(node['properties']) && !('additionalProperties' in node) && !/\/(if|parameter)$/.test(path),
    );
    expect(open.map(([path]) => path)).toEqual([]);
  });

  it('uses each of its definitions, and refers to none that is missing', () => {
    const used = new Set(all.flatMap(([, node]) => (typeof node['$ref'] === 'string' ? [node['$ref']] : [])));
    const known = Object.keys(definitions).map((name) => `#/$defs/${name}`);
    expect([...used].filter((ref) => !known.includes(ref))).toEqual([]);
    // what stands for a file of its own
    expect(known.filter((ref) => !used.has(ref))).toEqual(['#/$defs/blockFile']);
  });

  it('knows the same types of record as the model', () => {
    expect((schema['properties'] as Record<string, Node>)['type']!['enum']).toEqual([...RECORD_TYPES]);
  });
});
