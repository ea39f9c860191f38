import { examined, NOW, PLAN, serviceEvidence, startedBy, taskEvidence } from './diagnosis-fixtures';
import { deploymentOf, isExcusing, isOf } from '../../../lambda/diagnosis/deployment-state';
import { diagnoseService } from '../../../lambda/diagnosis/diagnose-service';
import { type DeploymentEvidence, type ExaminedTask, type ServiceEvidence, type View } from '../../../lambda/diagnosis/evidence';
import { diagnosis } from '../../../lambda/diagnosis/faults';
import { type History, remember, unsteadiness } from '../../../lambda/diagnosis/history';
import { countsOf } from '../../../lambda/diagnosis/service-counts';

const MINUTE = 60_000;
const iso = (secondsAgo: number) => new Date(NOW - secondsAgo * 1_000).toISOString();

function diagnose(tasks: readonly ExaminedTask[], service: ServiceEvidence = serviceEvidence(tasks.length), history?: History, now = NOW) {
  const seen = diagnoseService(tasks, service, { dependencies: [] }, PLAN, history, now);
  return { ...seen, counts: countsOf(seen, service) };
}

const ROLLBACK: readonly DeploymentEvidence[] = [
  { id: 'ecs-svc/1', status: 'PRIMARY', rolloutState: 'IN_PROGRESS', createdAt: iso(86_400) },
  { id: 'ecs-svc/2', status: 'ACTIVE', rolloutState: 'FAILED', createdAt: iso(200) },
];

test('of a release that ECS takes back no task is restarted, and the tasks that it did not touch are not excused', () => {
  const failed = startedBy('ecs-svc/2', examined('new', 'LIVENESS_FAILED'));
  const old = startedBy('ecs-svc/1', examined('old', 'HUNG'));
  const well = startedBy('ecs-svc/1', examined('well', 'HEALTHY'));
  const evidence = serviceEvidence(2, { deployments: ROLLBACK });
  expect(diagnose([failed, well, { ...well, evidence: { ...well.evidence, taskArn: 'other' } }], evidence).counts).toMatchObject({
    restartWouldHelp: 0, needsPeople: 0,
  });
  expect(diagnose([old, well], evidence).service.fault).toBe('HUNG');
  expect(isOf(deploymentOf(evidence, PLAN.timing, undefined, NOW)!, failed.evidence)).toBe(true);
});

test('a deployment whose beginning ECS does not state is over its time by what was seen of it', () => {
  const evidence = serviceEvidence(1, { deployments: [{ id: 'ecs-svc/7', status: 'PRIMARY', rolloutState: 'IN_PROGRESS' }] });
  const within = (seconds: number, id = 'ecs-svc/7') =>
    isExcusing(deploymentOf(evidence, PLAN.timing, { id, since: NOW - seconds * 1_000 }, NOW));
  expect([within(900), within(901), within(901, 'ecs-svc/6')]).toEqual([true, false, true]);
  const { history } = diagnose([startedBy('ecs-svc/7', examined('new', 'HUNG'))], evidence);
  expect(history.deployment).toEqual({ id: 'ecs-svc/7', since: NOW });
});

test('one task that could not be judged keeps no other from its restart', () => {
  const { service, counts } = diagnose([examined('a', 'HUNG'), examined('b', 'PROBER_FAULT'), examined('c', 'HEALTHY')]);
  expect([service.fault, service.remedy, counts.restartWouldHelp]).toEqual(['HUNG', 'RESTART', 1]);
});

test('what ECS says of tasks that do not start is told while the prober sees none', () => {
  const placement = 'unable to place a task because no container instance met all of its requirements';
  const found = diagnose([examined('a', 'PROBER_FAULT')], serviceEvidence(2, { running: 1, placement }));
  expect(found.service.fault).toBe('DOES_NOT_START');
});

