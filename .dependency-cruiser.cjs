/**
 * The architecture, as imports. Each rule has a planted violation in test/architecture/boundaries.spec.ts.
 *
 * `src/`, read top to bottom: a line may import only from lines above it.
 */
const LINES = [
  'kernel',
  'platform',
  'trust/ledger',
  'trust/organisation',
  'trust/identity',
  'trust/signatures',
  'trust/qualifications',
  'definition/unit-classes',
  'definition/documents',
  'definition/products',
  'definition/materials',
  'definition/recipes',
  'plant/equipment',
  'plant/readings',
  'plant/alarms',
  'execution/rules',
  'execution/custody',
  'execution/inventory',
  'execution/batches',
  'execution/inbox',
  'execution/rehearsals',
  'execution/scheduling',
  'quality/deviations',
  'quality/results',
  'quality/release',
  'quality/retention',
  'floor/board',
  'floor/queue',
  'floor/shifts',
  'outlook/impact',
  'outlook/reports',
  'outlook/trail',
  'outlook/analytics',
  'outlook/sponsors',
];

/** What a whole layer knows of a layer above it, where that is not everything. */
const KNOWS = { plant: { definition: ['unit-classes'] } };

/** The libraries that pure code may use: they compute, and reach for nothing. */
const PURE_LIBRARIES = [
  'canonicalize',
  'decimal\\.js',
  '@lhncbc/ucum-lhc',
  'jsep',
  '@jsep-plugin/[^/]+',
  'ajv',
  'ajv-formats',
  'yaml',
  'json-p3',
];

const SPEC = '\\.spec\\.tsx?$';
const MODULE = '^src/(platform|trust|definition|plant|execution|quality|floor|outlook)/[^/]+/';
const FRONT_DOORS = `${MODULE}(domain/)?index\\.ts$`;
const KERNEL = '^src/kernel/';
const library = (names) => `node_modules/(${names.join('|')})/`;

const hidden = (line) => {
  const [layer] = line.split('/');
  return Object.entries(KNOWS[layer] ?? {}).flatMap(([above, known]) =>
    LINES.filter((other) => other.startsWith(`${above}/`) && !known.includes(other.slice(above.length + 1))),
  );
};

const lineRule = (line, at) => {
  const open = LINES.slice(0, at + 1).filter((above) => !hidden(line).includes(above));
  return {
    name: `line ${line}`,
    comment: `src/${line} may import only: ${open.join(', ')}`,
    from: { path: `^src/${line}/` },
    to: { path: '^src/', pathNot: `^src/(${open.join('|')})/` },
  };
};

const RULES = [
  {
    name: 'every folder of src is a line',
    from: { path: '^src/[^/]+/', pathNot: `^src/(${LINES.join('|')})/` },
    to: {},
  },
  {
    name: 'modules are entered by their front doors',
    comment: 'import index.ts or domain/index.ts of another module, never a file behind them',
    from: { path: '^src/([^/]+)/([^/]+)/' },
    to: { path: MODULE, pathNot: ['^src/$1/$2/', FRONT_DOORS] },
  },
  {
    name: 'start-up and tools enter by front doors too',
    from: { path: '^(src/[^/]+|tools/.+)\\.ts$', pathNot: SPEC },
    to: { path: MODULE, pathNot: FRONT_DOORS },
  },
  {
    name: 'domain knows only domain',
    comment: 'and the published schemas, which are data',
    from: { path: '/domain/', pathNot: SPEC },
    to: {
      path: '^(src|migrations|docs|recipes)/',
      pathNot: [KERNEL, '^src/[^/]+/[^/]+/domain/', '^recipes/.+\\.schema\\.json$'],
    },
  },
  {
    name: 'pure code uses only pure libraries',
    from: { path: '^src/(kernel|.+/domain)/', pathNot: SPEC },
    to: { path: 'node_modules/', pathNot: library(PURE_LIBRARIES) },
  },
  {
    name: 'pure code does no input or output',
    comment: 'of Node itself, hashing alone',
    from: { path: '^src/(kernel|.+/domain)/', pathNot: SPEC },
    to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
  },
  {
    name: 'only stores and entities know the database',
    from: { path: '^src/', pathNot: ['\\.(store|entity)\\.ts$', '^src/platform/database/', SPEC] },
    to: { path: library(['typeorm', 'pg', '@nestjs/typeorm']) },
  },
  {
    name: 'a migration stands alone',
    comment: 'what it did must not change when the code does',
    from: { path: '^migrations/', pathNot: SPEC },
    to: { path: '^(src|tools|simulators|test|web|bench)/' },
  },
  {
    name: 'the verifier shares only the canonical form',
    comment: 'at any distance: also not by way of another tool',
    from: { path: '^tools/verify' },
    to: { reachable: true, path: '^src/', pathNot: '^src/kernel/canonical-json\\.ts$' },
  },
  {
    name: 'simulators stand alone',
    comment: 'of the server they share the kernel, and the bytes of Sparkplug',
    from: { path: '^simulators/', pathNot: SPEC },
    to: { path: '^(src|tools|test|web|bench)/', pathNot: [KERNEL, '^src/plant/equipment/sparkplug/codec\\.ts$'] },
  },
  {
    name: 'the web page stands alone',
    comment: 'it knows the server by its API',
    from: { path: '^web/' },
    to: { path: '^(src|tools|simulators|test|bench|migrations)/' },
  },
  {
    name: 'the server knows no tool, simulator, test or page',
    from: { path: '^src/', pathNot: SPEC },
    to: { path: '^(tools|simulators|test|web|bench)/' },
  },
  {
    name: 'a test of the server borrows only from test/support',
    from: { path: `^src/.*${SPEC}` },
    to: { path: '^(tools|test|web|bench)/', pathNot: '^test/support/' },
  },
  {
    name: 'the server runs without development packages',
    from: { path: '^(src|simulators|migrations)/', pathNot: SPEC },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['npm', 'npm-optional', 'type-only'] },
  },
  { name: 'no circles', from: {}, to: { circular: true } },
  {
    name: 'every import is found',
    comment: 'an import that is not followed is an import that no rule sees',
    from: {},
    to: { couldNotResolve: true },
  },
];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [...LINES.map(lineRule), ...RULES].map((rule) => ({ ...rule, severity: 'error' })),
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|coverage|\\.data)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    skipAnalysisNotInRules: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
