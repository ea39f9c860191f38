import { applyProposal } from './apply-proposal';
import type { ContractProposal } from './propose-contract';
import { whenKnown, type Quantity } from './quantity';
import type { ServiceSettings } from './service-settings';

/** A setting that a contract changes. */
export interface Change {
  readonly setting: string;
  /** With its unit; `none` where nothing is set. */
  readonly now: string;
  readonly suggested: string;
}

/** What the proposed contract would change, in the order of the layers. */
export function changesBy(contract: ContractProposal, settings: ServiceSettings): Change[] {
  const now = settingsOf(settings);
  return Object.entries(settingsOf(applyProposal(settings, contract)))
    .map(([setting, suggested]) => ({ setting, now: now[setting], suggested }))
    .filter((change) => change.now !== change.suggested);
}

function settingsOf({ container: { check, stopTimeout }, targetGroup, gracePeriod, verifier }: ServiceSettings): Record<string, string> {
  return {
    'Container check: interval': seconds(check?.interval),
    'Container check: timeout': seconds(check?.timeout),
    'Container check: retries': count(check?.retries),
    'Container check: start period': seconds(check?.startPeriod),
    'Container: stop timeout': seconds(stopTimeout),
    ...targetGroup && {
      'Target group: interval': seconds(targetGroup.interval),
      'Target group: timeout': seconds(targetGroup.timeout),
      'Target group: healthy threshold': count(targetGroup.healthyThreshold),
      'Target group: unhealthy threshold': count(targetGroup.unhealthyThreshold),
      'Target group: deregistration delay': seconds(targetGroup.deregistrationDelay),
    },
    'Service: grace period': seconds(gracePeriod),
    'Verifier: rounds a minute': count(verifier?.rounds),
  };
}

function count(value: Quantity | undefined): string {
  return value === undefined ? 'none' : whenKnown([value], String) ?? 'unknown';
}

function seconds(value: Quantity | undefined): string {
  return Number.isFinite(value) ? `${count(value)} s` : count(value);
}
