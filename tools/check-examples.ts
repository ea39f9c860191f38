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
import { createCompilerHost, createProgram, createSourceFile, flattenDiagnosticMessageText, getPreEmitDiagnostics, ModuleKind, ModuleResolutionKind, ScriptTarget } from 'typescript';

const ROOT = join(__dirname, '..');
const FIXTURE = readFileSync(join(__dirname, 'examples.ts-fixture'), 'utf8');

/** All names of the library are in scope already. */
const OWN_IMPORT = /^import .* from 'cdk-ecs-layered-health';\n/gm;

/** Each example of docs/ as a module, by its file name. */
function examples(folder: string): Map<string, string> {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const names = Object.keys(require(join(ROOT, 'lib'))).join(', ');
  const pages = (readdirSync(join(ROOT, 'docs'), { recursive: true }) as string[]).filter((page) => page.endsWith('.md')).sort();
  // The blocks in other languages belong to applications.
  const found = pages.flatMap((page) => [...readFileSync(join(ROOT, 'docs', page), 'utf8').matchAll(/^```ts( nofixture)?\n([\s\S]*?)^```$/gm)].map(([, whole, code], index) => {
    const module = whole ? code : `import { ${names} } from 'cdk-ecs-layered-health';\n${FIXTURE.replace('/// here', () => code.replace(OWN_IMPORT, ''))}`;
    return [join(folder, `${page.replaceAll('/', '-')}-${index + 1}.ts`), module] as const;
  }));
  return new Map(found);
}

/** Faults of the types, each with its page. */
function faults(folder: string, files: Map<string, string>): string[] {
  const options = { strict: true, noEmit: true, skipLibCheck: true, target: ScriptTarget.ES2022, module: ModuleKind.CommonJS, moduleResolution: ModuleResolutionKind.Node10, types: [] };
  const host = createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (name) => files.has(name) || fileExists(name);
  host.getSourceFile = (name, language, ...rest) => files.has(name) ? createSourceFile(name, files.get(name)!, language) : getSourceFile(name, language, ...rest);
  return getPreEmitDiagnostics(createProgram([...files.keys()], options, host)).map(({ file, start = 0, messageText }) => {
    const line = file?.text.slice(0, start).split('\n').length;
    return `${file?.fileName.slice(folder.length + 1)}: ${flattenDiagnosticMessageText(messageText, '\n')}\n  ${file?.text.split('\n')[line! - 1].trim()}`;
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
