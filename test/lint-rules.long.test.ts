import { join } from 'node:path';
import { LegacyESLint } from 'eslint/use-at-your-own-risk';

const ROOT = join(__dirname, '..');

/** The linter as it is configured, but for two rules that need the types of the whole project, which take long to read. */
const eslint = new LegacyESLint({
  cwd: ROOT,
  overrideConfig: {
    parserOptions: { project: null },
    rules: {
      '@typescript-eslint/no-floating-promises': 'off',
      '@typescript-eslint/return-await': 'off',
      // Else it first asks the files on disk, in which there is no circle.
      'import/no-cycle': ['error', { disableScc: true }],
    },
  },
});

/** The rules that a text breaks in the place of a file. */
async function broken(file: string, text: string): Promise<string[]> {
  const [{ messages }] = await eslint.lintText(text, { filePath: join(ROOT, file) });
  return [...new Set(messages.map(({ ruleId, message }) => ruleId ?? message))];
}

test.each<[what: string, file: string, text: string, rule: string]>([
  // The first one: what the rule has read of the files on disk it keeps.
  [
    'two files that import each other', 'src/contract/errors.ts',
    "import { requireInteger } from './require-integer';\n\nexport const fail = requireInteger;\n",
    'import/no-cycle',
  ],
  [
    'an import from a room that is not allowed', 'src/dns/dns-check.ts',
    "import { DeepVerifier } from '../verification/deep-verifier';\n\nexport const VERIFIER = DeepVerifier;\n",
    'import/no-restricted-paths',
  ],
  [
    'an import of lambda/ from src/, of a type alone', 'src/verification/deep-verifier.ts',
    "import type { TargetProbe } from '../../lambda/shared/check-result';\n\nexport type Probes = TargetProbe[];\n",
    'import/no-restricted-paths',
  ],
  [
    'a package in src/shared', 'src/shared/plan.ts',
    "import { Duration } from 'aws-cdk-lib';\n\nexport const MINUTE = Duration.minutes(1);\n",
    '@typescript-eslint/no-restricted-imports',
  ],
  [
    "a module of Node's in lambda/diagnosis", 'lambda/diagnosis/faults.ts',
    "import { isIP } from 'node:net';\n\nexport const VERSION = isIP;\n",
    '@typescript-eslint/no-restricted-imports',
  ],
  ['a long line, though it is one text', 'src/contract/errors.ts', `export const TEXT = '${'long '.repeat(30)}';\n`, '@stylistic/max-len'],
  ['a guard without braces', 'src/contract/errors.ts', 'export function one(all: number[]): void {\n  if (all[0]) return;\n}\n', 'curly'],
  [
    'a constructor that says it is public', 'src/contract/errors.ts',
    'export class Failure {\n  public constructor(public readonly text: string) {}\n}\n',
    '@typescript-eslint/explicit-member-accessibility',
  ],
  [
    'a member that does not say who may use it', 'src/contract/errors.ts',
    "export class Failure {\n  text = '';\n}\n",
    '@typescript-eslint/explicit-member-accessibility',
  ],
  [
    "a module of Node's without node:", 'tools/package.ts',
    "import * as fs from 'fs';\n\nexport const READ = fs.readFileSync;\n",
    'import/enforce-node-protocol-usage',
  ],
  [
    'an import of a value that is used as a type', 'tools/package.ts',
    "import { Stats } from 'node:fs';\n\nexport type Size = Stats['size'];\n",
    '@typescript-eslint/consistent-type-imports',
  ],
  [
    'a step of one by ++', 'tools/package.ts',
    'export function one(): number {\n  let count = 0;\n  count++;\n  return count;\n}\n',
    'no-restricted-syntax',
  ],
])('%s is an error', async (_, file, text, rule) => {
  expect(await broken(file, text)).toEqual([rule]);
}, 60_000);

test('a text that breaks nothing is none', async () => {
  expect(await broken('src/dns/dns-check.ts', "import { fail } from '../contract/errors';\n\nexport const FAIL = fail;\n")).toEqual([]);
});
