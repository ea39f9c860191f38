/**
 * Packs the library as npm would publish it, looks what is in the tarball, and uses it as people do: installed into an empty CDK app,
 * in TypeScript with the newest CDK and in plain JavaScript with the oldest that is allowed, where `cdk synth` runs.
 *
 *   npx projen compile && npx tsx tools/try-package.ts
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';

const ROOT = join(__dirname, '..');
const MOST_BYTES = 3_000_000;
/** All that may travel. Sources in TypeScript stay at home, and so does what no user of the package opens. */
const ALLOWED = /^(package\.json|LICENSE|\.jsii|(README|API|ARCHITECTURE|CHANGELOG|CONTRIBUTING|SECURITY|RULES)\.md|docs\/[\w/-]+\.(md|json)|lib\/[\w/.-]+(\.js|\.d\.ts)|assets\/[\w-]+\/[\w-]+\.js|assets\/THIRD-PARTY-LICENSES)$/;
const NEEDED = ['LICENSE', '.jsii', 'lib/index.js', 'lib/index.d.ts', 'assets/THIRD-PARTY-LICENSES', 'assets/verifier/index.js', 'assets/prober/index.js', 'assets/notifier/index.js', 'assets/cli/main.js'];

const json = (...path: string[]) => JSON.parse(readFileSync(join(ROOT, ...path), 'utf8'));
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
const example = /```ts[^\n]*\n(import [\s\S]*?)```/.exec(readme)![1];

interface Tarball {
  readonly filename: string;
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

function check(holds: boolean, message: string): void {
  if (!holds) { throw new Error(message); }
}

function run(folder: string, command: string, ...args: string[]): string {
  // No settings of the npm that runs this reach the app's.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/.test(name)));
  return execFileSync(command, args, { cwd: folder, env: { ...env, CDK_DISABLE_VERSION_CHECK: '1' }, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

function pack(folder: string): string {
  const [{ filename, size, unpackedSize, files }] = JSON.parse(run(ROOT, 'npm', 'pack', '--json', '--ignore-scripts', '--pack-destination', folder)) as Tarball[];
  const paths = files.map(({ path }) => path);
  check(size <= MOST_BYTES, `the tarball has ${size} bytes, more than ${MOST_BYTES}`);
  const strangers = paths.filter((path) => !ALLOWED.test(path));
  check(strangers.length === 0, `these do not belong into the package: ${strangers.join(', ')}`);
  const missing = NEEDED.filter((path) => !paths.includes(path));
  check(missing.length === 0, `these are missing in the package (compiled?): ${missing.join(', ')}`);
  const stated = Number(/The package has ([\d.]+) MB/.exec(readme)?.[1]) * 1e6;
  check(Math.abs(stated - size) <= 250_000, `the README states ${stated / 1e6} MB, the tarball has ${(size / 1e6).toFixed(2)} MB`);
  console.log(`${filename}: ${(size / 1e6).toFixed(2)} MB packed, ${(unpackedSize / 1e6).toFixed(1)} MB unpacked, ${paths.length} files`);
  return join(folder, filename);
}

/** An empty app that gets the package from the tarball, and the README's first example. */
function synthesize(folder: string, file: string, code: string, packages: string[], command: string): void {
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{ "name": "app", "private": true }');
  writeFileSync(join(folder, 'cdk.json'), JSON.stringify({ app: `${command} ${file}` }));
  writeFileSync(join(folder, file), code);
  run(folder, 'npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error', ...packages);
  run(folder, 'npx', '--no-install', 'cdk', 'synth', '--quiet');
  const templates = readdirSync(join(folder, 'cdk.out')).filter((name) => name.endsWith('.template.json'));
  check(templates.join() === 'Shop.template.json', `${folder}: expected one template, got ${templates.join()}`);
  const { Resources } = JSON.parse(readFileSync(join(folder, 'cdk.out', templates[0]), 'utf8')) as { Resources: Record<string, { Type: string }> };
  const schedules = Object.values(Resources).filter(({ Type }) => Type === 'AWS::Scheduler::Schedule');
  check(schedules.length === 1, `expected one schedule in the template, got ${schedules.length}`);
}

function main(folder: string): void {
  const tarball = pack(folder);
  const { dependencies: latest } = json('test', 'latest', 'package.json') as { dependencies: Record<string, string> };
  const { devDependencies: floor } = json('package.json') as { devDependencies: Record<string, string> };
  const versions = (from: Record<string, string>) => ['aws-cdk-lib', 'constructs'].map((name) => `${name}@${from[name]}`);
  const cdk = `aws-cdk@${latest['aws-cdk']}`;

  const typescript = join(folder, 'typescript');
  synthesize(typescript, 'app.ts', example, [tarball, cdk, `tsx@${floor.tsx}`, ...versions(latest)], 'npx tsx');
  run(typescript, process.execPath, join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'), '--noEmit', '--strict', '--skipLibCheck', '--types', '--module', 'nodenext', 'app.ts');
  console.log(`TypeScript with ${versions(latest).join(', ')}: types fit, cdk synth works`);

  const { outputText } = transpileModule(example, { compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 } });
  synthesize(join(folder, 'javascript'), 'app.js', outputText, [tarball, cdk, ...versions(floor)], 'node');
  console.log(`JavaScript with ${versions(floor).join(', ')}: cdk synth works`);
}

const folder = mkdtempSync(join(tmpdir(), 'layered-health-package-'));
try {
  main(folder);
} catch (error) {
  const { message, stdout, stderr } = error as Error & { stdout?: string; stderr?: string };
  console.error([message, stdout, stderr].filter(Boolean).join('\n'));
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
