import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import knip from '../knip.json';
import { runCommand } from './cli/run-cli';

const ROOT = join(__dirname, '..');

/** A project of the same shape: what a test, a tool or a handler imports is used, what stands in src/ alone is not. */
const FILES = {
  'package.json': '{ "name": "planted" }',
  'knip.json': JSON.stringify(knip),
  'src/shared/one.ts': 'export const used = 1;\nexport const alone = 2;\nexport interface Alone { readonly one: typeof alone }\n',
  'src/shared/unused.ts': 'export const nothing = 0;\n',
  'lambda/one.handler.ts': "import { used } from '../src/shared/one';\n\nexport const handler = () => used;\n",
};

const folder = mkdtempSync(join(tmpdir(), 'unused-exports-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('an export, a type and a file that nothing uses are found, and a handler is not', async () => {
  for (const [file, text] of Object.entries(FILES)) {
    mkdirSync(join(folder, file, '..'), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const { code, stdout } = await runCommand(
    [process.execPath, join(ROOT, 'node_modules', 'knip', 'bin', 'knip.js'), '--no-progress', '--no-config-hints', '--directory', folder],
  );
  expect(stdout.split('\n').map((line) => line.trim().replace(/ +/g, ' ')).filter((line) => line.includes('.ts'))).toEqual([
    'src/shared/unused.ts', 'alone src/shared/one.ts:2:14', 'Alone interface src/shared/one.ts:3:18',
  ]);
  expect(code).toBe(1);
});
