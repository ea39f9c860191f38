import { bootStory } from './boot-story';
import { deploymentStory } from './deployment-story';
import { findDisagreements, type Disagreement } from './disagreements';
import { faultStory } from './fault-story';
import type { Phase } from './phase';
import { applyProposal } from '../services/apply-proposal';
import {
  proposeContract,
  proposeStartup,
  type ContractProposal,
  type ProposedDuration,
  type StatedDurations,
} from '../services/propose-contract';
import type { ServiceSettings } from '../services/service-settings';

/** When each layer acts, in seconds. */
export interface Timeline {
  /** From the start of a new task's container. */
  readonly boot: readonly Phase[];
  /** From a fault that only a restart fixes: the process hangs or fails every check. */
  readonly fault: readonly Phase[];
  /** From the start of a rolling deployment whose tasks never become healthy; empty for other deployments. */
  readonly badDeployment: readonly Phase[];
  /** Where two layers contradict one another. */
  readonly disagreements: readonly Disagreement[];
}

export interface ServiceTimeline {
  readonly settings: ServiceSettings;
  /** The slowest normal boot, which both timelines assume. */
  readonly startup: ProposedDuration;
  readonly now: Timeline;
  /** The timeline with a contract that fits; absent where nothing states how to probe the process. */
  readonly suggested?: { readonly contract: ContractProposal; readonly timeline: Timeline };
}

/** The timeline of a service as the template states it, and with the contract that fits it. */
export function serviceTimeline(settings: ServiceSettings, stated: StatedDurations = {}): ServiceTimeline {
  const startup = proposeStartup(settings, stated);
  const contract = proposeContract(settings, stated);
  return {
    settings,
    startup,
    now: timelineOf(settings, startup, stated),
    ...contract && { suggested: { contract, timeline: timelineOf(applyProposal(settings, contract), startup, stated) } },
  };
}

function timelineOf(settings: ServiceSettings, startup: ProposedDuration, stated: StatedDurations = {}): Timeline {
  return {
    boot: bootStory(settings, startup),
    fault: faultStory(settings, startup.seconds),
    badDeployment: deploymentStory(settings),
    disagreements: findDisagreements(settings, startup, stated),
  };
}
