import type { ContractProposal, ProposedDuration } from '../services/propose-contract';
import type { ProposedEndpoint } from '../services/propose-endpoints';

/** A property of the proposed contract, and where its value comes from. */
export interface ContractLine {
  readonly name: string;
  readonly value: string;
  readonly reason: string;
}

/** The proposed contract for a person. */
export function contractLines({
  port,
  liveness,
  readiness,
  startup,
  longestRequest,
  shutdown,
  detectWithin,
}: ContractProposal): ContractLine[] {
  return [
    ...port === undefined ? [] : [{ name: 'port', value: String(port), reason: 'where the container receives its traffic' }],
    { name: 'liveness', value: endpointText(liveness), reason: liveness.reason },
    ...readiness ? [{ name: 'readiness', value: endpointText(readiness), reason: readiness.reason }] : [],
    line('startup', startup),
    line('longestRequest', longestRequest),
    line('shutdown', shutdown),
    line('detectWithin', detectWithin),
  ];
}

function line(name: string, { seconds, reason, from }: ProposedDuration): ContractLine {
  return { name, value: `${seconds} s`, reason: from === 'assumed' ? `assumed: ${reason}` : reason };
}

function endpointText({ protocol, path, service, statusCodes, port, command, timeout }: ProposedEndpoint): string {
  const where = [
    protocol,
    path ?? service ?? command?.join(' '),
    statusCodes === undefined ? undefined : `with ${statusCodes}`,
    port === undefined ? undefined : `on port ${port}`,
  ]
    .filter((part) => part !== undefined)
    .join(' ');
  return timeout === undefined ? where : `${where}, within ${timeout} s`;
}
