import Table from 'cli-table3';
import { createColors } from 'picocolors';
import type { PlayedScenario } from './played-scenario';
import type { CheckName } from '../../lambda/shared/check-result';
import type { Status } from '../../lambda/shared/verdict';
import type { TaskReport } from '../../lambda/verification/report/report';

const HEAD = ['Scenario', 'L3', 'L4', 'L7 live', 'L7 ready', 'Target', 'Container', 'Fault', 'Layer', 'Remedy', 's'];

const CHECKS = ['network', 'port', 'liveness', 'readiness'] as const;

/** The demo's table: the result of each layer for the task that the scenario is about, and the diagnosis. */
export function renderTable(played: readonly PlayedScenario[], color: boolean): string {
  const colors = createColors(color);
  const paint = (text: string) => {
    if (/^(up|healthy)$/.test(text)) { return colors.green(text); }
    if (/^(down|unhealthy)$/.test(text)) { return colors.red(text); }
    return text === '–' ? colors.dim(text) : colors.yellow(text);
  };
  const table = new Table({
    head: HEAD.map((title) => colors.bold(title)),
    style: { head: [], border: color ? ['gray'] : [], compact: true },
  });
  for (const { scenario, task, diagnosis, seconds, problem } of played) {
    const sick = diagnosis && diagnosis.fault !== 'HEALTHY';
    table.push([
      scenario.name,
      ...[...CHECKS.map((check) => checkCell(check, task)), target(task), container(task)].map(paint),
      problem
        ? colors.red(colors.bold(`${diagnosis?.fault ?? 'FAILED'} ✗`))
        : sick
          ? colors.bold(diagnosis.fault)
          : colors.green('HEALTHY'),
      diagnosis?.layer ?? '–',
      diagnosis?.remedy ?? '–',
      { content: seconds.toFixed(1), hAlign: 'right' as const },
    ]);
  }
  return table.toString();
}

const WORDS: Readonly<Record<Status | 'SKIPPED', string>> = {
  UP: 'up', DOWN: 'down', DEGRADED: 'degraded', OUT_OF_SERVICE: 'out of service', UNKNOWN: 'unknown', SKIPPED: '–',
};

function checkCell(check: CheckName, task?: TaskReport): string {
  const result = task?.checks.find((each) => each.check === check);
  return result ? WORDS[result.status] : '–';
}

/** The target's health, in the words of the report. */
function target(task?: TaskReport): string {
  return (
    /^target group \S+ says (\S+)/.exec(task?.beliefs.find((belief) => belief.startsWith('target')) ?? '')?.[1]?.replace(/[,:;]$/, '')
    ?? '–'
  );
}

/** The container's health, as ECS reports it. */
function container(task?: TaskReport): string {
  return /container (\w+)/.exec(task?.beliefs[0] ?? '')?.[1]?.toLowerCase() ?? '–';
}
