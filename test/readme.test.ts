import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, Stack } from 'aws-cdk-lib';
import { ModuleKind, transpileModule } from 'typescript';
import { contract, Template } from './fixtures';
import { FAULTS } from '../lambda/diagnosis/faults';
import * as library from '../src';

const read = (file: string) => readFileSync(join(__dirname, '..', file), 'utf8');

test('the first example of the README synthesizes, and gives the figures that the README states', () => {
  const readme = read('README.md');
  const example = /```ts nofixture\n([\s\S]*?)```/.exec(readme)![1];
  const { outputText } = transpileModule(`${example}\nexport { stack, contract };`, { compilerOptions: { module: ModuleKind.CommonJS } });
  const exported = {} as { stack: Stack; contract: library.HealthContract };
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  new Function('require', 'exports', outputText)((name: string) => name === 'cdk-ecs-layered-health' ? library : require(name), exported);
  Template.fromStack(exported.stack).resourceCountIs('AWS::Scheduler::Schedule', 1);
  const { monthlyCost, probesPerTaskAndDay } = exported.contract.budget;
  expect(readme).toContain(`$${monthlyCost.toFixed(2)} a month`);
  expect(readme).toContain(`${probesPerTaskAndDay.total.toLocaleString('en')} probes a day`);
  expect(readme).toContain(`the verifier causes ${probesPerTaskAndDay.verifier.toLocaleString('en')}`);
});

describe('README.md', () => {
  const readme = read('README.md');
  const lines = readme.split('\n');

  test('is read at once: at most 200 lines, installation and first example within the first 80, the commands of a clone right after them', () => {
    const line = (text: string) => lines.findIndex((each) => each.startsWith(text)) + 1;
    expect(lines.length - 1).toBeLessThanOrEqual(200);
    const order = ['npm install cdk-ecs-layered-health', '```ts nofixture', 'npm ci && npm run demo', 'npm ci && npm test', '## What you get'].map(line);
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order[0]).toBeGreaterThan(0);
    expect(order[3]).toBeLessThanOrEqual(80);
  });

  test('shows an alert of the demo, and names every fault', () => {
    const [, alert] = /^```\n(\S+: DEGRADED[^]*?)```$/m.exec(readme)!;
    expect(read('docs/demo.md')).toContain(alert.trim().replace(/^/gm, '  '));
    expect(Object.keys(FAULTS).filter((name) => name !== 'HEALTHY' && !readme.includes(`\`${name}\``))).toEqual([]);
  });

  test('runs the installed command', () => {
    const commands = [...readme.matchAll(/^npx (\S+) (\w+)/gm)].map(([, program, command]) => [program, command]);
    expect(commands).toEqual(['lint', 'timeline', 'init', 'probe', 'sandbox'].map((command) => ['cdk-ecs-layered-health', command]));
  });
});

test('docs/budget.md shows what explain() prints', () => {
  expect(read('docs/budget.md')).toContain(contract().budget.explain());
});

test('the cost of more looks is as docs/budget.md states it', () => {
  const most = contract({ detectWithin: Duration.seconds(21) }).budget;
  expect(most.verification.rounds).toBe(6);
  expect(read('docs/budget.md')).toContain(`up to $${Math.ceil(most.monthlyCost)} a month for six looks`);
});

test('docs/faults.md lists every fault as the diagnosis has it', () => {
  const page = read('docs/faults.md');
  for (const [name, { layer, status, remedy, meaning, next }] of Object.entries(FAULTS)) {
    const where = name === 'SYSTEMIC' ? 'that of the shared fault' : layer ?? '–';
    expect(page).toContain(`| \`${name}\` | ${where} | ${status} | ${remedy} | It ${meaning}. | ${next} |`);
  }
});
