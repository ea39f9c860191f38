import * as fc from 'fast-check';
import { OUT_OF_MEMORY, SCALE_IN, stopped } from './samples';
import { STOP_TEXTS } from './stop-texts';
import { STOP_CAUSES, UNKNOWN_CAUSE } from '../../../../lambda/diagnosis/stops/stop-causes';
import { readEvent } from '../../../../lambda/signals/events/ecs-event';
import { noticeOf } from '../../../../lambda/signals/events/notice-of';

const notice = (sample: object) => noticeOf(readEvent(sample))!;

test.each(
  STOP_TEXTS.map(
    ([kind, told, sample]) => [kind, told ? 'told' : 'not told', String(sample.detail.stoppedReason).slice(-60), sample] as const,
  ),
)('%s is %s: %s', (kind, told, _, sample) => {
  const { kind: found, needsAttention, evidence, place } = notice(sample);
  expect([found, needsAttention ? 'told' : 'not told']).toEqual([kind, told]);
  expect(evidence.length).toBeLessThan(450);
  expect(place).toMatchObject({ cluster: 'default', service: 'servicetest', task: 'c13b4cb40f1f4fe4a2971f76ae5a47ad' });
});

test('every cause of the table is met by a real text', () => {
  const met = new Set(STOP_TEXTS.map(([kind]) => kind));
  expect([...STOP_CAUSES, UNKNOWN_CAUSE].map(({ kind }) => kind).filter((kind) => !met.has(kind))).toEqual([]);
});

test('out of memory: who, what, why, whether a restart helps, what next, and what AWS says', () => {
  expect(notice(OUT_OF_MEMORY)).toMatchObject({
    kind: 'OUT_OF_MEMORY',
    title: 'task c13b4cb4 stopped: out of memory',
    sentence:
      'Task c13b4cb4 of servicetest in cluster default stopped: a container exceeded its memory limit and was '
      + 'killed; container web: exit code 137.',
    wouldRestartHelp: 'ECS_DOES_IT',
    next: "The replacement runs until its memory is full again: raise the task's memory or find the leak.",
    evidence:
      'Essential container in task exited; container web: OutOfMemoryError: Container killed due to memory usage '
      + '(EssentialContainerExited)',
  });
});

test.each([
  [139, 'exit code 139, SIGSEGV'], [143, 'exit code 143, SIGTERM'], [0, 'exit code 0, it exited by itself'],
  [134, 'exit code 134, SIGABRT'],
  [131, 'exit code 131, ended by signal 3.'], [42, 'exit code 42.'], [250, 'exit code 250.'],
])('exit code %d of an essential container is explained', (exitCode, words) => {
  expect(notice(stopped('EssentialContainerExited', 'Essential container in task exited', [{ name: 'api', exitCode }])).sentence).toContain(
    `container api: ${words}`,
  );
});

test('containers that stopped on request are not mentioned; one that had to be killed is', () => {
  expect(notice(SCALE_IN).sentence).toBe(
    'Task c13b4cb4 of servicetest in cluster default stopped: its service was scaled in or deployed.',
  );
  const slow = stopped('ServiceSchedulerInitiated', 'Scaling activity initiated by (deployment ecs-svc/1)', [
    { exitCode: 137 },
    { name: 'sidecar', exitCode: 0 },
  ]);
  expect(notice(slow).sentence).toMatch(/; container web: exit code 137, SIGKILL.*at the end of its stop timeout\.$/);
});

test('a task that has not stopped yet says nothing', () => {
  expect(
    noticeOf(readEvent(stopped('TerminationNotice', 'Your Spot Task was interrupted.', [{}], { lastStatus: 'RUNNING' }))),
  ).toBeUndefined();
});

test('whatever an event holds, a notice is short, printable and of a known kind', () => {
  const kinds = new Set([...STOP_CAUSES, UNKNOWN_CAUSE].map(({ kind }) => kind));
  const wild = fc.oneof(fc.string({ unit: 'binary', maxLength: 3_000 }), fc.jsonValue());
  fc.assert(
    fc.property(wild, wild, wild, wild, fc.array(wild, { maxLength: 30 }), (stopCode, stoppedReason, taskArn, group, containers) => {
      const detail = { stopCode, stoppedReason, taskArn, group, clusterArn: taskArn, containers, lastStatus: 'STOPPED' };
      const { kind, sentence, evidence, title, next } = notice({ 'detail-type': 'ECS Task State Change', detail, 'resources': containers });
      expect(kinds).toContain(kind);
      for (const text of [sentence, evidence, title, next]) {
        expect(text).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
        expect(text.length).toBeLessThan(2_500);
      }
    }),
    { numRuns: 300 },
  );
});
