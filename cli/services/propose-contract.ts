import { proposeEndpoints, type ProposedEndpoint } from './propose-endpoints';
import { calculate, whenKnown, type Quantity } from './quantity';
import type { ServiceSettings } from './service-settings';
import { worstTargetDetection } from './worst-target-detection';
import {
  NETWORK_REGISTRATION,
  USUAL_DETECTION,
  USUAL_WORKER_DETECTION,
  type ContractSeconds,
} from '../../src/contract/budget-seconds';
import { leastDetection } from '../../src/contract/derive-budget';
import { LONGEST_STARTUP, outlastsStartPeriod } from '../../src/contract/grace-period';
import { CONTAINER_CHECK, STOP_TIMEOUT, TARGET_GROUP_ATTRIBUTES } from '../../src/contract/limits';
import { containerAfterBoot, longestBootWithin } from '../../src/contract/timing';

/** A duration of the proposed contract. */
export interface ProposedDuration {
  /** Whole seconds. */
  readonly seconds: number;
  /** Where it comes from: the user, the template, or neither: a usual value. */
  readonly from: 'stated' | 'template' | 'assumed';
  readonly reason: string;
}

/** A contract that follows what a template states already. */
export interface ContractProposal {
  /** Absent for a worker. */
  readonly port?: number;
  /** Why the port is a guess; absent where the template states it. */
  readonly portGuess?: string;
  readonly liveness: ProposedEndpoint;
  /** Absent where liveness serves for both. */
  readonly readiness?: ProposedEndpoint;
  readonly startup: ProposedDuration;
  readonly longestRequest: ProposedDuration;
  readonly shutdown: ProposedDuration;
  readonly detectWithin: ProposedDuration;
  /** What the budget is derived from. */
  readonly contractSeconds: ContractSeconds;
}

/** What a template cannot state. Seconds. */
export interface StatedDurations {
  readonly startup?: number;
  readonly longestRequest?: number;
}

const USUAL_STARTUP = 60;
const USUAL_REQUEST = 30;
const USUAL_SHUTDOWN = 30;

/** AWS's default, which says nothing about the requests of a service. */
const DEFAULT_DEREGISTRATION_DELAY = 300;

/**
 * The contract that fits what a template already states, within the limits of contracts.
 * @returns undefined where nothing states how to probe the process
 */
export function proposeContract(settings: ServiceSettings, stated: StatedDurations = {}): ContractProposal | undefined {
  const endpoints = proposeEndpoints(settings);
  if (!endpoints) { return undefined; }
  const worker = endpoints.liveness.protocol === 'command';
  const shutdown = proposeShutdown(settings, worker);
  const startup = proposeStartup(settings, stated);
  const longest = worker ? STOP_TIMEOUT.max - shutdown.seconds : TARGET_GROUP_ATTRIBUTES.deregistrationDelay.max;
  const longestRequest = proposeLongestRequest(settings, stated, longest);
  const wanted: ContractSeconds = {
    worker,
    startup: startup.seconds,
    longestRequest: longestRequest.seconds,
    shutdown: shutdown.seconds,
    livenessTimeout: endpoints.liveness.timeout,
    readinessTimeout: (endpoints.readiness ?? endpoints.liveness).timeout,
    inAppRecovery: 0,
    detectWithin: worker ? USUAL_WORKER_DETECTION : USUAL_DETECTION,
  };
  const detectWithin = proposeDetection(settings, wanted);
  const contractSeconds = { ...wanted, detectWithin: detectWithin.seconds };
  return { ...endpoints, startup, longestRequest, shutdown, detectWithin, contractSeconds };
}

/** The default of a contract; less where the target group is quicker than AWS's default. */
function proposeDetection({ targetGroup }: ServiceSettings, wanted: ContractSeconds): ProposedDuration {
  const quicker = targetGroup && whenKnown([targetGroup.interval, worstTargetDetection(targetGroup)], (interval, detection) => {
    const today = Math.ceil(detection);
    return interval < DEFAULT_INTERVAL && today < wanted.detectWithin ? today : undefined;
  });
  return quicker === undefined
    ? { seconds: leastDetection(wanted), from: 'template', reason: 'the default of a contract' }
    : {
      seconds: leastDetection({ ...wanted, detectWithin: quicker }),
      from: 'template',
      reason: `the target group is quicker than usual: it notices after ${quicker} s`,
    };
}

