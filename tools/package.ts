/** The package as npm publishes it, and programs run with it as its users run them: for tools/try-package.ts and test/package.test.ts. */
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

const ROOT = join(__dirname, '..');

/** Scripts that npm runs, or requires approval for, where a package is installed. */
const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall', 'prepare', 'prepublish'];

/** Exit code and output of a program. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Tarball {
  readonly file: string;
  readonly size: number;
  readonly unpackedSize: number;
  readonly paths: readonly string[];
}

/** The output of `npm pack --json`. */
interface NpmPack {
  readonly filename: string;
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: ReadonlyArray<{ readonly path: string }>;
}

/** Runs a program in a folder, with another Node if one is given. No settings of the npm that runs this process reach it. */
export async function run(folder: string, command: string, args: readonly string[], node = process.execPath): Promise<Outcome> {
  const inherited = Object.entries(process.env).filter(([name]) => !/^npm_/.test(name));
  const env = { ...Object.fromEntries(inherited), PATH: [dirname(node), process.env.PATH].join(delimiter), CDK_DISABLE_VERSION_CHECK: '1' };
  return new Promise((resolve) => {
    const child = execFile(command, args, { cwd: folder, env, maxBuffer: 64 * 1024 ** 2 }, (_, stdout, stderr) => {
      resolve({ code: child.exitCode ?? -1, stdout, stderr });
    });
  });
}

/** Runs a program that must end with the given code. */
export async function expectRun(code: number, folder: string, command: string, args: readonly string[], node?: string): Promise<Outcome> {
  const outcome = await run(folder, command, args, node);
  if (outcome.code !== code) {
    throw new Error(`${[command, ...args].join(' ')} ended with ${outcome.code}, not ${code}:\n${outcome.stdout}${outcome.stderr}`);
  }
  return outcome;
}

/** Packs with the command that jsii-pacmak runs for what is published, into a folder. */
export async function pack(folder: string): Promise<Tarball> {
  const { stdout } = await expectRun(0, ROOT, 'npm', ['pack', '--json', '--pack-destination', folder]);
  const [{ filename, size, unpackedSize, files }] = JSON.parse(stdout) as NpmPack[];
  return { file: join(folder, filename), size, unpackedSize, paths: files.map(({ path }) => path) };
}

/** Makes an empty app with packages in it. */
export async function createApp(folder: string, npmArguments: readonly string[], packageJson: object = {}): Promise<void> {
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'app', private: true, ...packageJson }));
  await expectRun(0, folder, 'npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', ...npmArguments]);
}

/** The scripts of the installed package that npm would run, or require approval for, in its users' folders. */
export function installScripts(app: string): string[] {
  return Object.keys(installedPackage(app).scripts ?? {}).filter((name) => INSTALL_SCRIPTS.includes(name));
}

/** The package.json of the installed package. */
export function installedPackage(app: string): { readonly version: string; readonly scripts?: Readonly<Record<string, string>> } {
  return JSON.parse(readFileSync(join(app, 'node_modules', 'cdk-ecs-layered-health', 'package.json'), 'utf8'));
}

/** Arguments of npx that run the installed command, and never download one. */
export const npx = (...args: readonly string[]): readonly string[] => ['--no-install', 'cdk-ecs-layered-health', ...args];
