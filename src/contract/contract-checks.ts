import { Token } from 'aws-cdk-lib';
import type { HealthContractProps } from './contract-options';
import { fail } from './errors';
import type { HealthContract } from './health-contract';

/** Fails where what a contract says does not go together. */
export function checkContract(props: HealthContractProps): void {
  if (props.liveness.protocol === 'command') {
    checkWorker(props);
    return;
  }
  const { port, readiness } = props;
  if (port === undefined || !Number.isInteger(port) || port < 1 || port > 65535) {
    fail('The port of a health contract is not a port', port === undefined ? 'none' : Token.isUnresolved(port) ? 'a token' : String(port), 'a whole number from 1 to 65535',
      'pass the port that the container listens on; a worker that listens on none has HealthEndpoint.command([...]) as liveness');
  }
  if (readiness?.protocol === 'command') {
    fail('No load balancer can run a command', 'a command as readiness', 'an endpoint that answers on a port', 'use a command as liveness of a worker only');
  }
  checkClosedPorts(props);
}

/** A worker listens on no port: nothing can be asked of it from outside, and nobody sends it requests. */
function checkWorker({ port, readiness, closedPorts = [] }: HealthContractProps): void {
  const todo = 'leave it out, or give the contract an endpoint as liveness';
  if (port !== undefined) {
    fail('A contract whose liveness is a command is that of a worker', `port ${Token.isUnresolved(port) ? '(a token)' : port}`, 'no port', todo);
  }
  if (readiness) {
    fail('A worker gets no traffic, so it has no readiness', `a ${readiness.protocol} endpoint`, 'no readiness', todo);
  }
  if (closedPorts.length > 0) {
    fail('A worker is not probed from outside', `closedPorts ${closedPorts.join(', ')}`, 'no closedPorts', todo);
  }
}

/** Nobody sends requests to a worker, so it has neither target groups nor a front door. */
export function checkTraffic(contract: HealthContract, targetGroups: unknown[], frontDoor: unknown, constructPath: string): void {
  if (!contract.isWorker || (targetGroups.length === 0 && !frontDoor)) { return; }
  fail('A worker gets no traffic', targetGroups.length > 0 ? 'targetGroups' : 'frontDoor', 'neither targetGroups nor frontDoor with a contract whose liveness is a command',
    'leave it out, or give the contract a port and an endpoint as liveness', constructPath);
}

function checkClosedPorts({ closedPorts = [], port, liveness, readiness }: HealthContractProps): void {
  const needed = [port, liveness.port, readiness?.port];
  for (const closed of closedPorts) {
    if (!Number.isInteger(closed) || closed < 1 || closed > 65535) {
      fail('A closed port is not a port', String(closed), 'a whole number from 1 to 65535', 'pass the port that must be closed');
    }
    if (needed.includes(closed)) {
      fail('A closed port is needed by the contract itself', String(closed), 'a port that no endpoint uses', 'take it out of closedPorts');
    }
  }
}
