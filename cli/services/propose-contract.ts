import { proposeEndpoints, type ProposedEndpoint } from './propose-endpoints';
import type { ServiceSettings } from './service-settings';
import { NETWORK_REGISTRATION, USUAL_DETECTION, USUAL_WORKER_DETECTION, worstDetection, type Promises } from '../../src/contract/budget-seconds';
import { leastDetection } from '../../src/contract/derive-budget';
import { LONGEST_STARTUP, outlastsStartPeriod } from '../../src/contract/grace-period';
import { STOP_TIMEOUT, TARGET_GROUP_ATTRIBUTES } from '../../src/contract/limits';

/** A promise of the proposed contract. */
export interface ProposedPromise {
  /** Whole seconds. */
  readonly seconds: number;
  /** Where it comes from: what the person said, what the template says, or nothing but a usual value. */
  readonly from: 'stated' | 'template' | 'assumed';
  readonly reason: string;
}

/** A contract that keeps to what a template says already. */
export interface ContractProposal {
  /** Absent for a worker. */
  readonly port?: number;
  readonly liveness: ProposedEndpoint;
  /** Absent where liveness serves for both. */
  readonly readiness?: ProposedEndpoint;
  readonly startup: ProposedPromise;
  readonly longestRequest: ProposedPromise;
  readonly shutdown: ProposedPromise;
  readonly detectWithin: ProposedPromise;
  /** What the budget is derived from. */
  readonly promises: Promises;
}

/** What a template cannot say. Seconds. */
export interface StatedPromises {
  readonly startup?: number;
  readonly longestRequest?: number;
}

const USUAL_STARTUP = 60;
const USUAL_REQUEST = 30;
const USUAL_SHUTDOWN = 30;

/** AWS sets it where nobody has thought about requests. */
const DEFAULT_DEREGISTRATION_DELAY = 300;

/**
 * The contract that fits what a template already states: pure, and never one that cannot be kept.
 * @returns undefined where nothing says how the process could be asked
 */
export function proposeContract(settings: ServiceSettings, stated: StatedPromises = {}): ContractProposal | undefined {
  const endpoints = proposeEndpoints(settings);
  if (!endpoints) { return undefined; }
  const worker = endpoints.liveness.protocol === 'command';
  const shutdown = proposeShutdown(settings, worker);
  const startup = proposeStartup(settings, stated);
  const longest = worker ? STOP_TIMEOUT.max - shutdown.seconds : TARGET_GROUP_ATTRIBUTES.deregistrationDelay.max;
  const longestRequest = proposeLongestRequest(settings, stated, longest);
  const wanted: Promises = {
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
  return { ...endpoints, startup, longestRequest, shutdown, detectWithin, promises: { ...wanted, detectWithin: detectWithin.seconds } };
}

/** What a contract takes when it does not say; sooner where somebody has made the target group quicker than it comes. */
function proposeDetection({ targetGroup }: ServiceSettings, wanted: Promises): ProposedPromise {
  const today = targetGroup && targetGroup.interval < DEFAULT_INTERVAL ? Math.ceil(worstDetection(targetGroup)) : NaN;
  return today < wanted.detectWithin
    ? { seconds: leastDetection({ ...wanted, detectWithin: today }), from: 'template', reason: `the target group is quicker than usual: it knows after ${today} s` }
    : { seconds: leastDetection(wanted), from: 'template', reason: 'the default of a contract' };
}

/** AWS sets it where nobody has thought about detection. */
const DEFAULT_INTERVAL = 30;

/** The longest boot for which any of the layers leaves time. */
export function proposeStartup(settings: ServiceSettings, { startup }: StatedPromises): ProposedPromise {
  const { container: { check }, gracePeriod, verifier } = settings;
  const max = LONGEST_STARTUP;
  if (startup !== undefined) { return promise(startup, max, 'stated', 'as you stated'); }
  if (verifier) { return promise(verifier.startup, max, 'template', "the contract's startup, as the verifier knows it"); }
  const [fromCheck, fromGrace] = [check?.startPeriod ?? 0, gracePeriod - checksAfterBoot(settings)]
    .map((seconds) => (seconds > 0 ? seconds : 0));
  if (fromCheck >= fromGrace && fromCheck > 0) { return promise(fromCheck, max, 'template', "the container check's start period"); }
  if (fromGrace > 0) { return promise(fromGrace, max, 'template', 'what the grace period leaves for a boot before one check'); }
  return promise(USUAL_STARTUP, max, 'assumed', 'the template does not state it: pass --startup');
}

/** What the grace period covers after the boot: one check of the target, and of a container whose start period cannot cover the boot. */
function checksAfterBoot({ container: { check }, targetGroup, gracePeriod }: ServiceSettings): number {
  const [ofContainer, ofTarget] = [check, targetGroup].map((each) => (each ? each.interval + each.timeout : 0));
  const counts = !targetGroup || outlastsStartPeriod(gracePeriod - ofTarget);
  return Math.max(ofTarget, counts ? ofContainer : 0) + (targetGroup?.network ? NETWORK_REGISTRATION : 0);
}

function proposeLongestRequest({ targetGroup, container }: ServiceSettings, { longestRequest }: StatedPromises, max: number): ProposedPromise {
  if (longestRequest !== undefined) { return promise(longestRequest, max, 'stated', 'as you stated'); }
  const delay = targetGroup?.deregistrationDelay ?? NaN;
  if (delay >= 0 && delay !== DEFAULT_DEREGISTRATION_DELAY) { return promise(delay, max, 'template', 'the deregistration delay'); }
  const rest = container.stopTimeout - USUAL_SHUTDOWN;
  if (!targetGroup && rest > 0) { return promise(rest, max, 'template', 'what the stop timeout leaves before the shutdown'); }
  return promise(USUAL_REQUEST, max, 'assumed', 'the template does not state it: pass --longest-request');
}

function proposeShutdown({ container: { stopTimeout } }: ServiceSettings, worker: boolean): ProposedPromise {
  // A worker's stop timeout covers its work as well.
  return stopTimeout > 0 && !worker
    ? promise(stopTimeout, STOP_TIMEOUT.max, 'template', 'the stop timeout')
    : promise(USUAL_SHUTDOWN, STOP_TIMEOUT.max, 'assumed', 'a usual value: the template does not state it');
}

function promise(seconds: number, max: number, from: ProposedPromise['from'], reason: string): ProposedPromise {
  return { seconds: Math.min(max, Math.max(0, Math.ceil(seconds))), from, reason };
}
