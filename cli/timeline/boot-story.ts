import { after, exactly, ZERO, type Figures } from './figures';
import { afterBoot, dependencies, targetGroupDetection } from './moments';
import type { Phase } from './phase';
import type { ProposedDuration } from '../services/propose-contract';
import { whenKnown } from '../services/quantity';
import type { ServiceSettings } from '../services/service-settings';

/** From the start of a new task to its first request; pulling the image comes before. ECS counts the grace period from the task's start. */
export function bootStory(settings: ServiceSettings, startup: ProposedDuration): Phase[] {
  const { container: { check }, targetGroup, gracePeriod } = settings;
  const waited = dependencies(settings);
  const booted = after(waited, exactly(startup.seconds));
  const ready = after(booted, afterBoot(settings, startup.seconds));
  const started: Phase[] = [];
  if (check && check.startPeriod !== 0) {
    started.push({
      id: 'start-period',
      name: 'Start period of the check',
      start: waited,
      end: after(waited, exactly(check.startPeriod)),
      because: 'failures of the container check do not count',
    });
  }
  if (gracePeriod !== 0) {
    started.push({
      id: 'grace-period',
      name: 'Grace period of the service',
      start: ZERO,
      end: exactly(gracePeriod),
      because: 'ECS ignores failing checks of container and target',
    });
  }
  const inService: Phase = targetGroup
    ? {
      id: 'in-service',
      name: 'Task receives its first request',
      start: booted,
      end: ready,
      because: registration(settings, startup.seconds),
    }
    : {
      id: 'in-service',
      name: 'Task is HEALTHY',
      start: booted,
      end: ready,
      because: check ? 'one successful container check' : 'nothing checks it: as soon as it runs',
    };
  return [
    ...waiting(settings, waited),
    { id: 'boot', name: 'Process boots', start: waited, end: booted, because: `the slowest normal boot: ${startup.reason}` },
    ...started,
    inService,
  ];
}

function waiting({ container: { waitsFor = [] } }: ServiceSettings, waited: Figures): Phase[] {
  return waitsFor.length === 0 ? [] : [{
    id: 'dependencies',
    name: 'Other containers get ready',
    start: ZERO,
    end: waited,
    because: `it waits for ${waitsFor.map(({ name }) => name).join(', then ')}: as long as the start period and one check, or until `
      + 'StartTimeout',
  }];
}

function registration({ targetGroup }: ServiceSettings, boot: number): string {
  const successes = whenKnown([targetGroup!.healthyThreshold, targetGroupDetection(targetGroup!).best], (count, unhealthy) => (
    boot > unhealthy ? count : 1));
  const check = successes === undefined || successes === 1
    ? 'one successful check of the target'
    : `${successes} successful checks: the target is unhealthy before the boot ends`;
  return targetGroup!.network ? `${check}, and up to 180 s in which an NLB registers it` : check;
}
