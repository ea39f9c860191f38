import { facts, lookAt, NOW, PROGRESS, SETTINGS, withSettings } from './given';
import { candidate } from '../../../lambda/recovery/candidate';
import { decide } from '../../../lambda/recovery/decide';
import type { RecoveryFacts } from '../../../lambda/recovery/facts';
import { type Approval, type Decision, advance, beginNext, type Progress } from '../../../lambda/recovery/progress';
import { MOST_LOOKS } from '../../../lambda/recovery/settled';
import { wouldDo } from '../../../lambda/recovery/would';
import type { Fault } from '../../../lambda/report/report';

const application = { attempts: 2 };
const afterStop = (...faults: readonly Fault[]) => ({ report: lookAt(...faults), now: NOW + 5_000 });
const STOPPED: Partial<Progress> = { stoppedAt: new Date(NOW - 300_000).toISOString() };
const replaced = (...faults: readonly Fault[]) => {
  const report = lookAt('HEALTHY', ...faults);
  const tasks = report.tasks.slice(1).map((task, index) => (index === 0 ? { ...task, startedAt: new Date(NOW - 60_000).toISOString() } : task));
  return { report: { ...lookAt(...faults), tasks } };
};

test.each<[string, Decision, RecoveryFacts, Partial<Progress> & { readonly approval?: Approval }]>([
  ['the mildest first', 'ASK_APPLICATION', withSettings({ application }), {}],
  ['as often as the contract says', 'ASK_APPLICATION', withSettings({ application }), { asked: 1 }],
  ['and then the container', 'RESTART_IN_PLACE', withSettings({ application, exit: {} }), { asked: 2 }],
  ['and then people', 'ASK_PEOPLE', withSettings({ application, exit: {}, approval: true }), { asked: 2, exited: true }],
  ['who say yes', 'STOP_TASK', withSettings({ approval: true }), { questioned: true, approval: 'APPROVED' }],
  ['or no', 'ESCALATED', withSettings({ approval: true }), { questioned: true, approval: 'DENIED' }],
  ['or nothing', 'ESCALATED', withSettings({ approval: true }), { questioned: true, approval: 'UNANSWERED' }],
  ['a yes to an earlier question is none', 'ASK_PEOPLE', withSettings({ approval: true }), { approval: 'APPROVED' }],
  ['nobody is asked unless that was wanted', 'STOP_TASK', facts(), {}],
  ['a guard holds at every stage', 'HELD', withSettings({ approval: true }, { isProtected: true }), { questioned: true, approval: 'APPROVED' }],
  ['it helped', 'RECOVERED', withSettings({ application }, { report: lookAt('HEALTHY', 'HEALTHY', 'HEALTHY', 'HEALTHY') }), { asked: 1 }],
  ['it is well by itself', 'NOTHING_TO_DO', facts({ report: lookAt('HEALTHY', 'HEALTHY', 'HEALTHY', 'HEALTHY') }), {}],
  ['it helped, and another one fails', 'NEXT_TASK', withSettings({ application }, { report: lookAt('SLOW', 'HUNG', 'HEALTHY', 'HEALTHY') }), { asked: 1 }],
  ['it now has a fault that no restart fixes', 'ESCALATED', facts({ report: lookAt('PORT_FILTERED', 'HEALTHY', 'HEALTHY', 'HEALTHY') }), { asked: 1 }],
  ['ECS was faster', 'NOTHING_TO_DO', facts({ identity: undefined, report: { ...lookAt('HEALTHY'), tasks: [] } }), {}],
  ['no task fails', 'NOTHING_TO_DO', facts({ task: undefined, report: lookAt('HEALTHY') }), {}],
  ['a fault for people', 'ESCALATED', facts({ task: undefined, report: lookAt('DEPENDENCY_DOWN', 'HEALTHY') }), {}],
])('%s: %s', (_, decision, given, { approval, ...progress }) => {
  expect(decide(given, { ...PROGRESS, ...progress }, approval).decision).toBe(decision);
});

