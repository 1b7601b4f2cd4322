/** What is never right. Each rule of ANYWHERE and BY_PLACE has a planted violation in test/architecture/lint.spec.ts. */
import { defineConfig, type OxlintConfig } from 'oxlint';

type Rules = NonNullable<OxlintConfig['rules']>;
type Override = NonNullable<OxlintConfig['overrides']>[number];

const SPECS = ['**/*.spec.{ts,tsx}', 'test/**/*.ts', 'bench/**/*.ts'];

const ANYWHERE: Rules = {
  'typescript/no-explicit-any': 'error',
  'typescript/no-floating-promises': 'error',
  'typescript/no-misused-promises': 'error',
  'typescript/switch-exhaustiveness-check': ['error', { allowDefaultCaseForExhaustiveSwitch: false }],
  'typescript/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
  'ballroom/no-forward-ref': 'error',
  'ballroom/five-arguments': 'error',
  'ballroom/names-of-the-field': 'error',
  'ballroom/every-test-runs': 'error',
  'ballroom/reason-for-silence': 'error',
  eqeqeq: ['error', 'always', { null: 'ignore' }],
};
const BY_PLACE: Override[] = [
  {
    // in the server outside its floor
    files: ['src/**/*.ts'],
    excludeFiles: ['src/platform/**', ...SPECS],
    rules: {
      'ballroom/no-environment': 'error',
      'ballroom/no-clock': 'error',
      'ballroom/no-chance': 'error',
      'ballroom/no-http-exception': 'error',
    },
  },
  {
    // outside a store
    files: ['src/**/*.ts'],
    excludeFiles: ['src/platform/database/**', '**/*.store.ts', '**/*.entity.ts', ...SPECS],
    rules: { 'ballroom/no-sql': 'error' },
  },
  {
    // in services, stores and controllers
    files: ['src/**/*.{service,store,controller}.ts'],
    rules: { 'ballroom/no-base-class': 'error' },
  },
];

/** What typescript-eslint recommends with types, as far as the compiler does not say it. */
const RECOMMENDED: Rules = {
  'no-array-constructor': 'error',
  'no-unused-expressions': 'error',
  'no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }],
  'no-var': 'error',
  'prefer-const': 'error',
  'prefer-rest-params': 'error',
  'prefer-spread': 'error',
  'typescript/await-thenable': 'error',
  'typescript/ban-ts-comment': 'error',
  'typescript/no-array-delete': 'error',
  'typescript/no-base-to-string': 'error',
  'typescript/no-duplicate-enum-values': 'error',
  'typescript/no-duplicate-type-constituents': 'error',
  'typescript/no-empty-object-type': 'error',
  'typescript/no-extra-non-null-assertion': 'error',
  'typescript/no-for-in-array': 'error',
  'typescript/no-implied-eval': 'error',
  'typescript/no-misused-new': 'error',
  'typescript/no-namespace': 'error',
  'typescript/no-non-null-asserted-optional-chain': 'error',
  'typescript/no-redundant-type-constituents': 'error',
  'typescript/no-require-imports': 'error',
  'typescript/no-this-alias': 'error',
  'typescript/no-unnecessary-type-assertion': 'error',
  'typescript/no-unnecessary-type-constraint': 'error',
  'typescript/no-unsafe-argument': 'error',
  'typescript/no-unsafe-assignment': 'error',
  'typescript/no-unsafe-call': 'error',
  'typescript/no-unsafe-declaration-merging': 'error',
  'typescript/no-unsafe-enum-comparison': 'error',
  'typescript/no-unsafe-function-type': 'error',
  'typescript/no-unsafe-member-access': 'error',
  'typescript/no-unsafe-return': 'error',
  'typescript/no-unsafe-unary-minus': 'error',
  'typescript/no-wrapper-object-types': 'error',
  'typescript/only-throw-error': 'error',
  'typescript/prefer-as-const': 'error',
  'typescript/prefer-namespace-keyword': 'error',
  'typescript/prefer-promise-reject-errors': 'error',
  'typescript/restrict-plus-operands': 'error',
  'typescript/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
  'typescript/triple-slash-reference': 'error',
  'typescript/unbound-method': 'error',
};

/** What the React compiler asks of a component. */
const OF_PAGES: Rules = {
  'react/rules-of-hooks': 'error',
  'react/exhaustive-deps': 'error',
  'react/static-components': 'error',
  'react/use-memo': 'error',
  'react/void-use-memo': 'error',
  'react/preserve-manual-memoization': 'error',
  'react/incompatible-library': 'error',
  'react/immutability': 'error',
  'react/globals': 'error',
  'react/refs': 'error',
  'react/set-state-in-effect': 'error',
  'react/error-boundaries': 'error',
  'react/purity': 'error',
  'react/set-state-in-render': 'error',
  'react/unsupported-syntax': 'error',
};

/** What Nest injects by its type is a value, though it is used as a type alone. */
const DECORATED = ['src/**/*.{service,controller,dto}.ts', 'src/**/on-*.ts', 'src/platform/database/database.ts'];

/** Tests read answers of any shape. */
const OF_SPECS: Rules = {
  'typescript/no-unsafe-assignment': 'off',
  'typescript/no-unsafe-member-access': 'off',
  'typescript/no-unsafe-argument': 'off',
  'typescript/no-unsafe-return': 'off',
  'typescript/no-unsafe-call': 'off',
  'typescript/unbound-method': 'off',
};

export default defineConfig({
  plugins: ['typescript', 'react'],
  jsPlugins: ['./lint-rules.mjs'],
  categories: { correctness: 'off' },
  options: { typeAware: true, typeCheck: true, denyWarnings: true, reportUnusedDisableDirectives: 'error' },
  ignorePatterns: ['dist/', 'coverage/', 'test-results/', '.data/', '**/*.d.ts', '**/*.{js,mjs,cjs}'],
  rules: { ...RECOMMENDED, ...ANYWHERE },
  overrides: [
    ...BY_PLACE,
    { files: ['web/**/*.{ts,tsx}'], rules: OF_PAGES },
    { files: DECORATED, rules: { 'typescript/consistent-type-imports': 'off' } },
    { files: SPECS, rules: OF_SPECS },
  ],
});

/** The rules that are planted. */
export const NEVER = [ANYWHERE, ...BY_PLACE.map(({ rules }) => rules)].flatMap((rules) => Object.keys(rules ?? {}));
