/** What a formula says. Operators: `+ - * /`, comparisons, `and or not`, `min max round`. */
export type Formula =
  | { is: 'number'; value: string; unit: string }
  | { is: 'truth'; value: boolean }
  | { is: 'name'; name: string }
  | { is: 'minus' | 'not'; of: Formula }
  | { is: 'min' | 'max'; of: Formula[] }
  | { is: 'round'; of: Formula; decimals: number }
  | { is: 'pair'; operator: string; left: Formula; right: Formula };

const SPACE = /\s*/y;
const NUMBER =
  /((?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)(?: +(?!(?:and|or|not)\b|(?:min|max|round) *\()(\/?(?:10[*^]|[A-Za-z%[{])[^\s,()<>=!]*))?/y;
const NAME = /[a-z][a-z0-9]*(?:-[a-z0-9]+)*(?:\.[a-z][a-z0-9]*(?:-[a-z0-9]+)*)?/y;
const SIGN = /<=|>=|==|!=|[-+*/()<>,]/y;

type Token = { sign: string } | { word: string } | { leaf: Formula };

function tokens(text: string): Token[] {
  const found: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match !== null) at = pattern.lastIndex;
    return match;
  };
  for (take(SPACE); at < text.length; take(SPACE)) {
    const number = take(NUMBER);
    const name = number === null ? take(NAME)?.[0] : undefined;
    if (number !== null) found.push({ leaf: { is: 'number', value: decimalOf(number[1]!), unit: number[2] ?? '1' } });
    else if (name === 'true' || name === 'false') found.push({ leaf: { is: 'truth', value: name === 'true' } });
    else if (name?.includes('.')) found.push({ leaf: { is: 'name', name } });
    else if (name !== undefined) found.push({ word: name });
    else found.push({ sign: take(SIGN)?.[0] ?? fault(text, at) });
  }
  return found;
}

const decimalOf = (text: string): string => text.replace(/^\./, '0.').replace(/\.(?=$|[eE])/, '');

function fault(text: string, at: number): never {
  throw new Error(`${JSON.stringify(text)} is no formula, from ${JSON.stringify(text.slice(at, at + 10))} on`);
}

/** How closely an operator binds; each from the left. */
const BINDS: Record<string, number> = {
  ...{ or: 1, and: 2, '==': 3, '!=': 3, '<': 4, '<=': 4, '>': 4, '>=': 4 },
  ...{ '+': 5, '-': 5, '*': 6, '/': 6 },
};

/** The tree of a formula. Throws where the text is none. */
export function parse(text: string): Formula {
  const all = tokens(text);
  let next = 0;
  const signAt = (place: number): string | undefined => {
    const token = all[place];
    return token === undefined || 'leaf' in token ? undefined : 'sign' in token ? token.sign : token.word;
  };
  const expect = (sign: string): void => {
    if (signAt(next++) !== sign) fault(text, text.length);
  };
  const list = (): Formula[] => {
    expect('(');
    const given = [pairs(0)];
    while (signAt(next) === ',') {
      next++;
      given.push(pairs(0));
    }
    expect(')');
    return given;
  };
  const single = (): Formula => {
    const token = all[next];
    if (token !== undefined && 'leaf' in token) {
      next++;
      return token.leaf;
    }
    const sign = signAt(next);
    if (sign === '(') {
      const [only, ...more] = list();
      return more.length === 0 ? only! : fault(text, 0);
    }
    next++;
    switch (sign) {
      case '-':
        return { is: 'minus', of: single() };
      case 'not':
        return { is: 'not', of: single() };
      case 'min':
      case 'max':
        return { is: sign, of: list() };
      case 'round': {
        const [of, places] = list();
        return places?.is === 'number' ? { is: 'round', of: of!, decimals: Number(places.value) } : fault(text, 0);
      }
      case undefined:
      default:
        return fault(text, text.length);
    }
  };
  const pairs = (least: number): Formula => {
    let left = single();
    for (;;) {
      const operator = signAt(next) ?? '';
      const binds = BINDS[operator] ?? 0;
      if (binds <= least) return left;
      next++;
      left = { is: 'pair', operator, left, right: pairs(binds) };
    }
  };
  const whole = pairs(0);
  return next === all.length ? whole : fault(text, text.length);
}

/** The names in a formula, each once, in their order. */
export function namesIn(formula: Formula): string[] {
  const all = (at: Formula): string[] => {
    switch (at.is) {
      case 'number':
      case 'truth':
        return [];
      case 'name':
        return [at.name];
      case 'minus':
      case 'not':
      case 'round':
        return all(at.of);
      case 'min':
      case 'max':
        return at.of.flatMap(all);
      case 'pair':
        return [...all(at.left), ...all(at.right)];
    }
  };
  return [...new Set(all(formula))];
}
