/**
 * Packs the library as it is published, verifies what is in the tarball, and uses it as people do: installed into an empty CDK app, in
 * TypeScript with the newest CDK and in plain JavaScript with the oldest that is allowed, where `cdk synth --strict` and every command run,
 * the commands in every version of Node that test/runtimes has as well.
 *
 *   npx projen compile && npx tsx tools/try-package.ts
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import { createApp, expectRun, installScripts, npx, pack } from './package';
import { tryCommands } from './try-commands';
import { tryScenarios } from './try-scenarios';

const ROOT = join(__dirname, '..');
const MOST_BYTES = 3_000_000;
/** All that may travel. Sources in TypeScript stay at home, and so does what no user of the package opens. */
const ALLOWED = new RegExp(
  `^(${[
    'package\\.json',
    'LICENSE',
    '\\.jsii',
    '(README|API|ARCHITECTURE|CHANGELOG|CONTRIBUTING|SECURITY|RULES)\\.md',
    'docs/[\\w/-]+\\.(md|json)',
    'lib/[\\w/.-]+(\\.js|\\.d\\.ts)',
    'assets/[\\w-]+/[\\w-]+\\.js',
    'assets/THIRD-PARTY-LICENSES',
  ].join('|')})$`,
);
const NEEDED = [
  'LICENSE', '.jsii', 'lib/index.js', 'lib/index.d.ts', 'assets/THIRD-PARTY-LICENSES', 'assets/verifier/index.js', 'assets/prober/index.js',
  'assets/notifier/index.js', 'assets/cli/main.js', 'assets/cli/doctor.js', 'assets/scenario/index.js',
];
/** Versions of Node beside the one that runs this, from test/runtimes. */
const RUNTIMES = ['22', '24']
  .map((major) => join(ROOT, 'test', 'runtimes', 'node_modules', `node-${major}`, 'bin', 'node'))
  .filter((node) => existsSync(node));

const json = (...path: string[]) => JSON.parse(readFileSync(join(ROOT, ...path), 'utf8'));
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
const example = /```ts[^\n]*\n(import [\s\S]*?)```/.exec(readme)![1];

function check(holds: boolean, message: string): void {
  if (!holds) { throw new Error(message); }
}

async function packAndCheck(folder: string): Promise<string> {
  const { file, size, unpackedSize, paths } = await pack(folder);
  check(size <= MOST_BYTES, `the tarball has ${size} bytes, more than ${MOST_BYTES}`);
  const strangers = paths.filter((path) => !ALLOWED.test(path));
  check(strangers.length === 0, `these do not belong into the package: ${strangers.join(', ')}`);
  const missing = NEEDED.filter((path) => !paths.includes(path));
  check(missing.length === 0, `these are missing in the package (compiled?): ${missing.join(', ')}`);
  const stated = Number(/The package is ([\d.]+) MB/.exec(readme)?.[1]) * 1e6;
  check(Math.abs(stated - size) <= 250_000, `the README states ${stated / 1e6} MB, the tarball has ${(size / 1e6).toFixed(2)} MB`);
  console.log(`${(size / 1e6).toFixed(2)} MB packed, ${(unpackedSize / 1e6).toFixed(1)} MB unpacked, ${paths.length} files`);
  return file;
}

/** An empty app that gets the package from the tarball, and the README's first example. */
async function synthesize(app: string, file: string, code: string, packages: string[], command: string): Promise<void> {
  await createApp(app, ['--prefer-offline', ...packages]);
  check(installScripts(app).length === 0, `the package has install scripts: ${installScripts(app).join(', ')}`);
  writeFileSync(join(app, 'cdk.json'), JSON.stringify({ app: `${command} ${file}` }));
  writeFileSync(join(app, file), code);
  await expectRun(0, app, 'npx', ['--no-install', 'cdk', 'synth', '--quiet', '--strict']);
  const templates = readdirSync(join(app, 'cdk.out')).filter((name) => name.endsWith('.template.json'));
  check(templates.join() === 'Shop.template.json', `${app}: expected one template, got ${templates.join()}`);
  const { Resources } = JSON.parse(readFileSync(join(app, 'cdk.out', templates[0]), 'utf8')) as {
    Resources: Record<string, { Type: string }>;
  };
  const schedules = Object.values(Resources).filter(({ Type }) => Type === 'AWS::Scheduler::Schedule');
  check(schedules.length === 1, `expected one schedule in the template, got ${schedules.length}`);
  await expectRun(0, app, 'npx', npx('lint', 'cdk.out'));
}

async function main(folder: string): Promise<void> {
  const tarball = await packAndCheck(folder);
  const { dependencies: latest } = json('test', 'latest', 'package.json') as { dependencies: Record<string, string> };
  const { devDependencies: floor } = json('package.json') as { devDependencies: Record<string, string> };
  const versions = (from: Record<string, string>) => ['aws-cdk-lib', 'constructs'].map((name) => `${name}@${from[name]}`);
  const cdk = `aws-cdk@${latest['aws-cdk']}`;

  const typescript = join(folder, 'typescript');
  await synthesize(typescript, 'app.ts', example, [tarball, cdk, `tsx@${floor.tsx}`, ...versions(latest)], 'npx tsx');
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  await expectRun(0, typescript, process.execPath, [
    tsc,
    '--noEmit',
    '--strict',
    '--skipLibCheck',
    '--types',
    '--module',
    'nodenext',
    'app.ts',
  ]);
  console.log(`TypeScript with ${versions(latest).join(', ')}: types fit, cdk synth --strict and lint find nothing`);

  const { outputText } = transpileModule(example, { compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 } });
  await synthesize(join(folder, 'javascript'), 'app.js', outputText, [tarball, cdk, ...versions(floor)], 'node');
  console.log(`JavaScript with ${versions(floor).join(', ')}: cdk synth --strict and lint find nothing`);

  await tryScenarios(typescript);
  console.log('Scenarios: one that passes, one that fails and one that cannot be read end with 0, 1 and 64');

  for (const node of [process.execPath, ...RUNTIMES]) {
    await tryCommands(typescript, node);
    const { stdout } = await expectRun(0, folder, node, ['--version']);
    console.log(`Node ${stdout.trim()}: every command starts through npx, and ends with its code`);
  }
  if (RUNTIMES.length < 2) { console.log('Node 22 and 24 are left out: `npm ci --prefix test/runtimes` installs them'); }
}

const folder = mkdtempSync(join(tmpdir(), 'layered-health-package-'));
main(folder).catch((error) => {
  console.error((error as Error).message);
  process.exitCode = 1;
}).finally(() => rmSync(folder, { recursive: true, force: true }));
