import { bootStory } from './boot-story';
import { findDisagreements, type Disagreement } from './disagreements';
import { faultStory } from './fault-story';
import type { Figures } from './figures';
import { applyProposal } from '../services/apply-proposal';
import { proposeContract, proposeStartup, type ContractProposal, type ProposedPromise, type StatedPromises } from '../services/propose-contract';
import type { ServiceSettings } from '../services/service-settings';

/** Every phase, in the order of the stories. */
export const PHASES = [
  'boot', 'start-period', 'grace-period', 'in-service',
  'container-check', 'target-group', 'route53', 'verifier',
  'traffic-removed', 'replacement-decided', 'drain', 'stop', 'replacement-boot', 'replacement-in-service', 'deployment',
] as const;

export type PhaseId = typeof PHASES[number];

/** What a layer does between two moments. */
export interface Phase {
  readonly id: PhaseId;
  readonly name: string;
  readonly start: Figures;
  readonly end: Figures;
  /** Why it takes that long, with the numbers of the template. */
  readonly because: string;
}

/** When each layer acts, in seconds. */
export interface Timeline {
  /** From the start of a new task's container. */
  readonly boot: readonly Phase[];
  /** From a fault that only a restart fixes: the process hangs or fails every check. */
  readonly fault: readonly Phase[];
  /** Where two layers contradict one another. */
  readonly disagreements: readonly Disagreement[];
}

export interface ServiceTimeline {
  readonly settings: ServiceSettings;
  /** The slowest normal boot, which both timelines count on. */
  readonly startup: ProposedPromise;
  readonly now: Timeline;
  /** The same with a contract for it; absent where nothing says how the process could be asked. */
  readonly suggested?: { readonly contract: ContractProposal; readonly timeline: Timeline };
}

/** The timeline of a service as it is, and with the contract that fits it. */
export function serviceTimeline(settings: ServiceSettings, stated: StatedPromises = {}): ServiceTimeline {
  const startup = proposeStartup(settings, stated);
  const contract = proposeContract(settings, stated);
  return {
    settings,
    startup,
    now: timelineOf(settings, startup, stated),
    ...contract && { suggested: { contract, timeline: timelineOf(applyProposal(settings, contract), startup, stated) } },
  };
}

export function timelineOf(settings: ServiceSettings, startup: ProposedPromise, stated: StatedPromises = {}): Timeline {
  return {
    boot: bootStory(settings, startup),
    fault: faultStory(settings, startup.seconds),
    disagreements: findDisagreements(settings, startup, stated),
  };
}
