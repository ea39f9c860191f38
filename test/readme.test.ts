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