test('a zone is not down because others have yet to be let in again', () => {
  const inZone = (zone: string, task: ExaminedTask): ExaminedTask => ({ ...task, evidence: { ...task.evidence, zone }, view: 'WELL' });
  const [blocked, waiting] = (['LOAD_BALANCER_BLOCKED', 'LOAD_BALANCER_RETURNING'] as const).map((fault, index) => (
    ['1', '2'].map((name) => inZone(index === 0 ? 'a' : 'b', examined(`${fault}-${name}`, fault)))
  ));
  expect(diagnose([...blocked, ...waiting]).service.fault).toBe('LOAD_BALANCER_BLOCKED');
});

describe('while target groups cannot be read', () => {
  const unhealthy = [{ targetGroup: 'orders', state: 'unhealthy', reason: 'Target.Timeout' }];
  const task = (name: string, changes: object): ExaminedTask => {
    const known = examined(name, 'HEALTHY');
    return { ...known, view: 'WELL', evidence: { ...known.evidence, ...changes } };
  };
  const isBlocked = (seen: ExaminedTask) => ({ ...seen, diagnosis: diagnosis('LOAD_BALANCER_BLOCKED', ['it does']) });
  const refused = (name: string) => task(name, { targets: unhealthy });
  const unread = (name: string) => task(name, { targets: [], targetsIncomplete: true });
  const at = (minute: number, tasks: readonly ExaminedTask[], history?: History) =>
    diagnose(tasks, serviceEvidence(1), history, NOW + minute * MINUTE);

  test('a task that was refused for long still serves nobody, for five minutes', () => {
    const first = at(0, [refused('a')]);
    const second = at(1, [refused('a')], first.history);
    expect(at(2, [unread('a')], second.history).serving).toMatchObject({ serving: 0, tooFew: true });
    // What the load balancer had only just refused may be let in by now.
    expect(at(1, [unread('a')], first.history).serving).toMatchObject({ serving: 1, tooFew: false });
  });

  test('who has not served for too long is not taken to serve because nobody can tell, for five minutes', () => {
    const minutes = [0, 1, 2, 3, 4];
    const overdue = minutes.reduce<History | undefined>((history, minute) => at(minute, [refused('a')], history).history, undefined);
    const [sixth, seventh] = [at(5, [unread('b')], overdue), at(5, [task('b', {})], overdue)];
    expect(sixth.service.fault).toBe('TOO_FEW_SERVE');
    expect(sixth.serving).toMatchObject({ serving: 0, overdue: true, isLastKnown: true });
    expect(seventh.serving).toMatchObject({ serving: 1, tooFew: false });
    const later = [6, 7, 8, 9].reduce((history, minute) => at(minute, [unread('b')], history).history, sixth.history);
    expect(at(10, [unread('b')], later).serving).toMatchObject({ serving: 1, tooFew: false });
    // Once somebody was seen to serve, the lack is over.
    expect(at(6, [unread('b')], seventh.history).serving.tooFew).toBe(false);
  });

  test('a lack that is seen afterwards may have begun with the first verification that could not tell', () => {
    const unknown = [1, 2, 3].reduce((history, minute) => at(minute, [unread('a')], history).history, at(0, [task('a', {})]).history);
    expect(unknown.uncertainSince).toBe(NOW + MINUTE);
    expect(at(4, [refused('b')], unknown).serving.tooFewSeconds).toBe(180);
    // What has just been lost served until then.
    const lost = at(4, [examined('b', 'STARTING')], unknown);
    expect(lost.serving.tooFewSeconds).toBe(0);
    // As long as nobody has been seen to serve, the lack goes on.
    expect(at(6, [examined('b', 'STARTING')], at(5, [unread('b')], lost.history).history).serving.tooFewSeconds).toBe(120);
  });

  test('the load balancer that refused the service refuses its new tasks too, for five minutes', () => {
    const blocked = at(1, [isBlocked(refused('a'))], at(0, [isBlocked(refused('a'))]).history);
    const replaced = at(2, [unread('b')], blocked.history);
    expect(replaced.serving).toMatchObject({ serving: 0, tooFew: true, tooFewSeconds: 120 });
    const later = [3, 4, 5].reduce((history, minute) => at(minute, [unread('b')], history).history, replaced.history);
    expect([6, 7].map((minute) => at(minute, [unread('b')], later).serving.tooFew)).toEqual([true, false]);
    // What it uses when it can be read again ends that.
    expect(at(4, [unread('b')], at(3, [task('b', {})], replaced.history).history).serving.tooFew).toBe(false);
    // Being let in again is no refusal.
    expect(at(1, [unread('b')], at(0, [refused('a')]).history).serving.tooFew).toBe(false);
  });
});

