import type { Task } from '@aws-sdk/client-ecs';
import type { ServiceFacts, TaskLog } from './facts';
import { masked } from './masked';
import { type EventSights, secondsText } from './observe-events';
import type { WayOut } from './routes';
import type { Path } from './security-groups';
import { type Stops, stopsSince } from './stops';
import { waiting } from './stranded';
import { explainService, type ServiceExplanation } from '../../lambda/diagnosis/explain-service';
import { causeOfStop, type ServiceObservations, type ServiceSights } from '../../lambda/diagnosis/service-causes';
import { lastWordsOf } from '../../lambda/diagnosis/stops/crash-signatures';
import { lastPart, shortTaskId } from '../../lambda/shared/names';
import { cleanText } from '../../lambda/shared/text';
import type { Report } from '../../lambda/verification/report/report';
import type { Plan } from '../../src/shared/plan';

const LINE_LENGTH = 240;
/** Beyond what grace period and failed checks take: registration, scheduling, and the time until the task is stopped. */
const YOUNG_MS = 120_000;

type Sights<O extends keyof ServiceSights> = Map<ServiceSights[O], string>;

/**
 * Explains what is seen of a service as a whole: why its tasks stop, what ECS's events say, how its deployment goes.
 * @param since milliseconds since the epoch: what was before is not told
 */
export function explainWhole(
  facts: ServiceFacts, report: Report, plan: Plan, since: number, now: number,
  { path, deployment, wayOut, memory, logs, events }: {
    readonly deployment: string | undefined;
    readonly path: Path | undefined;
    readonly wayOut: WayOut | undefined;
    readonly memory: ReadonlyMap<ServiceSights['memory'], string>;
    readonly logs: ReadonlyMap<string, TaskLog>;
    readonly events: EventSights;
  },
): ServiceExplanation | undefined {
  const { tasks = [] } = facts;
  // What a steady service has had before is over; what it has lost since is not.
  const stops = stopsSince(tasks, since);
  // Why a start failed is said once: by its task as long as ECS knows that, and by the event after that.
  const started: EventSights['stops'] = stops.some(({ cause }) => cause.needsAttention) ? new Map() : events.stops;
  const causes = [...started.values(), ...stops].flatMap(({ cause }) => causeOfStop(cause) ?? []);
  const observations: ServiceObservations = {
    stops: new Map([
      ...[...started].map(([kind, { words }]): [string, string] => [kind, words]),
      ...stops.map((each): [string, string] => [each.cause.kind, describeStops(each)]),
    ]),
    events: events.kinds,
    rollout: withWords(observeRollout(facts, plan, now), deployment),
    percentages: observePercentages(facts),
    lifetime: observeLifetime(facts, plan, since),
    exits: observeExits(tasks, since),
    targets: observeBeliefs(report, 'target group', /says (healthy|unhealthy)/),
    containers: observeBeliefs(report, 'container', /container (HEALTHY|UNHEALTHY)/),
    running: observeRunning(facts),
    capacity: observeCapacity(facts),
    logs: observeLogs(tasks, logs),
    ...path ? { path: new Map([[path.saw, path.words]]) } : {},
    ...wayOut ? { route: new Map([[wayOut.saw, wayOut.words]]) } : {},
    waiting: observeWaiting(tasks, now),
    memory,
  };
  return explainService(observations, causes);
}

export function describeStops({ cause, count, task, words }: Stops): string {
  return `${count} task${count === 1 ? '' : 's'} stopped: ${cause.why} [${cause.kind}]; the latest, ${task}: ${words}`;
}

function observeRollout({ service: { deployments = [] } }: ServiceFacts, { timing }: Plan, now: number): Sights<'rollout'> {
  const primary = deployments.find(({ status }) => status === 'PRIMARY');
  const { rolloutState, rolloutStateReason = '', createdAt, failedTasks = 0 } = primary ?? {};
  const age = now - (createdAt?.getTime() ?? now);
  const failed = failedTasks > 0 ? `, ${failedTasks} of its tasks failed` : '';
  switch (rolloutState) {
    case 'FAILED': return new Map([['FAILED', `the deployment failed: ${cleanText(rolloutStateReason)}`]]);
    case 'IN_PROGRESS': return age > timing.deploymentSeconds * 1000
      ? new Map([['OVERDUE', `the deployment has been in progress for ${secondsText(age)}${failed}`]])
      : new Map([['IN_PROGRESS', `a deployment has been in progress for ${secondsText(age)}${failed}`]]);
    case 'COMPLETED': return new Map([['OVER', 'no deployment is in progress']]);
    default: return new Map();
  }
}

/** What ECS's record of the deployment has beside. */
function withWords(rollout: Sights<'rollout'>, more: string | undefined): Sights<'rollout'> {
  return more === undefined ? rollout : new Map([...rollout].map(([saw, words]) => [saw, `${words}; ${more}`]));
}

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html: the one rounds down, the other up. */
function observePercentages({ service }: ServiceFacts): Sights<'percentages'> {
  const { desiredCount = 0, deploymentConfiguration = {} } = service;
  const { minimumHealthyPercent = 100, maximumPercent = 200 } = deploymentConfiguration;
  if (desiredCount === 0) { return new Map(); }
  const most = Math.floor(desiredCount * maximumPercent / 100);
  const least = Math.ceil(desiredCount * minimumHealthyPercent / 100);
  const words = `with minimumHealthyPercent ${minimumHealthyPercent} and maximumPercent ${maximumPercent}, ${least} to ${most} of ${
    desiredCount} tasks may run during a deployment`;
  return new Map([[most <= desiredCount && least >= desiredCount ? 'LOCKED' : 'ROOM', words]]);
}

