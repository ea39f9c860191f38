import { containerDetection, firstCheck, patience, targetGroupDetection } from './moments';
import type { PhaseId } from './timeline';
import { NETWORK_REGISTRATION } from '../../src/contract/budget-seconds';
import { outlastsStartPeriod } from '../../src/contract/grace-period';
import { CONTAINER_CHECK } from '../../src/contract/limits';
import type { ProposedPromise, StatedPromises } from '../services/propose-contract';
import type { ServiceSettings } from '../services/service-settings';

/** Two layers that contradict one another: either may be right. */
export interface Disagreement {
  readonly id: 'kill-before-traffic' | 'grace-shorter-than-startup' | 'start-period-shorter-than-startup' | 'drain-shorter-than-request' | 'drain-shorter-than-stop' | 'nobody-notices';
  /** The phases in question. */
  readonly phases: readonly [PhaseId, ...PhaseId[]];
  readonly what: string;
  readonly fix: string;
}

type Test = (settings: ServiceSettings, startup: ProposedPromise, stated: StatedPromises) => Disagreement | undefined;

/** Every comparison with what is not known is false, so that nothing is claimed then. */
export function findDisagreements(...given: Parameters<Test>): Disagreement[] {
  return [killBeforeTraffic, graceShorterThanStartup, startPeriodShorterThanStartup, drainShorterThanRequest, drainShorterThanStop, nobodyNotices]
    .map((test) => test(...given)).filter((found) => found !== undefined);
}

const killBeforeTraffic: Test = ({ container: { check }, targetGroup }) => {
  if (!check || !targetGroup) { return undefined; }
  const [kill, traffic] = [containerDetection(check).best, targetGroupDetection(targetGroup).worst];
  if (!(kill <= traffic)) { return undefined; }
  return {
    id: 'kill-before-traffic',
    phases: ['container-check', 'target-group'],
    what: `The container check can condemn a task after ${kill} s, before the target group has noticed (up to ${traffic} s): a stall that only needed a pause in traffic costs the task.`,
    fix: `Let the container check need more than ${traffic} s (retries × interval), or the target group less than ${kill} s: the load balancer then stops traffic before ECS replaces the task.`,
  };
};

const graceShorterThanStartup: Test = (settings, startup) => {
  const { targetGroup } = settings;
  // Nothing is claimed of a boot that is only assumed; what an NLB takes is no assumption.
  if (!targetGroup || (startup.from === 'assumed' && !targetGroup.network)) { return undefined; }
  const boot = startup.from === 'assumed' ? 0 : startup.seconds;
  const [given, needed] = [patience(settings).targetGroup, boot + firstCheck(settings).worst];
  if (!(given < needed)) { return undefined; }
  const registering = targetGroup.network ? `, up to ${NETWORK_REGISTRATION} s until an NLB has registered it` : '';
  return {
    id: 'grace-shorter-than-startup',
    phases: ['grace-period', 'in-service'],
    what: `ECS may replace a new task from ${given} s on because of its target, which can take ${needed} s: ${boot} s of boot${registering} and one check.`,
    fix: `Set the grace period to ${needed} s.`,
  };
};

const startPeriodShorterThanStartup: Test = (settings, startup) => {
  const given = patience(settings).container;
  if (startup.from === 'assumed' || !(given < startup.seconds)) { return undefined; }
  return {
    id: 'start-period-shorter-than-startup',
    phases: ['start-period', 'boot'],
    what: `The container check may condemn a new task after ${given} s, which can take ${startup.seconds} s to boot.`,
    fix: outlastsStartPeriod(startup.seconds)
      ? `Set startPeriod to ${CONTAINER_CHECK.startPeriod.max} s, the most that ECS allows, and the grace period of the service `
        + `to ${graceForContainer(settings, startup.seconds)} s: it covers the container check as well.`
      : `Set startPeriod to ${startup.seconds} s.`,
  };
};

/** The boot and one check, as a grace period must cover them for the container check too. */
function graceForContainer({ container: { check }, gracePeriod }: ServiceSettings, boot: number): number {
  return Math.max(gracePeriod, boot + check!.interval + check!.timeout);
}

const drainShorterThanRequest: Test = ({ container: { stopTimeout }, targetGroup }, _startup, { longestRequest }) => {
  const given = targetGroup ? targetGroup.deregistrationDelay : stopTimeout;
  if (longestRequest === undefined || !(given < longestRequest)) { return undefined; }
  return {
    id: 'drain-shorter-than-request',
    phases: [targetGroup ? 'drain' : 'stop'],
    what: `A request may take ${longestRequest} s, and a task that goes has ${given} s to finish it.`,
    fix: `Set the ${targetGroup ? 'deregistration delay' : 'stop timeout'} to ${longestRequest} s.`,
  };
};

/** ECS gives 30 s where nobody asks for more; a contract has said what its longer stop is for. */
const USUAL_STOP = 30;

const drainShorterThanStop: Test = ({ container: { stopTimeout }, targetGroup, verifier }) => {
  if (verifier || !targetGroup || targetGroup.network) { return undefined; }
  if (!(stopTimeout > USUAL_STOP && targetGroup.deregistrationDelay < stopTimeout)) { return undefined; }
  return {
    id: 'drain-shorter-than-stop',
    phases: ['drain', 'stop'],
    what: `The load balancer cuts requests after ${targetGroup.deregistrationDelay} s, and the process then has ${stopTimeout} s more to stop: not for them.`,
    fix: `If the stop timeout is meant for requests, set the deregistration delay to ${stopTimeout} s and the stop timeout to ${USUAL_STOP} s.`,
  };
};

const nobodyNotices: Test = ({ container: { check }, targetGroup }) => (check || targetGroup ? undefined : {
  id: 'nobody-notices',
  phases: ['replacement-decided'],
  what: 'Nothing checks this service: ECS replaces a task whose process exits, not one that hangs.',
  fix: 'Give its container a check.',
});
