import { at, facts, NOW, PROGRESS, reportOn, SETTINGS, TASK, withSettings } from './recovery-fixtures';
import { candidate } from '../../../../lambda/recovery/services/candidate';
import { decideStep } from '../../../../lambda/recovery/services/decide-step';
import { dryRun } from '../../../../lambda/recovery/services/dry-run';
import type { RecoveryFacts } from '../../../../lambda/recovery/services/facts';
import { type Approval, type Decision, advance, beginNext, type StageProgress } from '../../../../lambda/recovery/services/progress';
import type { Fault } from '../../../../lambda/shared/verdict';
import { MAX_VERIFICATIONS_AFTER_STOP } from '../../../../src/shared/recovery-settings';

const application = { attempts: 2 };
const afterStop = (...faults: readonly Fault[]) => ({ report: reportOn(...faults), now: NOW + 5_000 });
const asked = (attempts: number): StageProgress => ({ stage: 'APPLICATION', task: TASK, attempts });
const EXITED: StageProgress = { stage: 'CONTAINER', task: TASK };
const requested = (tried = false): StageProgress => ({ stage: 'APPROVAL', task: TASK, tried });
const stopped = (repeats = 0): StageProgress =>
  ({ stage: 'LAST_RESORT', task: TASK, stoppedAt: new Date(NOW - 300_000).toISOString(), repeats });
const replaced = (...faults: readonly Fault[]) => {
  const report = reportOn('HEALTHY', ...faults);
  const tasks = report.tasks
    .slice(1)
    .map((task, index) => (index === 0 ? { ...task, startedAt: new Date(NOW - 60_000).toISOString() } : task));
  return { report: { ...reportOn(...faults), tasks } };
};

test.each<[string, Decision, RecoveryFacts, StageProgress?, Approval?]>([
  ['the mildest first', 'ASK_APPLICATION', withSettings({ application })],
  ['as often as the contract says', 'ASK_APPLICATION', withSettings({ application }), asked(1)],
  ['and then the container', 'RESTART_IN_PLACE', withSettings({ application, exit: {} }), asked(2)],
  ['and then a person', 'REQUEST_APPROVAL', withSettings({ application, exit: {}, approval: true }), EXITED],
  ['who say yes', 'STOP_TASK', withSettings({ approval: true }), requested(), 'APPROVED'],
  ['or no', 'ESCALATED', withSettings({ approval: true }), requested(), 'DENIED'],
  ['or nothing', 'ESCALATED', withSettings({ approval: true }), requested(), 'UNANSWERED'],
  ['a yes to an earlier question is none', 'REQUEST_APPROVAL', withSettings({ approval: true }), undefined, 'APPROVED'],
  ['no approval is requested unless it is configured', 'STOP_TASK', facts()],
  [
    'a guard blocks at every stage',
    'BLOCKED',
    withSettings({ approval: true }, { isProtected: true }),
    requested(), 'APPROVED',
  ],
  ['it helped', 'RECOVERED', withSettings({ application }, { report: reportOn('HEALTHY', 'HEALTHY', 'HEALTHY', 'HEALTHY') }), asked(1)],
  ['it is healthy by itself', 'NOTHING_TO_DO', facts({ report: reportOn('HEALTHY', 'HEALTHY', 'HEALTHY', 'HEALTHY') })],
  [
    'it helped, and another one fails',
    'NEXT_TASK',
    withSettings({ application }, { report: reportOn('SLOW', 'HUNG', 'HEALTHY', 'HEALTHY') }),
    asked(1),
  ],
  [
    'it now has a fault that no restart fixes',
    'ESCALATED',
    facts({ report: reportOn('PORT_FILTERED', 'HEALTHY', 'HEALTHY', 'HEALTHY') }),
    asked(1),
  ],
  ['ECS was faster', 'NOTHING_TO_DO', facts({ identity: undefined, report: { ...reportOn('HEALTHY'), tasks: [] } })],
  ['no task fails', 'NOTHING_TO_DO', facts({ task: undefined, report: reportOn('HEALTHY') })],
  ['a fault for people', 'ESCALATED', facts({ task: undefined, report: reportOn('DEPENDENCY_DOWN', 'HEALTHY') })],
  ['a request that came first', 'NOTHING_TO_DO', facts({ report: reportOn('HEALTHY') }), requested()],
  ['a request after something was tried', 'RECOVERED', facts({ report: reportOn('HEALTHY') }), requested(true)],
])('%s: %s', (_, decision, given, stage = PROGRESS, approval = undefined) => {
  expect(decideStep(given, at(stage), approval).decision).toBe(decision);
});

