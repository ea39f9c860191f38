import type { ContractProposal } from './propose-contract';
import type { ServiceSettings } from './service-settings';
import { NETWORK_REGISTRATION } from '../../src/contract/budget-seconds';
import { deriveBudget } from '../../src/contract/derive-budget';

/** The settings that a service gets from the proposed contract. */
export function applyProposal(settings: ServiceSettings, { promises, liveness }: ContractProposal): ServiceSettings {
  const { container: { undrainedStopTimeout, ...container }, targetGroup, verification } = deriveBudget(promises);
  const { stopTimeout, ...check } = container;
  const attached = settings.targetGroup && targetGroup;
  return {
    ...settings,
    container: {
      ...settings.container,
      check: { ...check, command: settings.container.check?.command ?? liveness.command ?? [] },
      stopTimeout: attached ? stopTimeout : undrainedStopTimeout,
    },
    ...attached && {
      targetGroup: { ...settings.targetGroup!, ...attached },
      gracePeriod: promises.startup + attached.interval + attached.timeout + (settings.targetGroup!.network ? NETWORK_REGISTRATION : 0),
    },
    verifier: { rounds: verification.rounds, roundDeadline: verification.roundDeadline, startup: promises.startup },
  };
}
