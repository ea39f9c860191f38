import * as fc from 'fast-check';
import { examined, NOW, OF_SERVICES, PLAN, serviceEvidence, startedBy } from './diagnosis-fixtures';
import { diagnoseService, isJudged } from '../../../lambda/diagnosis/diagnose-service';
import type { DeploymentEvidence, ServiceEvidence } from '../../../lambda/diagnosis/evidence';
import { FAULTS, RESTART_HELPS } from '../../../lambda/diagnosis/faults';
import { countsOf } from '../../../lambda/diagnosis/service-counts';
import type { Fault } from '../../../lambda/shared/verdict';

/** Of which all tasks here are. */
const DEPLOYMENT = 'ecs-svc/1';

/** What the two alarms of the incident watch. */
function looked(faults: readonly Fault[], changes: Partial<ServiceEvidence> = {}, desired = faults.length) {
  const evidence = serviceEvidence(desired, changes);
  const verdict = diagnoseService(
    faults.map((fault, index) => startedBy(DEPLOYMENT, examined(`task-${index}`, fault))),
    evidence,
    { dependencies: [] },
    PLAN,
    undefined,
    NOW,
  );
  const counts = countsOf(verdict, evidence);
  return { ...verdict, counts, pages: counts.restartWouldHelp > 0 || counts.needsPeople > 0 };
}

const ofTasks = (Object.keys(FAULTS) as Fault[]).filter((fault) => !OF_SERVICES.includes(fault));
const since = (seconds: number) => new Date(NOW - seconds * 1000).toISOString();
const inProgress = (seconds: number): DeploymentEvidence => ({
  id: DEPLOYMENT, status: 'PRIMARY', rolloutState: 'IN_PROGRESS', createdAt: since(seconds),
});

test('whatever is down is for a restart or for people, so two alarms cover every fault', () => {
  const uncovered = Object.entries(FAULTS).filter(
    ([, { status, remedy }]) => status === 'DOWN' && !RESTART_HELPS.has(remedy) && remedy !== 'ALERT',
  );
  expect(uncovered).toEqual([]);
  expect(Object.values(FAULTS).filter(({ status }) => status === 'DOWN').length).toBeGreaterThan(10);
});

test.each(ofTasks.filter((fault) => FAULTS[fault].status === 'DOWN'))('%s on one of three tasks, or on all, pages', (fault) => {
  expect(looked([fault, 'HEALTHY', 'HEALTHY']).pages).toBe(true);
  expect(looked([fault]).pages).toBe(true);
  expect(looked([fault, fault, fault]).pages).toBe(true);
});

test('always: a task that is down pages, unless a deployment is within its time', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...ofTasks), { minLength: 1, maxLength: 8 }), fc.option(fc.nat({ max: 2_000 })), (faults, age) => {
      const deployments = age === null ? {} : { deployments: [inProgress(age)] };
      const { pages, tasks } = looked(faults, deployments);
      const down = tasks.some((task) => isJudged(task) && task.diagnosis.status === 'DOWN');
      const waited = age !== null && age <= PLAN.timing.deploymentSeconds;
      if (down) {
        expect(pages).toBe(!waited);
      }
      if (waited) {
        expect(pages).toBe(false);
      }
    }),
  );
});

test('a service that is scaled to zero pages nobody', () => {
  const { pages, counts } = looked([], { running: 0 }, 0);
  expect({ pages, ...counts }).toMatchObject({ pages: false, restartWouldHelp: 0, needsPeople: 0, verified: 0 });
});

describe('a deployment that does not end', () => {
  test('is waited for as long as the plan allows, to the second', () => {
    expect(looked(['HUNG', 'HEALTHY'], { deployments: [inProgress(900)] })).toMatchObject({
      service: { fault: 'DEPLOYING' },
      pages: false,
    });
    expect(looked(['HUNG', 'HEALTHY'], { deployments: [inProgress(901)] })).toMatchObject({ service: { fault: 'HUNG' }, pages: true });
  });

  test('is named in the evidence afterwards, even of a service that is well', () => {
    const line = `the deployment in progress since ${since(901)} takes longer than the 900 s that its contract allows`;
    expect(looked(['HUNG', 'HEALTHY'], { deployments: [inProgress(901)] }).service.evidence).toContain(line);
    expect(looked(['HEALTHY'], { deployments: [inProgress(901)] }).service).toMatchObject({
      fault: 'HEALTHY',
      evidence: expect.arrayContaining([line]),
    });
    expect(looked(['HUNG'], { deployments: [inProgress(900)] }).service.evidence.join()).not.toContain('takes longer');
  });

  test('also when an old deployment never goes', () => {
    const deployments = [
      { status: 'PRIMARY', rolloutState: 'COMPLETED', createdAt: since(5_000) },
      { status: 'ACTIVE', createdAt: since(90_000) },
    ];
    expect(looked(['HUNG', 'HEALTHY'], { deployments }).pages).toBe(true);
  });

  test('without the time of its start it is waited for', () => {
    expect(looked(['HUNG'], { deployments: [{ status: 'PRIMARY', rolloutState: 'IN_PROGRESS' }] }).service.fault).toBe('DEPLOYING');
  });
});

describe('numbers that are there only while there is something to say', () => {
  const numbers = (changes: Partial<ServiceEvidence>) => {
    const { deploying, deploymentFailed, crashed } = looked(['HEALTHY'], changes).counts;
    return { deploying, deploymentFailed, crashed };
  };

  test.each<[string, Partial<ServiceEvidence>, ReturnType<typeof numbers>]>([
    ['all well', {}, { deploying: undefined, deploymentFailed: undefined, crashed: undefined }],
    [
      'a deployment of tasks that are well',
      { deployments: [inProgress(60)] },
      { deploying: 1, deploymentFailed: undefined, crashed: undefined },
    ],
    ['one that takes too long', { deployments: [inProgress(901)] }, { deploying: undefined, deploymentFailed: 1, crashed: undefined }],
    [
      'one that was given up',
      { deployments: [{ status: 'PRIMARY', rolloutState: 'FAILED' }] },
      { deploying: undefined, deploymentFailed: 1, crashed: undefined },
    ],
    [
      'its rollback',
      { deployments: [inProgress(10), { status: 'ACTIVE', rolloutState: 'FAILED' }] },
      { deploying: undefined, deploymentFailed: 1, crashed: undefined },
    ],
    [
      'an old failure',
      {
        deployments: [
          { status: 'PRIMARY', rolloutState: 'COMPLETED' },
          { status: 'INACTIVE', rolloutState: 'FAILED' },
        ],
      },
      { deploying: undefined, deploymentFailed: undefined, crashed: undefined },
    ],
    [
      'tasks that stopped',
      {
        stopped: [
          { task: 'a', stoppedAt: since(10), stopCode: 'EssentialContainerExited' },
          { task: 'b', stoppedAt: since(899), stopCode: 'TaskFailedToStart' },
          { task: 'c', stoppedAt: since(900), stopCode: 'EssentialContainerExited' },
          { task: 'd', stoppedAt: since(10), stopCode: 'ServiceSchedulerInitiated' },
          { task: 'e', stoppedAt: since(10), stopCode: 'SpotInterruption' },
        ],
      },
      { deploying: undefined, deploymentFailed: undefined, crashed: 2 },
    ],
  ])('%s', (_, changes, expected) => {
    expect(numbers(changes)).toEqual(expected);
  });
});