test.each<[string, Decision, RecoveryFacts, Partial<Progress>]>([
  ['the replacement serves', 'RECOVERED', facts(replaced('HEALTHY', 'HEALTHY')), {}],
  ['the old one drains', 'RECOVERED', facts(afterStop('DRAINING', 'HEALTHY', 'HEALTHY')), {}],
  ['the old one still runs', 'LOOK_AGAIN', facts(afterStop('HUNG', 'HEALTHY', 'HEALTHY')), {}],
  ['nobody can look', 'LOOK_AGAIN', facts({ report: undefined }), {}],
  ['the replacement is starting', 'LOOK_AGAIN', facts(replaced('STARTING', 'HEALTHY')), {}],
  ['it does not come', 'ESCALATED', facts(replaced('STARTING', 'HEALTHY')), { looks: MOST_LOOKS }],
  ['it fails as well', 'ESCALATED', facts(replaced('HUNG', 'HEALTHY')), {}],
  ['another one fails', 'NEXT_TASK', facts(replaced('HEALTHY', 'HUNG')), {}],
  ['another one fails that was dealt with', 'ESCALATED', facts(replaced('HEALTHY', 'HUNG')), { handled: ['arn:aws:ecs:eu-west-1:111122223333:task/prod/task-3'] }],
  ['a dependency fails now', 'ESCALATED', facts(replaced('HEALTHY', 'DEPENDENCY_DOWN')), {}],
  ['recovery was switched off meanwhile, and all is well', 'RECOVERED', facts({ ...replaced('HEALTHY', 'HEALTHY'), switchedOff: true }), {}],
])('after a stop, %s: %s', (_, decision, given, progress) => {
  expect(decide(given, { ...PROGRESS, ...STOPPED, ...progress }).decision).toBe(decision);
});

test('a task that could not be judged is not called well', () => {
  expect(decide(facts({ task: undefined, report: lookAt('HEALTHY', 'HEALTHY', 'PROBER_FAULT') }), PROGRESS).reason).toContain('1 of 3 tasks could not');
});

test('no task is dealt with twice, and no more than its number', () => {
  const report = lookAt('HUNG', 'LIVENESS_FAILED', 'COMPONENT_DOWN', 'PORT_FILTERED', 'HEALTHY');
  const handled: string[] = [];
  for (let next = candidate(report, handled); next; next = candidate(report, handled)) { handled.push(next.taskArn); }
  expect(handled.map((arn) => arn.split('/').pop())).toEqual(['task-1', 'task-2', 'task-3']);
  const given = withSettings({ tasks: 1, application }, { report: lookAt('HEALTHY', 'HUNG', 'HEALTHY', 'HEALTHY') });
  expect(decide(given, { ...PROGRESS, asked: 1 }).decision).toBe('RECOVERED');
});

test('what was decided counts as done, so that nothing that fails is tried again', () => {
  const stop = advance({ ...PROGRESS, task: facts().task }, { decision: 'STOP_TASK', reason: 'why' }, NOW);
  expect(stop.stoppedAt).toBe(new Date(NOW).toISOString());
  expect(stop.steps).toEqual([{ at: new Date(NOW).toISOString(), stage: 'VERIFY', task: 'task-1', decision: 'STOP_TASK', reason: 'why' }]);
  expect(beginNext(stop)).toEqual({ ...PROGRESS, handled: [facts().task!.taskArn], steps: stop.steps });
});

test('one that only observes says all that it would do, and what would keep it from the last resort', () => {
  const given = withSettings({ mode: 'OBSERVE', application }, { isProtected: true });
  expect(wouldDo(given)).toBe('it would ask task task-1 up to 2 times to recover, and if that does not help stop task task-1; '
    + 'a restart would be held by TASK_PROTECTED now (the application has protected the task from being stopped)');
  expect(wouldDo(facts({ settings: { ...SETTINGS, mode: 'OBSERVE' } }))).toBe('it would stop task task-1');
});
