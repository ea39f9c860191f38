import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { applied, type Mutant } from './mutant';

/** What a run of tests came to; undefined where it took longer than it may, or ended without a word. */
export type TestRun = { readonly failed?: FailedTest } | undefined;

export interface FailedTest {
  /** From the copy's root. */
  readonly file: string;
  readonly name: string;
}

const LEFT_OUT = new Set(['.git', 'node_modules', 'lib', 'dist', 'cdk.out', 'coverage', 'test-reports']);

const LINKED = ['node_modules', 'test/runtimes/node_modules', 'test/latest/node_modules'];

const ENVIRONMENT = {
  ...process.env,
  JSII_DEPRECATED: 'quiet',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  // Tests whose programs are not installed are skipped.
  CI: '',
};

/** A copy of the project, in which one mutant at a time is tried. The packages are linked: nothing writes there. */
export class Copy {
  constructor(project: string, private readonly folder: string) {
    for (const name of readdirSync(project).filter((each) => !LEFT_OUT.has(each))) {
      cpSync(join(project, name), join(folder, name), { recursive: true, filter: (path) => basename(path) !== 'node_modules' });
    }
    LINKED.filter((path) => existsSync(join(project, path))).forEach((path) => symlinkSync(join(project, path), join(folder, path)));
  }

  /** Changes the file as long as the work lasts. */
  public async withMutant<T>(mutant: Mutant, work: () => Promise<T>): Promise<T> {
    const path = join(this.folder, mutant.file);
    const source = readFileSync(path, 'utf8');
    writeFileSync(path, applied(source, mutant));
    try {
      return await work();
    } finally {
      writeFileSync(path, source);
    }
  }

  /** Builds what is shipped; false where that fails. */
  public bundle(): boolean {
    try {
      execFileSync(process.execPath, ['--import', 'tsx', 'tools/bundle.ts'], { cwd: this.folder, stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  }

  /** Runs the tests one after the other, up to the first file in which one fails. */
  public async test(files: readonly string[], milliseconds: number): Promise<TestRun> {
    const failure = join(this.folder, '.first-failure.json');
    rmSync(failure, { force: true });
    const jest = [
      join('node_modules', 'jest', 'bin', 'jest.js'),
      '--config',
      'tools/mutate/jest.config.js',
      '--silent',
      '--bail',
      '-w',
      '1',
    ];
    const child = spawn(process.execPath, [...jest, '--runTestsByPath', ...files], {
      cwd: this.folder,
      env: { ...ENVIRONMENT, MUTANT_TESTS: JSON.stringify(files), FIRST_FAILURE: failure },
      stdio: 'ignore',
      detached: true,
    });
    const timer = setTimeout(() => process.kill(-child.pid!, 'SIGKILL'), Math.max(0, milliseconds));
    const code = await new Promise((resolve) => { child.on('exit', resolve); });
    clearTimeout(timer);
    if (code === 0) { return {}; }
    if (!existsSync(failure)) { return undefined; }
    const { path, name } = JSON.parse(readFileSync(failure, 'utf8')) as { readonly path: string; readonly name: string };
    return { failed: { file: path.slice(this.folder.length + 1), name } };
  }
}
