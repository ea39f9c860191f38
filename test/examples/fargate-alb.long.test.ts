import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const folders: string[] = [];

afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

function temporaryFolder(): string {
  folders.push(mkdtempSync(join(tmpdir(), 'layered-health-')));
  return folders[folders.length - 1];
}

/** What a person would run, from the root of a checkout. */
function synthesize(root: string): string {
  const output = temporaryFolder();
  execFileSync(process.execPath, ['--import', 'tsx', 'examples/fargate-alb/app.ts'], {
    cwd: root, env: { ...process.env, CDK_OUTDIR: output, JSII_DEPRECATED: 'quiet' }, stdio: ['ignore', 'pipe', 'pipe'],
  });
  return readFileSync(join(output, 'FargateAlb.template.json'), 'utf8');
}

test('synthesizes to the same bytes on different paths', () => {
  const elsewhere = join(temporaryFolder(), 'another', 'checkout');
  for (const name of ['src', 'examples', 'assets', 'package.json', 'tsconfig.json']) {
    cpSync(join(ROOT, name), join(elsewhere, name), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(elsewhere, 'node_modules'));
  const here = synthesize(ROOT);
  expect(synthesize(elsewhere)).toBe(here);
  expect(here).not.toContain(ROOT);
  expect(JSON.parse(here).Resources).toBeDefined();
}, 60_000);
