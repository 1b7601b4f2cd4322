import jsep from 'jsep';
import { isUnit, parseDecimal, type Quantity } from '../../../kernel/quantity.js';

type JsepNode = jsep.CoreExpression;

/** What a formula may hold, and nothing else. */
export type Expression =
  | { node: 'literal'; value: Quantity | boolean }
  /** `<phase>.<field>` or `parameters.<id>` */
  | { node: 'reference'; name: string }
  | { node: 'unary'; operator: '-' | 'not'; of: Expression }
  | { node: 'binary'; operator: Arithmetic | Comparison | 'and' | 'or'; left: Expression; right: Expression }
  | { node: 'min' | 'max'; of: Expression[] }
  /** half-even, to decimals in the operand's own unit */
  | { node: 'round'; of: Expression; decimals: number };

export type Arithmetic = '+' | '-' | '*' | '/';
export type Comparison = '<' | '<=' | '>' | '>=' | '==' | '!=';

export interface ExpressionFault {
  code: string;
  message: string;
}

const LONGEST = 1000;
const DEEPEST = 50;
const SPACE = /\s*/y;
// a literal's unit follows it after spaces, has none inside and is no word of the language: 2e6 /mL, 5 %, 37.0 Cel
const NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const UNIT = / +(?!(?:and|or|not)\b|(?:min|max|round) *\()(\/?(?:10[*^]|[A-Za-z%[{])[^\s,()<>=!]*)/y;
const NAME = /[a-z][a-z0-9]*(?:-[a-z0-9]+)*(?:\.[a-z][a-z0-9]*(?:-[a-z0-9]+)*)?/y;
const SIGN = /<=|>=|==|!=|[-+*/()<>,]/y;
const WORDS: Record<string, string> = {
  and: '&&',
  or: '||',
  not: '!',
  true: 'true',
  false: 'false',
  min: 'min',
  max: 'max',
  round: 'round',
};
const BINARY: Record<string, Arithmetic | Comparison | 'and' | 'or'> = {
  '+': '+',
  '-': '-',
  '*': '*',
  '/': '/',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
  '==': '==',
  '!=': '!=',
  '&&': 'and',
  '||': 'or',
};

class Malformed extends Error {}

/**
 * The tree of a formula: `+ - * /`, comparison, `and or not`, `min max round`, literals with UCUM units and references.
 * A minus between two names stands between spaces, since names hold hyphens. Never throws, never runs anything.
 */
export function parseExpression(text: string): { expression: Expression } | { fault: ExpressionFault } {
  try {
    if (text.length > LONGEST) throw new Malformed(`longer than ${LONGEST} characters`);
    const leaves: Expression[] = [];
    const source = tokens(text, leaves);
    return { expression: tree(jsep(source) as JsepNode, leaves, 0) };
  } catch (error) {
    const told = error instanceof Malformed || (error instanceof Error && 'index' in error);
    if (!told && !(error instanceof RangeError)) throw error;
    const message = error instanceof Malformed ? error.message : 'not a formula: check signs and brackets';
    return { fault: { code: 'formula.syntax', message } };
  }
}

/** All names that an expression refers to, each once. */
export function references(expression: Expression): string[] {
  const all = (at: Expression): string[] => {
    switch (at.node) {
      case 'literal':
        return [];
      case 'reference':
        return [at.name];
      case 'unary':
      case 'round':
        return all(at.of);
      case 'binary':
        return [...all(at.left), ...all(at.right)];
      case 'min':
      case 'max':
        return at.of.flatMap(all);
    }
  };
  return [...new Set(all(expression))];
}

/** The text with the phase of every reference renamed, `parameters` left as it is; a text that is no formula stays as it is from there on. */
export function renameReferences(text: string, rename: (phase: string) => string): string {
  const out: string[] = [];
  const take = (pattern: RegExp, at: number): string => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0] ?? '';
  };
  let at = 0;
  while (at < text.length) {
    const number = take(NUMBER, at);
    const token = number
      ? number + take(UNIT, at + number.length)
      : take(NAME, at) || take(SIGN, at) || take(SPACE, at);
    if (token === '') break;
    const [phase, field] = token.split('.') as [string, string | undefined];
    const refers = !number && field !== undefined && phase !== 'parameters';
    out.push(refers ? `${rename(phase)}.${field}` : token);
    at += token.length;
  }
  return out.join('') + text.slice(at);
}

/** The text with every literal and reference put aside as `_0`, `_1`, …: what the parser sees holds no name of ours. */
function tokens(text: string, leaves: Expression[]): string {
  const out: string[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match) at = pattern.lastIndex;
    return match;
  };
  const leaf = (expression: Expression): number => out.push(`_${leaves.push(expression) - 1}`);
  for (take(SPACE); at < text.length; take(SPACE)) {
    const start = at;
    const number = take(NUMBER)?.[0];
    const name = number === undefined ? take(NAME)?.[0] : undefined;
    if (number !== undefined) leaf({ node: 'literal', value: literal(number, take(UNIT)?.[1] ?? '1') });
    else if (name?.includes('.')) leaf({ node: 'reference', name });
    else if (name !== undefined) out.push(word(name));
    else out.push(take(SIGN)?.[0] ?? unexpected(text.slice(start, start + 10)));
  }
  return out.join(' ');
}

