import type { Service } from '@aws-sdk/client-ecs';
import { type AccountFacts, targetGroupsOf } from './facts';
import { settingsOf } from '../../lambda/verification/evidence/target-group-settings';
import type { EndpointPlan, Plan, TimingPlan } from '../../src/shared/plan';
import { proposeStartup } from '../services/propose-contract';
import { proposeEndpoints } from '../services/propose-endpoints';
import { calculate, type Quantity, whenKnown } from '../services/quantity';
import type { ServiceSettings } from '../services/service-settings';
import { worstTargetDetection } from '../services/worst-target-detection';

/** AWS's defaults, for what is not known. Seconds. */
const DEFAULTS = {
  stopTimeout: 30, deregistrationDelay: 300, containerFails: 95, containerRecovers: 35, targetFails: 65, targetRecovers: 155,
};
/** Images that are pulled and interfaces that are attached take their time, which no setting states. */
const ROOM = 3;
/** The shortest deployment that anybody calls late. Seconds. */
const SHORTEST_DEPLOYMENT = 900;
/** Above this share of failing tasks one fault is common to all, as for a contract. */
const SYSTEMIC_SHARE = 0.5;

/** How long whoever asks a task waits. */
const TIMEOUT_MS = 5_000;

/**
 * What the explanation needs to know of a service that has no contract: its timing as it is set, not as it should be, and what is asked of
 * its tasks already.
 * @param settings undefined where they could not be read: AWS's defaults stand in
 */
export function planOf(
  cluster: string, service: Service, settings: ServiceSettings | undefined, networkMode: string | undefined,
  targetGroups: AccountFacts['targetGroups'],
): Plan {
  const registered = service.loadBalancers?.find(({ containerName }) => containerName !== undefined);
  const container = registered?.containerName ?? settings?.container.name;
  const port = registered?.containerPort ?? settings?.container.port;
  const readiness = readinessOf(service, port, targetGroups);
  return {
    version: 1,
    service: {
      cluster,
      name: service.serviceName ?? '',
      ...container === undefined ? {} : { container },
      ...networkMode === 'bridge' || networkMode === 'host' ? { network: networkMode } : {},
    },
    // Whoever asks it asks for a connection at least.
    ...port === undefined ? {} : { port, liveness: livenessOf(settings, port) ?? { protocol: 'tcp', timeoutMs: TIMEOUT_MS } },
    ...readiness ? { readiness } : {},
    targetGroups: targetGroupsOf(service),
    dependencies: [],
    timing: timingOf(service, settings),
    systemicShare: SYSTEMIC_SHARE,
    minimumServing: 1,
  };
}

/**
 * What the container check asks, where it asks the port to which requests are sent: on others a process may listen for itself alone, or
 * have no security group that lets anybody ask.
 */
function livenessOf(settings: ServiceSettings | undefined, port: number): EndpointPlan | undefined {
  const { targetGroup: _, ...own } = settings ?? { container: {} };
  const asked = settings && proposeEndpoints(own as ServiceSettings);
  if (asked?.port !== port) { return undefined; }
  const { protocol, path, port: other, statusCodes } = asked.liveness;
  if ((protocol !== 'http' && protocol !== 'https') || path === undefined || other !== undefined) { return undefined; }
  return { protocol, path, ...statusCodes === undefined ? {} : { statusCodes }, timeoutMs: TIMEOUT_MS };
}

/**
 * What the target group asks in which the port is registered; unlike it, whoever asks now reads the answer as well. What it asks of another
 * port says whether that is the right one, rather than how the task is.
 */
function readinessOf(
  { loadBalancers = [] }: Service, port: number | undefined, targetGroups: AccountFacts['targetGroups'],
): EndpointPlan | undefined {
  const arn = loadBalancers.find(({ containerPort }) => containerPort === port)?.targetGroupArn;
  const group = targetGroups.get(arn ?? '')?.group;
  const question = group && settingsOf(group).question;
  if (!question || question.port !== undefined) { return undefined; }
  return 'format' in question ? { ...question, format: 'auto' } : question;
}

function timingOf({ deploymentConfiguration = {} }: Service, settings: ServiceSettings | undefined): TimingPlan {
  const { check, stopTimeout } = settings?.container ?? {};
  const target = settings?.targetGroup;
  // Where only the grace period says how long a start takes, ECS lets a task start for as long as that lasts.
  const isStated = check && whenKnown([check.startPeriod], (period) => period > 0);
  const startup = settings ? Math.max(proposeStartup(settings, {}).seconds, isStated ? 0 : known(settings.gracePeriod, 0)) : 60;
  const drain = (target ? known(target.deregistrationDelay, DEFAULTS.deregistrationDelay) : 0)
    + known(stopTimeout ?? DEFAULTS.stopTimeout, DEFAULTS.stopTimeout);
  const once = check ? calculate([check.interval, check.timeout], (each, limit) => each + limit) : DEFAULTS.containerRecovers;
  const containerRecovers = known(once, DEFAULTS.containerRecovers);
  const inARow = check
    ? calculate([check.interval, check.timeout, check.retries], (each, limit, times) => times * each + limit) : DEFAULTS.containerFails;
  const containerFails = known(inARow, DEFAULTS.containerFails);
  const targetRecovers = target
    ? known(calculate([target.interval, target.timeout, target.healthyThreshold], (each, limit, times) => times * each + limit),
      DEFAULTS.targetRecovers) : 0;
  const { minimumHealthyPercent = 100, maximumPercent = 200 } = deploymentConfiguration;
  const batches = Math.ceil(100 / Math.min(100, Math.max(1, maximumPercent - minimumHealthyPercent)));
  return {
    startupSeconds: startup,
    ...check && whenKnown([check.startPeriod], (period) => period >= startup) ? {} : { containerSeconds: startup + containerRecovers },
    replacementSeconds: drain + startup,
    drainSeconds: drain,
    container: { failsSeconds: containerFails, recoversSeconds: containerRecovers },
    ...target ? {
      target: { failsSeconds: known(worstTargetDetection(target), DEFAULTS.targetFails), recoversSeconds: targetRecovers },
    } : {},
    deploymentSeconds: Math.max(SHORTEST_DEPLOYMENT, ROOM * batches * (startup + targetRecovers + drain)),
    rounds: 1,
    roundSpacingSeconds: 60,
    roundDeadlineMs: 15_000,
  };
}

function known(quantity: Quantity, otherwise: number): number {
  return whenKnown([quantity], (number) => number) ?? otherwise;
}
