import { after, between, exactly, ZERO, type Figures } from './figures';
import { lifeOfBadTask } from './moments';
import type { Phase } from './phase';
import { calculate, whenKnown, type Quantity } from '../services/quantity';
import type { ServiceSettings } from '../services/service-settings';

/**
 * From the start of a rolling deployment whose tasks never become healthy to its end; nothing for other deployments.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
 */
export function deploymentStory(settings: ServiceSettings): Phase[] {
  const { deployment, targetGroup, container } = settings;
  if (!deployment) { return []; }
  const { failures, atOnce, patience } = deployment;
  const bad = lifeOfBadTask(settings);
  const stop = after(exactly(targetGroup?.deregistrationDelay ?? 0), between(0, container.stopTimeout));
  const rounds = failures === undefined ? Infinity : calculate([failures, atOnce], (count, each) => Math.ceil(count / each));
  // At worst ECS starts the next task only when the failed one has stopped.
  const tripped: Figures = between(times(rounds, bad.best), calculate([times(rounds, after(bad, stop).worst), stop.worst], (all,
    last) => all - last));
  return [
    {
      id: 'bad-task',
      name: 'First task fails',
      start: ZERO,
      end: bad,
      because: container.check ?? targetGroup ? 'the grace period, or as soon as its checks count as failed' : 'never: nothing checks it',
    },
    ...failures === undefined ? [] : [{
      id: 'circuit-breaker' as const,
      name: 'Circuit breaker ends it',
      start: bad,
      end: tripped,
      because: whenKnown([failures, atOnce], (count, each) => `${count} failed tasks, ${each} at a time`)
        ?? 'how many tasks may fail, only the deployment knows',
    }],
    {
      id: 'cloudformation',
      name: 'CloudFormation gives up',
      start: ZERO,
      end: exactly(patience),
      because: failures === undefined ? 'the circuit breaker is off: nothing ends it before' : 'unless the circuit breaker ends it before',
    },
  ];
}

function times(count: Quantity, length: Quantity): Quantity {
  return calculate([count, length], (one, other) => one * other);
}
