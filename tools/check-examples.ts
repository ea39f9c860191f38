/**
 * Compiles the examples of the README with jsii-rosetta, strictly, which also translates them into the other languages, and checks the types
 * of those in docs/. An example that is whole is marked `nofixture`; the others are fragments, put into examples.ts-fixture.
 *
 *   npx projen compile && npx tsx tools/check-examples.ts
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as ts from 'typescript';

const ROOT = join(__dirname, '..');
const FIXTURE = readFileSync(join(__dirname, 'examples.ts-fixture'), 'utf8');

/** Blocks in other languages belong to applications. */
const EXAMPLE = /^```ts( nofixture)?\n([\s\S]*?)^```$/gm;
/** All names of the library are in scope already. */
const OWN_IMPORT = /^import .* from 'cdk-ecs-layered-health';\n/gm;

/** Each example of docs/ as a module, by its file name. */
function examples(folder: string): Map<string, string> {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const names = Object.keys(require(join(ROOT, 'lib'))).join(', ');
  const pages = (readdirSync(join(ROOT, 'docs'), { recursive: true }) as string[]).filter((page) => page.endsWith('.md')).sort();
  const asModule = (code: string) => `import { ${names} } from 'cdk-ecs-layered-health';\n${FIXTURE.replace('/// here', () => code.replace(OWN_IMPORT, ''))}`;
  const found = pages.flatMap((page) => {
    const blocks = [...readFileSync(join(ROOT, 'docs', page), 'utf8').matchAll(EXAMPLE)];
    return blocks.map(([, whole, code], index) => [join(folder, `${page.replaceAll('/', '-')}-${index + 1}.ts`), whole ? code : asModule(code)] as const);
  });
  return new Map(found);
}

/** Faults of the types, each with its page. */
function faults(folder: string, files: Map<string, string>): string[] {
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.CommonJS,
    moduleResolution: ts.ModuleResolutionKind.Node10,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (name) => files.has(name) || fileExists(name);
  host.getSourceFile = (name, language, ...rest) => {
    const text = files.get(name);
    return text === undefined ? getSourceFile(name, language, ...rest) : ts.createSourceFile(name, text, language);
  };
  return ts.getPreEmitDiagnostics(ts.createProgram([...files.keys()], options, host)).map(({ file, start = 0, messageText }) => {
    const line = file?.text.slice(0, start).split('\n').length;
    return `${file?.fileName.slice(folder.length + 1)}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}\n  ${file?.text.split('\n')[line! - 1].trim()}`;
  });
}

const folder = mkdtempSync(join(tmpdir(), 'layered-health-examples-'));
try {
  mkdirSync(join(folder, 'node_modules'));
  for (const name of ['aws-cdk-lib', 'constructs']) { symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name)); }
  symlinkSync(ROOT, join(folder, 'node_modules', 'cdk-ecs-layered-health'));

  const pages = examples(folder);
  const found = faults(folder, pages);
  console.log(found.length === 0 ? `${pages.size} examples of docs/ fit` : found.join('\n'));

  const rosetta = join(ROOT, 'node_modules', 'jsii-rosetta', 'bin', 'jsii-rosetta');
  const { status, stdout, stderr } = spawnSync(process.execPath, [rosetta, 'extract', '--strict', '--directory', folder, '--cache-to', join(folder, 'tablet.json'), ROOT], { encoding: 'utf8' });
  console.log(status === 0 ? 'The examples of the README compile and can be translated' : `${stdout}${stderr}`);
  process.exitCode = found.length === 0 && status === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
  rmSync(join(ROOT, '.jsii.tabl.json'), { force: true });
}
