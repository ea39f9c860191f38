import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');
const output = mkdtempSync(join(tmpdir(), 'layered-health-bundle-'));

afterAll(() => rmSync(output, { recursive: true, force: true }));

const files = (root: string) => (readdirSync(root, { recursive: true }) as string[]).filter((file) => file.endsWith('.js')).sort();

test('a second build gives the same bytes, and the assets are those of the sources', () => {
  execFileSync(process.execPath, ['--import', 'tsx', join(ROOT, 'tools', 'bundle.ts'), output], { cwd: ROOT });
  const assets = join(ROOT, 'assets');
  expect(files(output)).toEqual(['cli/main.js', 'gate/index.js', 'notifier/index.js', 'notifier/verification-clients.js', 'prober/index.js', 'verifier/ec2-clients.js', 'verifier/index.js', 'verifier/probe-from-here.js', 'verifier/secret-clients.js']);
  expect(files(assets)).toEqual(files(output));
  for (const file of files(output)) {
    expect(readFileSync(join(assets, file)).equals(readFileSync(join(output, file)))).toBe(true);
  }
}, 60_000);

test('the prober carries no AWS code, and all stay small', () => {
  const read = (name: string) => readFileSync(join(ROOT, 'assets', name, 'index.js'), 'utf8');
  expect(read('prober')).not.toMatch(/aws-sdk|smithy|amazonaws/i);
  expect(read('prober').length).toBeLessThan(120 * 1024);
  expect(read('verifier').length).toBeLessThan(1024 * 1024);
  expect(read('notifier').length).toBeLessThan(512 * 1024);
  expect(read('gate').length).toBeLessThan(640 * 1024);
});

test('what reads secrets is a file beside the verifier, and only loaded where a plan has any', () => {
  const verifier = readFileSync(join(output, 'verifier', 'index.js'), 'utf8');
  expect(verifier).toContain('require("./secret-clients.js")');
  expect(verifier).not.toMatch(/GetSecretValue|GetParameter/);
  const print = 'console.log(Object.keys(require(process.argv[1])).sort().join())';
  const exported = execFileSync(process.execPath, ['-e', print, join(output, 'verifier', 'secret-clients.js')], { env: { ...process.env, NODE_NO_WARNINGS: '1' } });
  expect(String(exported).trim()).toBe('readParameter,readSecret');
});

test('what asks EC2 is a file beside the verifier too', () => {
  const verifier = readFileSync(join(output, 'verifier', 'index.js'), 'utf8');
  expect(verifier).toContain('require("./ec2-clients.js")');
  expect(verifier).not.toMatch(/NetworkInsights|DescribeInstances/);
  const print = 'console.log(Object.keys(require(process.argv[1])).sort().join())';
  const exported = execFileSync(process.execPath, ['-e', print, join(output, 'verifier', 'ec2-clients.js')], { env: { ...process.env, NODE_NO_WARNINGS: '1', AWS_REGION: 'eu-west-1' } });
  expect(String(exported).trim()).toBe('discardAnalysis,readAnalyses,readInstances,startAnalysis');
});
