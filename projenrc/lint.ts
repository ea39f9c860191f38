import type { javascript } from 'projen';
import { ROOMS } from './rooms';

/** Folders whose sources stand in rooms. */
const TREES = ['src', 'lambda', 'cli', 'sandbox', 'examples', 'bench', 'tools', 'test'];

/**
 * One zone a room and tree: what of the tree the room may not import.
 * https://github.com/import-js/eslint-plugin-import/blob/main/docs/rules/no-restricted-paths.md
 */
function zones(): object[] {
  return ROOMS.flatMap(({ path, own, imports }) => {
    const target = own ? `./${path}/*.ts` : `./${path}`;
    const allowed = [path, ...imports];
    return TREES.flatMap((tree) => {
      if (allowed.includes(tree)) { return []; }
      const except = allowed.filter((room) => room.startsWith(`${tree}/`)).map((room) => `./${room.slice(tree.length + 1)}`);
      return [
        {
          target,
          from: `./${tree}`,
          except,
          message: `${path} may import ${imports.join(', ') || 'nothing but itself'}: see projenrc/rooms.ts.`,
        },
      ];
    });
  });
}

/** Packages that a room must not import. */
function packages(): Array<{ readonly files: string[]; readonly rules: object }> {
  const forbidden = { any: undefined, node: '^(?!node:|\\.)', none: '^(?!\\.)' };
  return ROOMS.flatMap(({ path, packages: allowed }) => {
    const regex = forbidden[allowed];
    if (!regex) { return []; }
    const message = `${path} may import ${allowed === 'node' ? "no package but Node's own modules" : 'no package'}: see projenrc/rooms.ts.`;
    return [
      { files: [`${path}/**/*.ts`], rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns: [{ regex, message }] }] } },
    ];
  });
}

/** One dialect, and the arrows between the rooms. */
export function configureLint(eslint: javascript.Eslint): void {
  eslint.addRules({
    '@stylistic/max-len': ['error', { code: 140, ignoreUrls: true, ignoreRegExpLiterals: true }],
    '@stylistic/block-spacing': 'error',
    '@stylistic/operator-linebreak': ['error', 'before', { overrides: { '=': 'after' } }],
    'curly': ['error', 'all'],
    'no-restricted-syntax': [
      'error',
      {
        selector: ':matches(ExpressionStatement, ForStatement) > UpdateExpression',
        message: 'Write += 1 or -= 1 where the value is not used.',
      },
    ],
    '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false }],
    '@typescript-eslint/explicit-member-accessibility': ['error', { overrides: { constructors: 'no-public' } }],
    'import/no-duplicates': ['error', { 'prefer-inline': true }],
    'import/enforce-node-protocol-usage': ['error', 'always'],
    // Circles of types as well are found by test/architecture.test.ts.
    'import/no-cycle': 'error',
    'import/no-restricted-paths': ['error', { zones: zones() }],
  });
  packages().forEach((override) => eslint.addOverride(override));
  const message = 'Use timeout of lambda/shared/timeout.ts: Node refuses fractions.';
  eslint.addOverride({
    files: ['lambda/**/*.ts', 'cli/**/*.ts'],
    rules: { 'no-restricted-properties': ['error', { object: 'AbortSignal', property: 'timeout', message }] },
  });
  // One tsconfig.json at the root belongs to jsii (src/ only); the linter reads the one that covers every room.
  const { parserOptions } = eslint.config;
  delete parserOptions.projectService;
  parserOptions.project = ['./test/tsconfig.json', './projenrc/tsconfig.json'];
}
