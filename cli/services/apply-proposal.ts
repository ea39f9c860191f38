import type { ContractProposal } from './propose-contract';
import type { ServiceSettings } from './service-settings';
import { deriveBudget } from '../../src/contract/derive-budget';
import { gracePeriods } from '../../src/contract/grace-period';

/** The settings that a service gets from the proposed contract. */
export function applyProposal(settings: ServiceSettings, { contractSeconds, liveness }: ContractProposal): ServiceSettings {
  const budget = deriveBudget(contractSeconds);
  const { container: { undrainedStopTimeout, ...container }, targetGroup, verification } = budget;
  const grace = gracePeriods(contractSeconds, budget);
  const { stopTimeout, ...check } = container;
  const attached = settings.targetGroup && targetGroup;
  return {
    ...settings,
    container: {
      ...settings.container,
      check: { ...check, command: settings.container.check?.command ?? liveness.command ?? [] },
      stopTimeout: attached ? stopTimeout : undrainedStopTimeout,
    },
    gracePeriod: grace.container ?? settings.gracePeriod,
    ...attached && {
      targetGroup: { ...settings.targetGroup!, ...attached },
      gracePeriod: settings.targetGroup!.network ? grace.networkTarget : grace.target,
    },
    verifier: { rounds: verification.rounds, roundDeadline: verification.roundDeadline, startup: contractSeconds.startup },
  };
}
