import { after, between, exactly, NEVER, soonest, ZERO, type Figures } from './figures';
import { afterBoot, containerDetection, dependencies, route53Detection, targetGroupDetection, verifierDetection } from './moments';
import type { Phase } from './phase';
import { quantity, whenKnown, type Quantity } from '../services/quantity';
import type { ServiceSettings } from '../services/service-settings';

/** From a fault that only a restart fixes to a replacement in service. */
export function faultStory(settings: ServiceSettings, startup: number): Phase[] {
  const { container, targetGroup, startsFirst } = settings;
  const byContainer = container.check ? containerDetection(container.check) : NEVER;
  const byTargetGroup = targetGroup ? targetGroupDetection(targetGroup) : NEVER;
  const decided = replacementDecided(byContainer, byTargetGroup);
  const drained = after(decided, exactly(targetGroup?.deregistrationDelay ?? 0));
  const stopped = after(drained, between(0, container.stopTimeout));
  const launched = launchedWhen(startsFirst, decided, stopped);
  const booted = after(launched, dependencies(settings), exactly(startup));
  const batch = after(
    dependencies(settings),
    exactly(startup),
    afterBoot(settings, startup),
    exactly(targetGroup?.deregistrationDelay ?? 0),
    between(0, container.stopTimeout),
  );
  return [
    ...detection(settings, byContainer, byTargetGroup),
    ...targetGroup
      ? [
        phase(
          'traffic-removed',
          'Requests go to other tasks',
          ZERO,
          soonest(byTargetGroup, byContainer),
          'the target is unhealthy, or deregistered with its task',
        ),
      ]
      : [],
    ...cloudMapPhase(settings, byContainer, stopped),
    phase('replacement-decided', 'ECS begins to replace the task', ZERO, decided, decidedBecause(settings)),
    ...targetGroup
      ? [
        phase(
          'drain',
          'Target drains',
          decided,
          drained,
          `deregistration delay of ${lengthText(targetGroup.deregistrationDelay)}, waited out before SIGTERM`,
        ),
      ]
      : [],
    phase('stop', 'Task stops', drained, stopped, `from SIGTERM to SIGKILL at most ${lengthText(container.stopTimeout)}`),
    phase(
      'replacement-boot',
      'Replacement boots',
      launched,
      booted,
      roomText(startsFirst),
    ),
    phase(
      'replacement-in-service',
      targetGroup ? 'Replacement receives requests' : 'Replacement is HEALTHY',
      booted,
      after(booted, afterBoot(settings, startup)),
      'its checks succeed, as for a new task',
    ),
    phase('deployment', 'A batch of a deployment', ZERO, batch, 'boot and first check of the new tasks, then drain and stop of the old'),
  ];
}

/** ECS acts on either check, but AWS states no time within which it acts on a target: the worst case is that of the container check. */
function replacementDecided(byContainer: Figures, byTargetGroup: Figures): Figures {
  return { ...soonest(byContainer, byTargetGroup), worst: byContainer.worst === Infinity ? byTargetGroup.worst : byContainer.worst };
}

function detection(settings: ServiceSettings, byContainer: Figures, byTargetGroup: Figures): Phase[] {
  const { container: { check, name }, targetGroup, route53, verifier } = settings;
  return [
    ...check
      ? [phase('container-check', name === undefined ? 'Container check fails' : `Container check of ${name} fails`, ZERO, byContainer,
        checksText(check.retries, check.interval, check.timeout))]
      : [],
    ...targetGroup
      ? [
        phase(
          'target-group',
          'Target group fails',
          ZERO,
          byTargetGroup,
          checksText(targetGroup.unhealthyThreshold, targetGroup.interval, targetGroup.timeout),
        ),
      ]
      : [],
    ...route53
      ? [
        phase(
          'route53',
          'Route 53 fails',
          ZERO,
          route53Detection(route53),
          `${checksText(route53.failureThreshold, route53.interval, route53.timeout)}; only if every task fails`,
        ),
      ]
      : [],
    ...verifier
      ? [
        phase(
          'verifier',
          'Verifier notices',
          ZERO,
          verifierDetection(verifier, settings),
          `${verifier.rounds} round${verifier.rounds > 1 ? 's' : ''} of probes a minute, each up to ${lengthText(verifier.roundDeadline)}`,
        ),
      ]
      : [],
  ];
}

/** Without room for both tasks, ECS stops the old one first; where the room is not known, it may be either. */
function launchedWhen(startsFirst: ServiceSettings['startsFirst'], decided: Figures, stopped: Figures): Figures {
  if (startsFirst === false) { return stopped; }
  return { ...decided, worst: stopped.worst, ...startsFirst === true ? {} : { typical: quantity(NaN) } };
}

function roomText(startsFirst: ServiceSettings['startsFirst']): string {
  if (startsFirst === false) { return 'no room for it before the old task has stopped'; }
  return startsFirst === true
    ? 'room for it before the old task stops; at worst ECS stops that one first'
    : 'whether there is room for it before the old task stops, only the deployment knows';
}

/** Cloud Map learns of a fault by the container check alone; else the task is found until it has stopped. */
function cloudMapPhase({ cloudMap, container: { check } }: ServiceSettings, byContainer: Figures, stopped: Figures): Phase[] {
  if (!cloudMap) { return []; }
  const known = cloudMap.knowsHealth && check;
  const told = known ? byContainer : stopped;
  return [phase(
    'cloud-map',
    'Cloud Map answers without it',
    ZERO,
    after(told, between(0, cloudMap.ttl)),
    `${known ? 'ECS reports the container as UNHEALTHY' : 'nothing reports the fault: ECS deregisters the task when it stops'}; resolvers `
      + 'keep '
      + `an answer up to ${lengthText(cloudMap.ttl)}`,
  )];
}

function decidedBecause({ container: { check }, targetGroup }: ServiceSettings): string {
  if (check && targetGroup) { return 'as soon as container check or target fails; at worst the container check alone decides'; }
  return check
    ? 'when the container check fails'
    : targetGroup
      ? 'when the target fails: there is no container check'
      : 'never while the process runs: nothing checks it';
}

function phase(id: Phase['id'], name: string, start: Figures, end: Figures, because: string): Phase {
  return { id, name, start, end, because };
}

function checksText(...settings: readonly [Quantity, Quantity, Quantity]): string {
  return whenKnown(settings, (times, interval, timeout) => `${times} checks, ${interval} s apart, ${timeout} s each`)
    ?? 'its settings are known only after the deployment';
}

function lengthText(length: Quantity): string {
  return whenKnown([length], (seconds) => `${seconds} s`) ?? 'unknown length';
}
