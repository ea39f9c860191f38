import { diagnoseTask } from '../../../../lambda/diagnosis/diagnose-task';
import { ofDeployment } from '../../../../lambda/verification/evidence/deployment-scope';
import { LONG_WELL, NOW, PLAN, probeOf, taskEvidence } from '../../diagnosis/diagnosis-fixtures';

const NEW = 'ecs-svc/2';
const OLD = 'ecs-svc/1';
const task = (taskArn: string, startedBy: string, lastStatus = 'RUNNING', desiredStatus = 'RUNNING') => ({
  taskArn,
  startedBy,
  lastStatus,
  desiredStatus,
});
const arns = (part: ReturnType<typeof ofDeployment>) => part.tasks.map(({ taskArn }) => taskArn);

test('only what the deployment has started counts, without what is taken away of it again', () => {
  const leaving = [task('going', NEW, 'DEACTIVATING', 'STOPPED'), task('gone', NEW, 'STOPPED', 'STOPPED')];
  const tasks = [task('old', OLD), task('a', NEW), task('b', NEW, 'PENDING'), ...leaving, task('odd', 'somebody')];
  const service = { desiredCount: 9, deployments: [{ id: OLD, desiredCount: 5 }, { id: NEW, desiredCount: 3 }] };
  const part = ofDeployment(service, tasks, { id: NEW, hasListener: true });
  expect(arns(part)).toEqual(['a', 'b', 'gone']);
  expect(part).toMatchObject({ counts: { desired: 3, running: 1 }, deployments: [] });
});

test('where ECS names no count of the deployment, it has to reach that of the service', () => {
  expect(ofDeployment({ desiredCount: 2, deployments: [] }, [task('a', NEW)], { id: NEW, hasListener: true }).counts.desired).toBe(2);
  expect(
    ofDeployment({ desiredCount: 2, deployments: [{ id: NEW, desiredCount: 0 }] }, [], { id: NEW, hasListener: true }).counts.desired,
  ).toBe(2);
});

test('other tasks never stand in for those of a deployment that ECS does not know', () => {
  expect(() => ofDeployment({ deployments: [{ id: OLD }] }, [task('old', OLD)], { id: NEW, hasListener: true })).toThrow(
    'ECS knows neither deployment ecs-svc/2 nor a task of it',
  );
});

test.each([
  ['unused', false, 'HEALTHY'],
  // Nothing is let through by a group that no listener uses, once one should.
  ['unused', true, 'LOAD_BALANCER_MISCONFIGURED'],
  ['initial', false, 'STARTING'],
  ['initial', true, 'STARTING'],
  ['unhealthy', false, 'LOAD_BALANCER_MISCONFIGURED'],
  ['healthy', true, 'HEALTHY'],
])('a new task whose target is %s, with a listener: %s', (state, hasListener, fault) => {
  const evidence = taskEvidence({
    targets: [{ targetGroup: 'green', state }],
    ...(state === 'initial' ? { startedAt: new Date(NOW - 90_000).toISOString() } : {}),
  });
  expect(
    diagnoseTask(evidence, { probe: probeOf(), ...LONG_WELL }, { ...PLAN, deployment: { id: NEW, hasListener } }, NOW).diagnosis.fault,
  ).toBe(fault);
});

test('a new task that no target group knows is never let pass', () => {
  expect(
    diagnoseTask(
      taskEvidence({ targets: [] }),
      { probe: probeOf(), ...LONG_WELL },
      { ...PLAN, deployment: { id: NEW, hasListener: false } },
      NOW,
    ).diagnosis.fault,
  ).toBe('LOAD_BALANCER_MISCONFIGURED');
});