/** AWS's default, which says nothing about how soon a service needs detection. */
const DEFAULT_INTERVAL = 30;

/** The longest boot for which one of the layers leaves time. */
export function proposeStartup(settings: ServiceSettings, { startup }: StatedDurations): ProposedDuration {
  const { container: { check, idleCheck }, verifier } = settings;
  const max = LONGEST_STARTUP;
  if (startup !== undefined) { return duration(startup, max, 'stated', 'as you stated'); }
  if (verifier) { return duration(verifier.startup, max, 'template', "the contract's startup, as the verifier knows it"); }
  const fromCheck = whenKnown([(check ?? idleCheck)?.startPeriod ?? 0], Math.max) ?? 0;
  const fromGrace = whenKnown([bootWithinGracePeriod(settings)], Math.max) ?? 0;
  if (fromCheck >= fromGrace && fromCheck > 0) { return duration(fromCheck, max, 'template', "the container check's start period"); }
  if (fromGrace > 0) { return duration(fromGrace, max, 'template', 'the longest boot that the grace period covers, and the checks after'); }
  return duration(USUAL_STARTUP, max, 'assumed', 'the template does not state it: pass --startup');
}

/** The longest boot that the grace period covers, by the model that budget, lint and timeline have: until no check counts its failures. */
function bootWithinGracePeriod({ container: { check }, targetGroup, gracePeriod }: ServiceSettings): Quantity {
  const left = calculate([gracePeriod], (grace) => grace - (targetGroup?.network ? NETWORK_REGISTRATION : 0));
  const ofContainer: Quantity = !check ? Infinity
    : calculate([left, check.interval, check.timeout], (seconds, interval, timeout) => (
      seconds - containerAfterBoot({ interval, timeout }, seconds).latest));
  if (!targetGroup) { return check ? ofContainer : left; }
  const { interval: every, timeout: limit, healthyThreshold: successes, unhealthyThreshold: failures } = targetGroup;
  const ofTarget = calculate([left, every, limit, successes, failures], (seconds, interval, timeout, healthyThreshold,
    unhealthyThreshold) => longestBootWithin({ interval, timeout, healthyThreshold, unhealthyThreshold }, seconds));
  // A start period covers the boot for the container, up to the longest that ECS allows.
  return whenKnown([ofTarget], outlastsStartPeriod) === false ? ofTarget
    : calculate([ofTarget, ofContainer], (target, container) => Math.min(target, Math.max(CONTAINER_CHECK.startPeriod.max, container)));
}

function proposeLongestRequest(
  { targetGroup, container }: ServiceSettings,
  { longestRequest }: StatedDurations,
  max: number,
): ProposedDuration {
  if (longestRequest !== undefined) {
    return duration(longestRequest, max, 'stated', 'as you stated');
  }
  const stated = targetGroup
    ? whenKnown([targetGroup.deregistrationDelay], (delay) => (
      delay === DEFAULT_DEREGISTRATION_DELAY ? undefined : duration(delay, max, 'template', 'the deregistration delay')))
    : whenKnown([container.stopTimeout], (stop) => (
      stop <= USUAL_SHUTDOWN
        ? undefined
        : duration(stop - USUAL_SHUTDOWN, max, 'template', 'what the stop timeout leaves before the shutdown')));
  return stated ?? duration(USUAL_REQUEST, max, 'assumed', 'the template does not state it: pass --longest-request');
}

function proposeShutdown({ container: { stopTimeout } }: ServiceSettings, worker: boolean): ProposedDuration {
  // A worker's stop timeout covers its work as well.
  const stated = worker ? undefined : whenKnown([stopTimeout], (seconds) => (
    seconds > 0 ? duration(seconds, STOP_TIMEOUT.max, 'template', 'the stop timeout') : undefined));
  return stated ?? duration(USUAL_SHUTDOWN, STOP_TIMEOUT.max, 'assumed', 'a usual value: the template does not state it');
}

function duration(seconds: number, max: number, from: ProposedDuration['from'], reason: string): ProposedDuration {
  return { seconds: Math.min(max, Math.max(0, Math.ceil(seconds))), from, reason };
}