test('of tasks that are all being stopped, how long none runs is told by their end, not by their beginning', () => {
  const going = examined('a', 'DRAINING');
  const evidence = taskEvidence({
    task: 'a', createdAt: iso(7_200), stoppingAt: iso(20), desiredStatus: 'STOPPED', lastStatus: 'STOPPING',
  });
  expect(diagnose([{ ...going, evidence }], serviceEvidence(1, { running: 0 })).serving.tooFewSeconds).toBe(20);
});

describe('a task that is the last of several that failed', () => {
  const leaving = (name: string) => examined(name, 'DRAINING');
  const failing = (name: string, fault: 'HUNG' | 'COMPONENT_DOWN'): ExaminedTask => ({
    ...examined(name, fault, fault === 'HUNG' ? [] : ['db']), view: fault === 'HUNG' ? 'UNWELL' : 'ALIVE',
  });

  test('has what was common to them, while ECS stops the others', () => {
    const earlier = diagnose(['a', 'b', 'c'].map((name) => failing(name, 'HUNG'))).history;
    const left = [leaving('a'), leaving('b'), failing('c', 'HUNG')];
    expect(diagnose(left, serviceEvidence(3), earlier, NOW + MINUTE)).toMatchObject({
      service: { fault: 'SYSTEMIC', remedy: 'ALERT' }, counts: { restartWouldHelp: 0 },
    });
    expect(diagnose(left).service).toMatchObject({ fault: 'HUNG', remedy: 'RESTART' });
  });

  test('also where their container checks alone saw it', () => {
    const stopped = leaving('a');
    const seen = { ...stopped, evidence: { ...stopped.evidence, containerHealth: 'UNHEALTHY' as const } };
    expect(diagnose([seen, failing('b', 'HUNG'), { ...examined('c', 'HEALTHY'), view: 'WELL' }]).service.fault).toBe('SYSTEMIC');
  });

  test('misses what they all need', () => {
    const earlier = diagnose(['a', 'b'].map((name) => failing(name, 'COMPONENT_DOWN'))).history;
    const left = [failing('b', 'COMPONENT_DOWN'), examined('c', 'STARTING')];
    const second = diagnose(left, serviceEvidence(2), earlier, NOW + MINUTE);
    expect(second.service).toMatchObject({ fault: 'DEPENDENCY_DOWN', remedy: 'ALERT' });
    // It alone was seen since then: what it has may be its own.
    expect(diagnose(left, serviceEvidence(2), second.history, NOW + 2 * MINUTE).service.fault).toBe('COMPONENT_DOWN');
  });
});

test('a task that answers its liveness in turn is unsteady, although it is never well', () => {
  const after = (views: readonly View[]) => views.reduce<History | undefined>((history, view, index) => remember(history, {
    at: NOW + index * MINUTE,
    desired: 1,
    verdict: diagnosis('HUNG', []),
    tooFew: false,
    tasks: new Map([['task', { startedAt: 'then', view }]]),
  }), undefined)!.tasks.task;
  expect(unsteadiness(after(['WELL', 'UNWELL', 'ALIVE']), 'UNWELL', NOW)).toBe('it changed 3 times within 4 verifications');
  expect(unsteadiness(after(['WELL', 'UNWELL', 'ALIVE']), 'WELL', NOW)).toBeUndefined();
  expect(after(['UNWELL', 'ALIVE', 'UNWELL']).since).toBe(NOW);
});