function observeLifetime({ service, tasks = [] }: ServiceFacts, { timing }: Plan, since: number): Sights<'lifetime'> {
  const lives = stoppedSince(tasks, since).flatMap(({ startedAt, stoppingAt, stoppedAt }) => (
    startedAt ? [(stoppingAt ?? stoppedAt!).getTime() - startedAt.getTime()] : []
  ));
  if (lives.length === 0) { return new Map(); }
  const grace = service.healthCheckGracePeriodSeconds ?? 0;
  const limit = 1000 * (grace + 3 * (timing.target ?? timing.container).failsSeconds) + YOUNG_MS;
  const usual = lives.sort((a, b) => a - b)[Math.floor(lives.length / 2)];
  return usual < limit
    ? new Map([['YOUNG', `they ran for about ${secondsText(usual)}; the grace period is ${grace} s`]])
    : new Map([['OLD', `they had run for about ${secondsText(usual)}`]]);
}

function observeExits(tasks: readonly Task[], since: number): Sights<'exits'> {
  const codes = stoppedSince(tasks, since).flatMap(({ containers = [] }) => containers.flatMap(({ exitCode }) => exitCode ?? []));
  if (codes.includes(137)) { return new Map([['KILLED', 'a container was killed (exit code 137)']]); }
  const failed = codes.find((code) => code !== 0 && code !== 143);
  if (failed !== undefined) { return new Map([['FAILED', `a container ended with exit code ${failed}`]]); }
  return codes.length > 0 ? new Map([['SUCCEEDED', 'the containers ended when they were asked to']]) : new Map();
}

function observeBeliefs<O extends 'targets' | 'containers'>({ tasks }: Report, what: string, says: RegExp): Sights<O> {
  const found = tasks.flatMap(({ beliefs }) => beliefs.flatMap((belief) => {
    const [, state] = says.exec(belief) ?? [];
    return state ? [{ state: state.toUpperCase(), belief }] : [];
  }));
  const unhealthy = found.find(({ state }) => state === 'UNHEALTHY');
  if (unhealthy) { return new Map([['UNHEALTHY' as ServiceSights[O], unhealthy.belief]]); }
  return found.length > 0 ? new Map([['HEALTHY' as ServiceSights[O], `every ${what} of the tasks that run is healthy`]]) : new Map();
}

function observeRunning({ service: { runningCount = 0, desiredCount = 0 } }: ServiceFacts): Sights<'running'> {
  const words = `${runningCount} of ${desiredCount} desired tasks run`;
  return new Map([[runningCount < desiredCount ? 'FEW' : 'ENOUGH', words]]);
}

function observeWaiting(tasks: readonly Task[], now: number): Sights<'waiting'> {
  const long = waiting(tasks, now);
  if (long.length === 0) { return new Map(); }
  const [{ taskArn = '', lastStatus, createdAt }] = long;
  const times = long.length === 1 ? 'one task waits to run' : `${long.length} tasks wait to run`;
  return new Map([['LONG', `${times}: ${shortTaskId(lastPart(taskArn))} has been ${lastStatus} for ${
    secondsText(now - createdAt!.getTime())} since it was created`]]);
}

function observeCapacity({ service: { capacityProviderStrategy = [] }, tasks = [] }: ServiceFacts): Sights<'capacity'> {
  const isSpot = capacityProviderStrategy.some(({ capacityProvider }) => capacityProvider === 'FARGATE_SPOT')
    || tasks.some(({ capacityProviderName }) => capacityProviderName === 'FARGATE_SPOT');
  return isSpot ? new Map([['SPOT', 'its tasks run on Fargate Spot']]) : new Map();
}

/** One of each kind: what the latest task of them wrote. */
function observeLogs(tasks: readonly Task[], logs: ReadonlyMap<string, TaskLog>): Sights<'logs'> {
  const latest = tasks.filter(({ taskArn = '' }) => logs.has(taskArn))
    .sort((a, b) => a.stoppedAt!.getTime() - b.stoppedAt!.getTime());
  return new Map(latest.flatMap(({ taskArn = '' }): [ServiceSights['logs'], string][] => {
    const { container, lines } = logs.get(taskArn)!;
    const words = lastWordsOf(lines);
    const of = `the log of task ${shortTaskId(lastPart(taskArn))}, container ${container}, ends with`;
    // Masked once more: cleaning may join what its own controls had split.
    return words ? [[words.saw, `${of} ${words.says}: "${masked(cleanText(masked(words.line), LINE_LENGTH))}"`]] : [];
  }));
}

function stoppedSince(tasks: readonly Task[], since: number): Task[] {
  return tasks.filter(({ stoppedAt }) => stoppedAt !== undefined && stoppedAt.getTime() >= since);
}
