import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { action, deployment, hook, instance, OUT_OF_MEMORY, SCALE_IN, stopped } from './samples';
import { readEvent } from '../../../lambda/events/ecs-event';
import { exitCodeInWords } from '../../../lambda/events/exit-codes';
import { RESTART_IN_WORDS } from '../../../lambda/events/notice';
import { noticeOf } from '../../../lambda/events/notice-of';
import { STOP_CAUSES, UNKNOWN_CAUSE } from '../../../lambda/events/stop-causes';

const EXAMPLES: readonly (readonly [string, object])[] = [
  ['Task stopped: `OutOfMemoryError: Container killed due to memory usage`', OUT_OF_MEMORY],
  ['Task stopped: `CannotPullContainerError: … manifest unknown`', stopped('TaskFailedToStart', 'CannotPullContainerError: Error response from daemon: manifest unknown')],
  ['Task stopped: `Task failed ELB health checks in (target-group …)`', stopped('ServiceSchedulerInitiated', 'Task failed ELB health checks in (target-group x)')],
  ['Task stopped: `Essential container in task exited`, exit code 139', stopped('EssentialContainerExited', 'Essential container in task exited', [{ exitCode: 139 }])],
  ['Task stopped: `Scaling activity initiated by (deployment …)`', SCALE_IN],
  ['Service action `SERVICE_TASK_PLACEMENT_FAILURE`, `RESOURCE:FARGATE`', action('ERROR', 'SERVICE_TASK_PLACEMENT_FAILURE', { reason: 'RESOURCE:FARGATE' })],
  ['Deployment `SERVICE_DEPLOYMENT_FAILED`, `ECS deployment circuit breaker: task failed to start.`', deployment('ERROR', 'SERVICE_DEPLOYMENT_FAILED', 'ECS deployment circuit breaker: task failed to start.')],
  ['Hook `HOOK_AWAITING_ACTION`', hook('HOOK_AWAITING_ACTION')],
  ['Container instance, `agentConnected: false`', instance(false)],
];

function table(): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const examples = EXAMPLES.map(([event, sample]) => row([event, noticeOf(readEvent(sample))!.sentence]));
  const causes = [...STOP_CAUSES, UNKNOWN_CAUSE].map(({ kind, tell, restart, next }) => row([`\`${kind}\``, tell ? 'yes' : 'no', RESTART_IN_WORDS[restart], next]));
  const codes = [0, 1, 125, 126, 127, 134, 137, 139, 143].map((code) => row([String(code), exitCodeInWords(code).replace(/^exit code \d+, /, '')]));
  return [examples, causes, codes].map((rows) => rows.join('\n')).join('\n\n');
}

test('docs/events.md says what the notifier says', () => {
  const docs = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'events.md'), 'utf8');
  expect(docs.split('\n').filter((line) => /^\| /.test(line))).toEqual(expect.arrayContaining(table().split('\n').filter(Boolean)));
});
