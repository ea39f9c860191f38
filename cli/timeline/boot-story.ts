import { after, exactly, ZERO } from './figures';
import { firstCheck } from './moments';
import type { Phase } from './timeline';
import type { ProposedPromise } from '../services/propose-contract';
import type { ServiceSettings } from '../services/service-settings';

/** From the start of a new task's container to its first request; pulling the image comes before. */
export function bootStory(settings: ServiceSettings, startup: ProposedPromise): Phase[] {
  const { container: { check }, targetGroup, gracePeriod } = settings;
  const booted = exactly(startup.seconds);
  const started: Phase[] = [];
  if (check && check.startPeriod !== 0) {
    started.push({ id: 'start-period', name: 'Start period of the check', start: ZERO, end: exactly(check.startPeriod), because: 'failures of the container check do not count' });
  }
  if (gracePeriod !== 0) {
    started.push({ id: 'grace-period', name: 'Grace period of the service', start: ZERO, end: exactly(gracePeriod), because: 'ECS ignores failing checks, of container and target' });
  }
  const inService: Phase = targetGroup
    ? { id: 'in-service', name: 'Task gets its first request', start: booted, end: after(booted, firstCheck(settings)), because: registration(targetGroup.network) }
    : { id: 'in-service', name: 'Task is HEALTHY', start: booted, end: after(booted, firstCheck(settings)), because: check ? 'one good container check' : 'nothing checks: as soon as it runs' };
  return [
    { id: 'boot', name: 'Process boots', start: ZERO, end: booted, because: `the slowest normal boot: ${startup.reason}` },
    ...started,
    inService,
  ];
}

function registration(network: boolean): string {
  return network ? 'one good check of the target, and up to 180 s in which an NLB registers it' : 'one good check of the target';
}
