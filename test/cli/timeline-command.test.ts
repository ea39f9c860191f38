import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CLI, runCli } from './run-cli';

const TEMPLATE = join(__dirname, 'fixtures', 'hand-written.template.json');
const FIGURES = ['20 · 33 · 45 s', '30 · 48 · 65 s', '230 · 260 · 620 s'];

test('prints figures, disagreements and the contract that fits, without colours where there is no terminal', async () => {
  const { code, stdout, stderr } = await runCli(['timeline', TEMPLATE]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  for (const text of ['WebService', ...FIGURES, '!1', 'Where layers disagree', 'The contract that fits it', '300 s → 30 s']) {
    expect(stdout).toContain(text);
  }
  expect(stdout).not.toContain('\u001b');
});

test('writes the page beside JSON, and counts with the promises that are given', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'timeline-'));
  try {
    const page = join(folder, 'page.html');
    const { code, stdout } = await runCli([
      'timeline',
      TEMPLATE,
      '--format',
      'json',
      '--html',
      page,
      '--startup',
      '40',
      '--longest-request',
      '500',
    ]);
    expect(code).toBe(0);
    const { version, services: [service] } = JSON.parse(stdout);
    expect(version).toBe(1);
    expect(service).toMatchObject({ service: 'WebService', startup: { seconds: 40, from: 'stated' } });
    expect(service.now.disagreements.map(({ id }: { id: string }) => id)).toEqual([
      'kill-before-traffic',
      'grace-shorter-than-startup',
      'drain-shorter-than-request',
    ]);
    expect(service.suggested.contract).toMatchObject({ port: 3000, longestRequest: { seconds: 500 } });
    expect(readFileSync(page, 'utf8')).toContain('<svg');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('reads the standard input', () => {
  const [node, ...args] = CLI;
  const { status, stdout } = spawnSync(node, [...args, 'timeline', '-'], { input: readFileSync(TEMPLATE), encoding: 'utf8' });
  expect(status).toBe(0);
  expect(stdout).toContain('WebService');
});

test.each<[string, string[], RegExp]>([
  ['a path that does not exist', ['/nowhere'], /cannot be read/],
  ['a file that is no template', [__filename], /not a template/],
  ['a template without services', ['-'], /no template|no ECS service/],
  ['a page where nothing can be written', [TEMPLATE, '--html', '/nowhere/page.html'], /cannot be written/],
  ['a time that is none', [TEMPLATE, '--startup', 'soon'], /whole number of seconds/],
])('refuses %s', async (_name, args, message) => {
  const [node, ...rest] = CLI;
  const { status, stderr } = spawnSync(node, [...rest, 'timeline', ...args], { input: '{"Resources":{}}', encoding: 'utf8' });
  expect(status).toBe(64);
  expect(stderr).toMatch(message);
});
