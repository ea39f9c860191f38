import { Token } from 'aws-cdk-lib';
import type { HealthContractProps } from './contract-options';
import { describeEndpoint } from './describe-endpoint';
import { fail } from './errors';
import { HealthProtocol } from './health-protocol';
import { PORT } from './limits';
import { requireInteger } from './require-integer';

/** Fails where promises of a contract contradict each other. */
export function validateContract(props: HealthContractProps): void {
  checkMinimumServing(props);
  if (props.liveness.protocol === HealthProtocol.COMMAND) {
    checkWorker(props);
    return;
  }
  const { port, readiness } = props;
  const fix = 'pass the port that the container listens on; a worker, which listens on none, has HealthEndpoint.command([...]) as '
    + 'liveness';
  if (port === undefined) {
    const allowed = `a whole number from ${PORT.min} to ${PORT.max}`;
    return fail({ what: 'The port of a health contract is missing', got: 'none', allowed, fix });
  }
  requireInteger({ what: 'The port of a health contract', value: port, ...PORT, fix, literal: true });
  if (readiness?.protocol === HealthProtocol.COMMAND) {
    fail({
      what: 'No load balancer can run a command',
      got: 'a command as readiness',
      allowed: 'an endpoint that answers on a port',
      fix: 'use a command as liveness of a worker only',
    });
  }
  checkClosedPorts(props);
}

function checkMinimumServing({ minimumServing }: HealthContractProps): void {
  if (minimumServing === undefined) { return; }
  requireInteger({
    what: 'minimumServing',
    value: minimumServing,
    min: 1,
    max: 10_000,
    fix: 'leave it out to be told when no task serves',
    literal: true,
  });
}

/** A worker listens on no port: nothing outside the container can probe it, and nobody sends it requests. */
function checkWorker({ port, readiness, closedPorts = [] }: HealthContractProps): void {
  const todo = 'leave it out, or give the contract an endpoint as liveness';
  if (port !== undefined) {
    fail({
      what: 'A contract whose liveness is a command is that of a worker',
      got: `port ${Token.isUnresolved(port) ? '(a token)' : port}`,
      allowed: 'no port',
      fix: todo,
    });
  }
  if (readiness) {
    fail({
      what: 'A worker gets no traffic, so it has no readiness',
      got: describeEndpoint(readiness),
      allowed: 'no readiness',
      fix: todo,
    });
  }
  if (closedPorts.length > 0) {
    fail({
      what: 'A worker is not probed from outside',
      got: `closedPorts ${closedPorts.join(', ')}`,
      allowed: 'no closedPorts',
      fix: todo,
    });
  }
}

/** Nobody sends requests to a worker, so it has neither target groups nor a front door. */
export function checkTraffic(
  { isWorker }: { readonly isWorker: boolean },
  targetGroups: unknown[],
  frontDoor: unknown,
  constructPath: string,
): void {
  if (!isWorker || (targetGroups.length === 0 && !frontDoor)) { return; }
  fail({
    what: 'A worker gets no traffic',
    got: targetGroups.length > 0 ? 'targetGroups' : 'frontDoor',
    allowed: 'neither targetGroups nor frontDoor with a contract whose liveness is a command',
    fix: 'leave it out, or give the contract a port and an endpoint as liveness',
    at: constructPath,
  });
}

function checkClosedPorts({ closedPorts = [], port, liveness, readiness }: HealthContractProps): void {
  const needed = [port, liveness.port, readiness?.port];
  for (const closed of closedPorts) {
    requireInteger({ what: 'A closed port', value: closed, ...PORT, fix: 'pass the port that must be closed', literal: true });
    if (needed.includes(closed)) {
      fail({
        what: 'A closed port is needed by the contract itself',
        got: String(closed),
        allowed: 'a port that no endpoint uses',
        fix: 'take it out of closedPorts',
      });
    }
  }
}
