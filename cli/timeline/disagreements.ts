import { afterBoot, containerDetection, firstReplacement, targetGroupDetection } from './moments';
import type { PhaseId } from './phase';
import { NETWORK_REGISTRATION } from '../../src/contract/budget-seconds';
import { outlastsStartPeriod } from '../../src/contract/grace-period';
import { CONTAINER_CHECK } from '../../src/contract/limits';
import type { ProposedDuration, StatedDurations } from '../services/propose-contract';
import { whenKnown } from '../services/quantity';
import type { ServiceSettings } from '../services/service-settings';

/** Two layers that contradict each other: either may be right. */
export interface Disagreement {
  readonly id:
    | 'kill-before-traffic'
    | 'grace-shorter-than-startup'
    | 'start-period-shorter-than-startup'
    | 'drain-shorter-than-request'
    | 'drain-shorter-than-stop'
    | 'nobody-notices';
  /** The phases in question. */
  readonly phases: readonly [PhaseId, ...PhaseId[]];
  readonly what: string;
  readonly fix: string;
}

type Test = (settings: ServiceSettings, startup: ProposedDuration, stated: StatedDurations) => Disagreement | undefined;

/** Contradictions that are certain; a value that is unknown contradicts nothing. */
export function findDisagreements(...given: Parameters<Test>): Disagreement[] {
  return [
    killBeforeTraffic,
    graceShorterThanStartup,
    startPeriodShorterThanStartup,
    drainShorterThanRequest,
    drainShorterThanStop,
    nobodyNotices,
  ]
    .map((test) => test(...given))
    .filter((found) => found !== undefined);
}

const killBeforeTraffic: Test = ({ container: { check }, targetGroup }) => {
  if (!check || !targetGroup) { return undefined; }
  const moments = [containerDetection(check).best, targetGroupDetection(targetGroup).worst] as const;
  return whenKnown(moments, (kill, traffic) => (kill > traffic ? undefined : {
    id: 'kill-before-traffic',
    phases: ['container-check', 'target-group'],
    what:
      `The container check can condemn a task after ${kill} s, before the target group has noticed (up to ${traffic} `
      + 's): a stall that only needed a pause in traffic costs the task.',
    fix:
      `Let the container check need more than ${traffic} s (retries × interval), or the target group less than ${kill} `
      + 's: the load balancer then stops traffic before ECS replaces the task.',
  }));
};

const graceShorterThanStartup: Test = (settings, startup) => {
  const { targetGroup } = settings;
  // An assumed boot proves nothing; the time that an NLB takes is no assumption.
  if (!targetGroup || (startup.from === 'assumed' && !targetGroup.network)) { return undefined; }
  const boot = startup.from === 'assumed' ? 0 : startup.seconds;
  return whenKnown([firstReplacement(settings).targetGroup, afterBoot(settings, boot).worst], (given, check) => {
    const needed = boot + check;
    const registering = targetGroup.network ? `, up to ${NETWORK_REGISTRATION} s until an NLB has registered it` : '';
    const successes = Math.floor((check - (targetGroup.network ? NETWORK_REGISTRATION : 0)) / Number(targetGroup.interval));
    return given >= needed ? undefined : {
      id: 'grace-shorter-than-startup',
      phases: ['grace-period', 'in-service'],
      what:
        `ECS may replace a new task from ${given} s on because of its target, which can take ${needed} s: ${boot} s of `
        + `boot${registering} and ${successes > 1 ? `${successes} checks, as the target is unhealthy by then` : 'one check'}.`,
      fix: `Set the grace period to ${needed} s.`,
    };
  });
};

const startPeriodShorterThanStartup: Test = (settings, startup) => {
  if (startup.from === 'assumed') { return undefined; }
  return whenKnown([firstReplacement(settings).container], (given) => (given >= startup.seconds ? undefined : {
    id: 'start-period-shorter-than-startup',
    phases: ['start-period', 'boot'],
    what: `The container check may condemn a new task after ${given} s, which can take ${startup.seconds} s to boot.`,
    fix: outlastsStartPeriod(startup.seconds)
      ? `Set startPeriod to ${CONTAINER_CHECK.startPeriod.max} s, the most that ECS allows, and the grace period of the service `
        + `to ${graceForContainer(settings, startup.seconds)}: it covers the container check as well.`
      : `Set startPeriod to ${startup.seconds} s.`,
  }));
};

/** The boot and one check, as a grace period must cover them for the container check too. */
function graceForContainer({ container: { check }, gracePeriod }: ServiceSettings, boot: number): string {
  return whenKnown([gracePeriod, check!.interval, check!.timeout], (grace, interval, timeout) => (
    `${Math.max(grace, boot + interval + timeout)} s`)) ?? `${boot} s and one check`;
}

const drainShorterThanRequest: Test = ({ container: { stopTimeout }, targetGroup }, _startup, { longestRequest }) => {
  if (longestRequest === undefined) { return undefined; }
  return whenKnown([targetGroup ? targetGroup.deregistrationDelay : stopTimeout], (given) => (given >= longestRequest ? undefined : {
    id: 'drain-shorter-than-request',
    phases: [targetGroup ? 'drain' : 'stop'],
    what: `A request may take ${longestRequest} s, and a task that is stopped has ${given} s to finish it.`,
    fix: `Set the ${targetGroup ? 'deregistration delay' : 'stop timeout'} to ${longestRequest} s.`,
  }));
};

/** ECS's default; a contract states what a longer stop is for. */
const USUAL_STOP = 30;

const drainShorterThanStop: Test = ({ container: { stopTimeout }, targetGroup, verifier }) => {
  if (verifier || !targetGroup || targetGroup.network) { return undefined; }
  return whenKnown([stopTimeout, targetGroup.deregistrationDelay], (stop, delay) => (stop <= USUAL_STOP || delay >= stop ? undefined : {
    id: 'drain-shorter-than-stop',
    phases: ['drain', 'stop'],
    what:
      `The load balancer cuts requests after ${delay} s, and the process then has ${stop} s more to stop, which do not help them.`,
    fix:
      `If the stop timeout is meant for requests, set the deregistration delay to ${stop} s and the stop timeout to ${USUAL_STOP} s.`,
  }));
};

const nobodyNotices: Test = ({ container: { check, idleCheck }, targetGroup }) => (check || targetGroup ? undefined : {
  id: 'nobody-notices',
  phases: ['replacement-decided'],
  what: `${idleCheck ? 'The command of its check always succeeds' : 'Nothing checks this service'}: ECS replaces a task whose process `
    + 'exits, not one that hangs.',
  fix: `Give its container a health check${idleCheck ? ' that can fail' : ''}.`,
});
