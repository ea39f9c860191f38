import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CLI, runCommand } from './run-cli';
import { serviceWith } from '../lint/template';

let folder: string;
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'layered-health-timeline-')); });
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The resources under other logical ids, references included. */
function renamed(value: unknown, names: readonly string[], number: number): unknown {
  if (Array.isArray(value)) { return value.map((one) => renamed(one, names, number)); }
  if (value === null || typeof value !== 'object') { return value; }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => {
    if (key === 'Ref' && names.includes(inner as string)) { return [key, `${String(inner)}${number}`]; }
    if (key === 'Fn::GetAtt') { return [key, [`${(inner as string[])[0]}${number}`, (inner as string[])[1]]]; }
    return [key, renamed(inner, names, number)];
  }));
}

test('the timeline of 2,000 services takes at most five seconds', () => {
  const { Resources } = serviceWith() as { Resources: Record<string, unknown> };
  const names = Object.keys(Resources);
  const all = Object.fromEntries(Array.from({ length: 2000 }, (_, number) => (
    names.map((name) => [`${name}${number}`, renamed(Resources[name], names, number)]))).flat());
  const file = join(folder, 'many.template.json');
  writeFileSync(file, JSON.stringify({ Resources: all }));
  const printed = join(folder, 'timeline.txt');
  const output = openSync(printed, 'w');
  const start = performance.now();
  const { status } = spawnSync(CLI[0], [...CLI.slice(1), 'timeline', file], { stdio: ['ignore', output, 'inherit'] });
  const seconds = (performance.now() - start) / 1000;
  closeSync(output);
  expect({ status, services: readFileSync(printed, 'utf8').match(/^Service\d+ /gm)?.length }).toEqual({ status: 0, services: 2000 });
  expect(seconds).toBeLessThan(5);
}, 60_000);

test('aliases that multiply are refused within 0.3 seconds of the start', async () => {
  const file = join(folder, 'bomb.yaml');
  const lines = Array.from({ length: 30 }, (_, index) => `a${index + 1}: &a${index + 1} [${Array(10).fill(`*a${index}`).join(', ')}]`);
  writeFileSync(file, ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]', ...lines].join('\n'));
  const timed = async (...args: string[]) => {
    const start = performance.now();
    const { code } = await runCommand([...CLI, ...args]);
    return { code, seconds: (performance.now() - start) / 1000 };
  };
  const empty = await timed('lint', '--explain', 'NotRead');
  const bomb = await timed('lint', file);
  expect(bomb.code).toBe(64);
  expect(bomb.seconds - empty.seconds).toBeLessThan(0.3);
}, 30_000);