test.each<[string, Decision, RecoveryFacts, { readonly repeats?: number; readonly handled?: readonly string[] }]>([
  ['the replacement serves', 'RECOVERED', facts(replaced('HEALTHY', 'HEALTHY')), {}],
  ['the old one drains', 'RECOVERED', facts(afterStop('DRAINING', 'HEALTHY', 'HEALTHY')), {}],
  ['the old one still runs', 'VERIFY_AGAIN', facts(afterStop('HUNG', 'HEALTHY', 'HEALTHY')), {}],
  ['the verification fails', 'VERIFY_AGAIN', facts({ report: undefined }), {}],
  ['the replacement is starting', 'VERIFY_AGAIN', facts(replaced('STARTING', 'HEALTHY')), {}],
  ['it does not come', 'ESCALATED', facts(replaced('STARTING', 'HEALTHY')), { repeats: MAX_VERIFICATIONS_AFTER_STOP }],
  ['it fails as well', 'ESCALATED', facts(replaced('HUNG', 'HEALTHY')), {}],
  ['another one fails', 'NEXT_TASK', facts(replaced('HEALTHY', 'HUNG')), {}],
  [
    'another one fails that was dealt with',
    'ESCALATED',
    facts(replaced('HEALTHY', 'HUNG')),
    { handled: ['arn:aws:ecs:eu-west-1:111122223333:task/prod/task-3'] },
  ],
  ['a dependency fails now', 'ESCALATED', facts(replaced('HEALTHY', 'DEPENDENCY_DOWN')), {}],
  [
    'recovery was switched off in the meantime, and all is healthy',
    'RECOVERED',
    facts({ ...replaced('HEALTHY', 'HEALTHY'), switchedOff: true }),
    {},
  ],
])('after a stop, %s: %s', (_, decision, given, { repeats, ...record }) => {
  expect(decideStep(given, at(stopped(repeats), record)).decision).toBe(decision);
});

test.each<Fault>([
  'REPLACING', 'STARTING', 'DEPLOYING', 'DRAINING', 'TASKS_MISSING', 'LOAD_BALANCER_RETURNING',
])('after a stop, a service that is %s is waited for', (fault) => {
  const { report } = replaced('HEALTHY', 'HEALTHY');
  expect(decideStep(facts({ report: { ...report, fault } }), at(stopped()))).toMatchObject({
    decision: 'VERIFY_AGAIN', reason: expect.stringMatching(/^the replacement is not ready yet/),
  });
});

test('a task that could not be verified is not called healthy', () => {
  expect(decideStep(facts({ task: undefined, report: reportOn('HEALTHY', 'HEALTHY', 'PROBER_FAULT') }), PROGRESS).reason).toContain(
    '1 of 3 tasks could not',
  );
});

test('no task is dealt with twice, and no more than its number', () => {
  const report = reportOn('HUNG', 'LIVENESS_FAILED', 'COMPONENT_DOWN', 'PORT_FILTERED', 'HEALTHY');
  const handled: string[] = [];
  for (let next = candidate(report, handled); next; next = candidate(report, handled)) { handled.push(next.taskArn); }
  expect(handled.map((arn) => arn.split('/').pop())).toEqual(['task-1', 'task-2', 'task-3']);
  const given = withSettings({ tasks: 1, application }, { report: reportOn('HEALTHY', 'HUNG', 'HEALTHY', 'HEALTHY') });
  expect(decideStep(given, at(asked(1))).decision).toBe('RECOVERED');
});

test('what was decided counts as done, so that nothing that fails is tried again', () => {
  const stop = advance(at({ stage: 'VERIFY', task: TASK }), { decision: 'STOP_TASK', reason: 'why' }, NOW);
  expect(stop).toMatchObject({ stage: 'LAST_RESORT', task: TASK, stoppedAt: new Date(NOW).toISOString(), repeats: 0 });
  expect(stop.steps).toEqual([{ at: new Date(NOW).toISOString(), stage: 'VERIFY', task: 'task-1', decision: 'STOP_TASK', reason: 'why' }]);
  expect(beginNext(stop)).toEqual({ ...PROGRESS, handled: [facts().task!.taskArn], steps: stop.steps });
});

test('one that only observes says all that it would do, and what would keep it from the last resort', () => {
  const given = withSettings({ mode: 'OBSERVE', application }, { isProtected: true });
  expect(dryRun(given)).toBe('it would ask task task-1 up to 2 times to recover, and if that does not help stop task task-1; '
    + 'a restart would be blocked by TASK_PROTECTED now (task protection is enabled for the task)');
  expect(dryRun(facts({ settings: { ...SETTINGS, mode: 'OBSERVE' } }))).toBe('it would stop task task-1');
});
