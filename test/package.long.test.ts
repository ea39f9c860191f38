import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp, expectRun, installScripts, npx, pack } from '../tools/package';

const ROOT = join(__dirname, '..');
const FIXTURE = join(__dirname, 'cli', 'fixtures', 'hand-written.template.json');
const folder = mkdtempSync(join(tmpdir(), 'layered-health-package-test-'));
/** Apps by what their package.json says of modules. */
const APPS = { 'CommonJS': {}, 'ES modules': { type: 'module' } };

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the package, installed into an empty app without a network', () => {
  beforeAll(async () => {
    const { file } = await pack(folder);
    // The peers are not needed by the command line, and have no place in a second.
    const install = async ([name, packageJson]: [string, object]) =>
      createApp(join(folder, name), ['--offline', '--legacy-peer-deps', file], packageJson);
    await Promise.all(Object.entries(APPS).map(install));
  }, 60_000);

  test('leaves no tarball in the repository', () => {
    expect(readdirSync(ROOT).filter((name) => name.endsWith('.tgz'))).toEqual([]);
  });

  test('has no install script', () => expect(installScripts(join(folder, 'CommonJS'))).toEqual([]));

  describe.each(Object.keys(APPS))('of %s', (name) => {
    const app = join(folder, name);

    test('npx starts the command', async () => {
      const [version, help] = await Promise.all([expectRun(0, app, 'npx', npx('--version')), expectRun(0, app, 'npx', npx('--help'))]);
      expect(version.stdout).toBe(`${(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }).version}\n`);
      for (const command of ['completion', 'init', 'lint', 'probe', 'sandbox', 'scenario-check', 'timeline']) {
        expect(help.stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
      }
    });

    test('the link in node_modules/.bin lints, and ends with the code of a warning', async () => {
      const { stdout } = await expectRun(1, app, join(app, 'node_modules', '.bin', 'cdk-ecs-layered-health'), ['lint', FIXTURE]);
      expect(stdout).toContain('1 template: 0 errors, 3 warnings');
    });
  });
});

test('a clone builds its bundles after npm ci, by the one script that npm never runs in an installed package', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
  expect(scripts.dependencies).toBe('tsx tools/bundle.ts');
});
