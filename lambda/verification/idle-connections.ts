import { DescribeLoadBalancerAttributesCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { EvidenceClients } from './evidence/clients';
import type { FleetEvidence } from './evidence/fleet-evidence';
import type { GroupSettings } from './evidence/target-group-settings';
import type { Plan } from '../../src/shared/plan';
import type { ServiceEvidence } from '../diagnosis/evidence';
import type { IdleRequest, IdleTarget } from '../shared/idle-request';

/** What asking for idle connections needs from outside. */
export interface IdleDeps {
  readonly evidence: Pick<FleetEvidence, 'known'>;
  readonly groupSettings: Pick<GroupSettings, 'of'>;
  readonly loadBalancing: EvidenceClients['loadBalancing'];
  /** Calls the prober, and does not wait for it. */
  call(request: IdleRequest, signal: AbortSignal): Promise<void>;
}

/** A function may hold 1,024 files and sockets open. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MOST_TARGETS = 500;
/** An asynchronous call takes 1 MB; it has been 256 KB. https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
const MOST_BYTES = 240_000;
/** Of a load balancer that says nothing. */
const DEFAULT_SECONDS = 60;

/** A task that a load balancer keeps connections to. */
interface Candidate extends Omit<IdleTarget, 'idleTimeoutSeconds'> {
  readonly loadBalancer: string;
}

/**
 * Has the prober hold one idle connection to each service behind an HTTP(S) target group, for as long as its load balancer would. Reads
 * nothing and calls nobody where there is none. A load balancer whose idle timeout cannot be read in time is left out.
 */
export async function askForIdleConnections(plans: readonly Plan[], deps: IdleDeps, signal: AbortSignal): Promise<void> {
  const known = await deps.evidence.known(plans, signal);
  const arns = [...new Set(plans.flatMap(({ targetGroups }) => targetGroups))];
  if (arns.length === 0) { return; }
  const groups = await deps.groupSettings.of(arns, signal);
  const candidates = [...known].flatMap(([plan, its]) => its instanceof Error ? [] : candidateOf(plan, its, groups));
  const timeouts = new Map<string, number>();
  await Promise.allSettled([...new Set(candidates.map(({ loadBalancer }) => loadBalancer))].map(async (arn) => {
    timeouts.set(arn, await readIdleTimeout(arn, deps.loadBalancing, signal));
  }));
  const targets = candidates.flatMap(({ loadBalancer, ...target }): IdleTarget[] => {
    const idleTimeoutSeconds = timeouts.get(loadBalancer);
    return idleTimeoutSeconds === undefined ? [] : [{ ...target, idleTimeoutSeconds }];
  });
  await Promise.all(chunksOf(targets).map((idle) => deps.call({ idle }, signal)));
}

/** One running task that its load balancer calls healthy: all tasks of a service have the same settings. */
function candidateOf(plan: Plan, { tasks }: ServiceEvidence, groups: Awaited<ReturnType<GroupSettings['of']>>): Candidate[] {
  const { cluster, name: service, contractName } = plan.service;
  const found = tasks.filter(({ lastStatus, desiredStatus }) => lastStatus === 'RUNNING' && desiredStatus === 'RUNNING')
    .flatMap(({ address, targets }) => targets.flatMap(({ arn, port, state }): Candidate[] => {
      const keeps = groups.get(arn ?? '')?.keepsConnections;
      if (!keeps || !address || !port || state !== 'healthy') { return []; }
      return [{ cluster, service, ...contractName ? { contractName } : {}, host: address, port, path: pathOf(plan), ...keeps }];
    }));
  return found.slice(0, 1);
}

/** A path that is there to be asked often; one of another port is none of the load balancer's. */
function pathOf({ readiness, liveness, port }: Plan): string {
  for (const endpoint of [readiness, liveness]) {
    const isHttp = endpoint?.protocol === 'http' || endpoint?.protocol === 'https';
    if (isHttp && (endpoint.port ?? port) === port) { return endpoint.path ?? '/'; }
  }
  return '/';
}

async function readIdleTimeout(
  LoadBalancerArn: string, loadBalancing: EvidenceClients['loadBalancing'], abortSignal: AbortSignal,
): Promise<number> {
  const { Attributes = [] } = await loadBalancing.send(new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn }), { abortSignal });
  return Number(Attributes.find(({ Key }) => Key === 'idle_timeout.timeout_seconds')?.Value ?? DEFAULT_SECONDS);
}

function chunksOf(targets: readonly IdleTarget[]): IdleTarget[][] {
  const chunks: IdleTarget[][] = [];
  let bytes = Infinity;
  for (const target of targets) {
    const size = Buffer.byteLength(JSON.stringify(target)) + 1;
    if (bytes + size > MOST_BYTES || chunks[chunks.length - 1]!.length >= MOST_TARGETS) {
      chunks.push([]);
      bytes = 0;
    }
    chunks[chunks.length - 1]!.push(target);
    bytes += size;
  }
  return chunks;
}
