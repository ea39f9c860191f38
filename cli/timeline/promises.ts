import type { ContractProposal, ProposedPromise } from '../services/propose-contract';
import type { ProposedEndpoint } from '../services/propose-endpoints';

/** A line of the proposed contract: what is promised, and where it comes from. */
export interface PromiseLine {
  readonly name: string;
  readonly value: string;
  readonly reason: string;
}

/** The proposed contract for a person. */
export function promiseLines({ port, liveness, readiness, startup, longestRequest, shutdown, detectWithin }: ContractProposal): PromiseLine[] {
  return [
    ...port === undefined ? [] : [{ name: 'port', value: String(port), reason: 'where the container gets its traffic' }],
    { name: 'liveness', value: endpointText(liveness), reason: liveness.reason },
    ...readiness ? [{ name: 'readiness', value: endpointText(readiness), reason: readiness.reason }] : [],
    line('startup', startup),
    line('longestRequest', longestRequest),
    line('shutdown', shutdown),
    line('detectWithin', detectWithin),
  ];
}

function line(name: string, { seconds, reason, from }: ProposedPromise): PromiseLine {
  return { name, value: `${seconds} s`, reason: from === 'assumed' ? `assumed: ${reason}` : reason };
}

function endpointText({ protocol, path, port, command, timeout }: ProposedEndpoint): string {
  const where = [protocol, path ?? command?.join(' '), port === undefined ? undefined : `on port ${port}`].filter((part) => part !== undefined).join(' ');
  return timeout === undefined ? where : `${where}, within ${timeout} s`;
}
