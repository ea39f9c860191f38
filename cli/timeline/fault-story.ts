import { after, between, exactly, NEVER, soonest, ZERO, type Figures } from './figures';
import { containerDetection, firstCheck, route53Detection, targetGroupDetection, verifierDetection } from './moments';
import type { Phase } from './timeline';
import type { ServiceSettings } from '../services/service-settings';

/** From a fault that only a restart fixes to a replacement in service. */
export function faultStory(settings: ServiceSettings, startup: number): Phase[] {
  const { container, targetGroup, startsFirst } = settings;
  const byContainer = container.check ? containerDetection(container.check) : NEVER;
  const byTargetGroup = targetGroup ? targetGroupDetection(targetGroup) : NEVER;
  const decided = replacementDecided(byContainer, byTargetGroup);
  const drained = after(decided, exactly(targetGroup?.deregistrationDelay ?? 0));
  const stopped = after(drained, between(0, container.stopTimeout));
  // Where there is no room, and where ECS finds none, the old task goes first.
  const launched = startsFirst ? { ...decided, worst: stopped.worst } : stopped;
  const booted = after(launched, exactly(startup));
  const batch = after(exactly(startup), firstCheck(settings), exactly(targetGroup?.deregistrationDelay ?? 0), between(0, container.stopTimeout));
  return [
    ...detection(settings, byContainer, byTargetGroup),
    ...targetGroup ? [phase('traffic-removed', 'New requests go elsewhere', ZERO, soonest(byTargetGroup, byContainer), 'the target is unhealthy, or deregistered with its task')] : [],
    phase('replacement-decided', 'ECS begins to replace the task', ZERO, decided, decidedBecause(settings)),
    ...targetGroup ? [phase('drain', 'Target drains', decided, drained, `deregistration delay of ${said(targetGroup.deregistrationDelay)}, waited out before SIGTERM`)] : [],
    phase('stop', 'Task stops', drained, stopped, `from SIGTERM to SIGKILL at most ${said(container.stopTimeout)}`),
    phase('replacement-boot', 'Replacement boots', launched, booted, startsFirst ? 'room for it before the old task stops; at worst ECS stops that one first' : 'no room for it before the old task has stopped'),
    phase('replacement-in-service', targetGroup ? 'Replacement gets requests' : 'Replacement is HEALTHY', booted, after(booted, firstCheck(settings)), 'one good check'),
    phase('deployment', 'A batch of a deployment', ZERO, batch, 'boot and first check of the new tasks, then drain and stop of the old'),
  ];
}

/** ECS replaces for either check, but states no time in which it acts on a target: at worst the container check is what it acts on. */
function replacementDecided(byContainer: Figures, byTargetGroup: Figures): Figures {
  return { ...soonest(byContainer, byTargetGroup), worst: byContainer.worst === Infinity ? byTargetGroup.worst : byContainer.worst };
}

function detection(settings: ServiceSettings, byContainer: Figures, byTargetGroup: Figures): Phase[] {
  const { container: { check }, targetGroup, route53, verifier } = settings;
  return [
    ...check ? [phase('container-check', 'Container check fails', ZERO, byContainer, counts(check.retries, check.interval, check.timeout))] : [],
    ...targetGroup ? [phase('target-group', 'Target group fails', ZERO, byTargetGroup, counts(targetGroup.unhealthyThreshold, targetGroup.interval, targetGroup.timeout))] : [],
    ...route53 ? [phase('route53', 'Route 53 fails', ZERO, route53Detection(route53), `${counts(route53.failureThreshold, route53.interval, route53.timeout)}; only if every task fails`)] : [],
    ...verifier ? [phase('verifier', 'Verifier knows', ZERO, verifierDetection(verifier, settings), `${verifier.rounds} look${verifier.rounds > 1 ? 's' : ''} a minute, each up to ${said(verifier.roundDeadline)}`)] : [],
  ];
}

function decidedBecause({ container: { check }, targetGroup }: ServiceSettings): string {
  if (check && targetGroup) { return 'as soon as container check or target fails; at worst the container check alone decides'; }
  return check ? 'when the container check fails' : targetGroup ? 'when the target fails: there is no container check' : 'never while the process runs: nothing checks it';
}

function phase(id: Phase['id'], name: string, start: Figures, end: Figures, because: string): Phase {
  return { id, name, start, end, because };
}

function counts(times: number, interval: number, timeout: number): string {
  return [times, interval, timeout].some(Number.isNaN) ? 'its settings are known only after the deployment' : `${times} checks, ${interval} s apart, ${timeout} s each`;
}

function said(seconds: number): string {
  return Number.isNaN(seconds) ? 'unknown length' : `${seconds} s`;
}
