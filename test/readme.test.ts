import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Stack } from 'aws-cdk-lib';
import { ModuleKind, transpileModule } from 'typescript';
import { expectGenerated, tableOf } from './docs/generated';
import { contract, Template } from './fixtures';
import { FAULTS } from '../lambda/diagnosis/faults';
import type { Remedy } from '../lambda/shared/verdict';
import * as library from '../src';

/** What the README says of each remedy. */
const ANSWERS: Readonly<Record<Remedy, string>> = {
  RESTART: 'yes',
  RECOVER: 'only if the application cannot recover by itself',
  ALERT: 'no: someone has to act',
  WAIT: 'no: wait, ECS is at work',
  NONE: 'unknown: the verifier could not judge, and nothing is done',
};

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

  test('answers in order: what is broken now, installation, first example, what you get, costs, where to read on, clones', () => {
    const line = (text: string) => lines.findIndex((each) => each.startsWith(text)) + 1;
    expect(lines.length - 1).toBeLessThanOrEqual(200);
    const order = [
      '## Something is broken now?',
      'npm install cdk-ecs-layered-health',
      '```ts nofixture',
      '## What you get',
      '## What it costs',
      '## Read on',
      '## Try it in a clone',
      'npm ci && npm run demo',
      'npm ci && npm test',
    ].map(line);
    expect(order).toEqual([...order].sort((one, other) => one - other));
    expect(order[0]).toBeGreaterThan(0);
    expect(order[3]).toBeLessThanOrEqual(100);
  });

  test('shows an alert of the demo', () => {
    const [, alert] = /^```\n(\S+: DEGRADED[^]*?)```$/m.exec(readme)!;
    expect(read('docs/demo.md')).toContain(alert.trim().replace(/^/gm, '  '));
  });

  test('says of every fault whether a restart would help', () => {
    const rows = (Object.keys(ANSWERS) as Remedy[]).map((remedy) => {
      const faults = Object.entries(FAULTS).filter(([name, fault]) => fault.remedy === remedy && name !== 'HEALTHY');
      return [ANSWERS[remedy], faults.map(([name]) => `\`${name}\``).join(', ')];
    });
    expectGenerated('README.md', 'faults', tableOf(['Would a restart help?', 'Faults'], rows));
  });

  test('runs the installed command', () => {
    const commands = [...readme.matchAll(/^npx (\S+) (\w+)/gm)].map(([, program, command]) => [program, command]);
    expect(commands).toEqual([
      'doctor', 'lint', 'timeline', 'init', 'probe', 'sandbox', 'sandbox',
    ].map((command) => ['cdk-ecs-layered-health', command]));
  });
});

test('docs/budget.md shows what explain() prints', () => {
  expectGenerated('docs/budget.md', 'explain', `\`\`\`\n${contract().budget.explain()}\n\`\`\``);
});
