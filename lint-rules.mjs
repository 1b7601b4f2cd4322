/** Rules of our own, as ESLint's plugins are written; oxlint.config.mts says where each of them holds. */
const BANNED = '(manage|handle|process|util|helper|common)';
const BANNED_NAME = `/^${BANNED}(r|d|or|s|$|[A-Z_])|${BANNED.replace(/\b[a-z]/g, (first) => first.toUpperCase())}(r|or|s)?$/`;

/** Text that begins as SQL does; `Select …` is a sentence for people. */
const SQL_START = String.raw`select\s|insert\s+into\s|update\s+\S+\s+set\s|delete\s+from\s|truncate\s|lock\s+table\s|create\s+(table|index|role|view)\s|alter\s+table\s|with\s+\S+\s+as\s`;
const SQL = `/^\\s*(${SQL_START}|${SQL_START.replace(/(?<!\\)[a-z]/g, (letter) => letter.toUpperCase())})/`;

/** A rule that refuses every node that matches an esquery selector. */
const refuse = (selector, message) => ({
  meta: { type: 'problem', schema: [], messages: { never: message } },
  create: (context) => ({ [selector]: (node) => context.report({ node, messageId: 'never' }) }),
});

const reasonForSilence = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { never: 'Say why after the rule: `oxlint-disable … -- reason`.' },
  },
  create: (context) => ({
    Program() {
      for (const comment of context.sourceCode.getAllComments())
        if (/^\s*(oxlint|eslint)-(disable|enable)/.test(comment.value) && !/\s--\s+\S/.test(comment.value))
          context.report({ loc: comment.loc, messageId: 'never' });
    },
  }),
};

export default {
  meta: { name: 'ballroom' },
  rules: {
    'no-environment': refuse(
      ':matches(MemberExpression[object.name="process"][property.name="env"], ImportDeclaration[source.value=/^(node:)?process$/])',
      'The environment is parsed once, in src/platform/config.',
    ),
    'no-clock': refuse(
      ':matches(NewExpression[callee.name="Date"][arguments.length=0], CallExpression[callee.name="Date"], MemberExpression[object.name="Date"][property.name="now"])',
      'Time is an argument; the clock is in src/platform.',
    ),
    'no-chance': refuse(
      ':matches(Identifier[name=/^(randomUUID|randomBytes|getRandomValues)$/], MemberExpression[object.name="Math"][property.name="random"], ImportDeclaration[source.value="uuid"])',
      'Ids and chance are arguments; they are made in src/platform.',
    ),
    'no-sql': refuse(
      `:matches(Literal[value=${SQL}], TemplateElement[value.raw=${SQL}])`,
      'SQL lives in *.store.ts, src/platform/database and migrations/.',
    ),
    'no-forward-ref': refuse('Identifier[name="forwardRef"]', 'A circle of modules is a design fault.'),
    'no-http-exception': refuse(
      'ImportDeclaration[source.value="@nestjs/common"] ImportSpecifier[imported.name=/Exception$/]',
      'A refused act is `throw new Refusal(…)`; one filter turns it into an answer.',
    ),
    'five-arguments': refuse(
      'MethodDefinition[kind="constructor"] > FunctionExpression[params.length>5]',
      'A constructor takes at most five arguments.',
    ),
    'no-base-class': refuse(
      'ClassDeclaration[superClass!=null]',
      'Services, stores and controllers extend nothing; compose.',
    ),
    'names-of-the-field': refuse(
      `:matches(ClassDeclaration, FunctionDeclaration, TSInterfaceDeclaration, TSTypeAliasDeclaration, TSEnumDeclaration, VariableDeclarator) > Identifier.id[name=${BANNED_NAME}], :matches(MethodDefinition, TSMethodSignature) > Identifier.key[name=${BANNED_NAME}]`,
      'Say what it does in words of the field, not manage, handle, process, util, helper or common.',
    ),
    'every-test-runs': refuse(
      ':matches(MemberExpression[object.name=/^(it|test|describe)$/][property.name=/^(only|skip|todo|failing)$/], Identifier[name=/^(xit|xtest|xdescribe|fit|fdescribe)$/])',
      'Every test runs, and each runs with the others.',
    ),
    'reason-for-silence': reasonForSilence,
  },
};