function literal(number: string, unit: string): Quantity {
  const value = parseDecimal(number);
  if (value === undefined) throw new Malformed(`"${number}" is no number`);
  if (!isUnit(unit)) throw new Malformed(`"${unit}" is no UCUM code`);
  return { value, unit };
}

function word(name: string): string {
  if (!Object.hasOwn(WORDS, name)) throw new Malformed(`"${name}" is neither a function nor <phase>.<field>`);
  return WORDS[name]!;
}

function unexpected(text: string): never {
  throw new Malformed(`"${text}" has no place in a formula`);
}

function tree(node: JsepNode, leaves: Expression[], depth: number): Expression {
  if (depth > DEEPEST) throw new Malformed(`nested deeper than ${DEEPEST}`);
  const inner = (child: jsep.Expression): Expression => tree(child as JsepNode, leaves, depth + 1);
  switch (node.type) {
    case 'Identifier':
      return leaves[Number(/^_(\d+)$/.exec(node.name)?.[1] ?? NaN)] ?? unexpected(node.name);
    case 'Literal':
      return typeof node.value === 'boolean' ? { node: 'literal', value: node.value } : unexpected(node.raw);
    case 'UnaryExpression':
      if (node.operator !== '-' && node.operator !== '!') return unexpected(node.operator);
      return { node: 'unary', operator: node.operator === '!' ? 'not' : '-', of: inner(node.argument) };
    case 'BinaryExpression': {
      const operator = BINARY[node.operator] ?? unexpected(node.operator);
      return { node: 'binary', operator, left: inner(node.left), right: inner(node.right) };
    }
    case 'CallExpression':
      return call(node, inner);
    case 'Compound':
      throw new Malformed('an operator is missing');
    case 'ArrayExpression':
    case 'ConditionalExpression':
    case 'MemberExpression':
    case 'SequenceExpression':
    case 'ThisExpression':
      throw new Malformed(`${node.type} has no place in a formula`);
  }
}

function call(node: jsep.CallExpression, inner: (child: jsep.Expression) => Expression): Expression {
  const callee = node.callee as JsepNode;
  const name = callee.type === 'Identifier' ? callee.name : '';
  const given = node.arguments.map((argument) => inner((argument as jsep.Expression | null) ?? unexpected(',')));
  if (name === 'min' || name === 'max') {
    if (given.length === 0) throw new Malformed(`${name}() needs values`);
    return { node: name, of: given };
  }
  const [of, decimals] = given;
  const places = decimals?.node === 'literal' && typeof decimals.value === 'object' ? decimals.value : undefined;
  if (name !== 'round' || !of || given.length !== 2 || places?.unit !== '1' || !/^(?:\d|1\d)$/.test(places.value)) {
    throw new Malformed('a call is min(…), max(…) or round(value, decimals)');
  }
  return { node: 'round', of, decimals: Number(places.value) };
}
