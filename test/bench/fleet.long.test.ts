import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { measureFleet } from '../../bench/fleet';

/** What docs/fleet.md says of a fleet that is alone: numbers by the head of their column. */
function documented(name: string): Record<string, number> {
  const page = readFileSync(join(__dirname, '..', '..', 'docs', 'fleet.md'), 'utf8');
  const cellsOf = (line: string) => line.split('|').slice(1, -1).map((cell) => cell.trim());
  const heads = cellsOf(page.split('\n').find((line) => line.startsWith('| Services × tasks'))!);
  const row = cellsOf(page.split('\n').find((line) => line.startsWith(`| ${name} | alone`))!);
  return Object.fromEntries(heads.map((head, index) => [head, Number(/^[\d,]+/.exec(row[index])?.[0].replace(',', ''))]));
}

test('the calls of a fleet are those that docs/fleet.md shows, and none of its looks fails', async () => {
  const page = documented('300 × 2');
  const { failed, callsAMinute } = await measureFleet({ services: 300, tasks: 2, others: 0 }, 1);
  const { ListTasks, DescribeTasks, DescribeServices, DescribeTargetHealth, Invoke } = callsAMinute;
  expect({
    'Failed looks': failed,
    'Task reads a minute': ListTasks + DescribeTasks,
    'DescribeServices': DescribeServices,
    'DescribeTargetHealth': DescribeTargetHealth,
    'Prober calls': Invoke,
  }).toEqual({
    'Failed looks': page['Failed looks'],
    'Task reads a minute': page['Task reads a minute'],
    'DescribeServices': page.DescribeServices,
    'DescribeTargetHealth': page.DescribeTargetHealth,
    'Prober calls': page['Prober calls'],
  });
}, 120_000);
