import fc from 'fast-check';

/** How many times as many runs as usual, and from where chance begins: the same each time, unless it is told otherwise. */
const FACTOR = Number(process.env['BALLROOM_FUZZ'] ?? 1);
const SEED = Number(process.env['BALLROOM_FUZZ_SEED'] ?? 20_261_123);

/** A bounded number of runs that come again. */
export const fuzzed = (runs: number) => ({ numRuns: Math.ceil(runs * FACTOR), seed: SEED });

/** So many of them at once, for what is too dear to be tried one by one. */
export const samples = <T>(of: fc.Arbitrary<T>, count: number): T[] => fc.sample(of, fuzzed(count));

const DEEP = 5000;

/** Texts that have broken readers before. */
export const hostileText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    ...[
      '',
      '\0',
      '\ud800',
      '\u202e37',
      '37\u00a0',
      '３７',
      '-0',
      '1e400',
      '0x10',
      'NaN',
      'null',
      'true',
      "'; drop table",
    ],
    ...['__proto__', 'constructor', 'toString', '../../etc/passwd', '%00', '${7*7}', '{{7}}', '<script>', '\ufeff1'],
  ),
);

/** Any JSON, with what JSON's readers stumble over. */
export const hostileJson: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.json() },
  { weight: 2, arbitrary: hostileText.map((text) => JSON.stringify(text)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ...['[', '{"v":', '{"v":1e400}', '{"v":-0}', '{"v":9007199254740993}', '{"v":1,"v":2}', '{"__proto__":{"v":1}}'],
      ...['NaN', 'Infinity', "{'v':1}", '{"v":01}', '{"v":1}{"v":2}', '{"v":1,}', '/**/{}', '\ufeff{}'],
      `${'['.repeat(DEEP)}${']'.repeat(DEEP)}`,
      `${'{"v":'.repeat(DEEP)}1${'}'.repeat(DEEP)}`,
    ),
  },
);

/** These bytes cut off, with bits flipped, bytes put in and taken out, doubled, and other bytes altogether. */
export const mangled = (base: Uint8Array): fc.Arbitrary<Buffer> => {
  const bytes = Buffer.from(base);
  const place = fc.nat(bytes.length - 1);
  const flipped = fc.array(fc.tuple(place, fc.nat(7)), { minLength: 1, maxLength: 4 }).map((flips) => {
    const changed = Buffer.from(bytes);
    for (const [at, bit] of flips) changed[at]! ^= 1 << bit;
    return changed;
  });
  return fc.oneof(
    place.map((at) => bytes.subarray(0, at)),
    flipped,
    fc
      .tuple(place, fc.uint8Array({ maxLength: 12 }))
      .map(([at, more]) => Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(at)])),
    fc.tuple(place, fc.nat(8)).map(([at, less]) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + less)])),
    fc.constant(Buffer.concat([bytes, bytes])),
    fc.uint8Array({ maxLength: 200 }).map((other) => Buffer.from(other)),
  );
};
