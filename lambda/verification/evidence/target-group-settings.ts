import { DescribeTargetGroupsCommand, type TargetGroup } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { EvidenceClients } from './clients';
import type { EndpointPlan, NoticePlan } from '../../../src/shared/plan';
import { inBatches } from '../../shared/batches';

/** How a target group checks its targets. */
export interface TargetGroupSettings {
  /** What it asks; absent where it cannot be asked the same way, such as of gRPC, whose matcher is about its status. */
  readonly question?: EndpointPlan;
  /** How soon it changes its mind. */
  readonly notice: NoticePlan;
  /** Where a load balancer keeps connections in HTTP/1.1 to its targets. */
  readonly keepsConnections?: { readonly secure: boolean; readonly loadBalancer: string };
}

/** People change settings by hand to repair what is wrong, so each verification of an unhealthy target knows those of its minute. */
const FRESH_MS = 50_000;
/** DescribeTargetGroups takes no more at once. */
const MOST_GROUPS = 20;
/** A question with a longer timeout would outlast the verification. */
const LONGEST_TIMEOUT_MS = 5_000;

/**
 * The settings of target groups, read while a target is unhealthy, once a minute at most: while all is well they cost nothing.
 */
export class GroupSettings {
  private readonly known = new Map<string, { readonly settings: TargetGroupSettings; readonly at: number }>();

  constructor(private readonly clients: Pick<EvidenceClients, 'loadBalancing'>, private readonly now: () => number) {}

  /** By ARN; one that does not exist is missing. Rejects when Elastic Load Balancing does not answer. */
  public async of(arns: readonly string[], abortSignal: AbortSignal): Promise<ReadonlyMap<string, TargetGroupSettings>> {
    const now = this.now();
    const unknown = arns.filter((arn) => now - (this.known.get(arn)?.at ?? -Infinity) > FRESH_MS);
    const found = await Promise.all(inBatches(unknown, MOST_GROUPS).map((batch) => this.describe(batch, abortSignal)));
    for (const group of found.flat()) {
      if (group.TargetGroupArn) { this.known.set(group.TargetGroupArn, { settings: settingsOf(group), at: now }); }
    }
    return new Map(arns.flatMap((arn): [string, TargetGroupSettings][] => {
      const known = this.known.get(arn);
      return known ? [[arn, known.settings]] : [];
    }));
  }

  /** Where one group does not exist, AWS answers about none of a batch: each of them is then read alone. */
  private async describe(arns: readonly string[], abortSignal: AbortSignal): Promise<TargetGroup[]> {
    try {
      const command = new DescribeTargetGroupsCommand({ TargetGroupArns: [...arns] });
      return (await this.clients.loadBalancing.send(command, { abortSignal })).TargetGroups ?? [];
    } catch (error) {
      if ((error as Error).name !== 'TargetGroupNotFoundException') { throw error; }
      return arns.length > 1 ? (await Promise.all(arns.map((arn) => this.describe([arn], abortSignal)))).flat() : [];
    }
  }
}

/** Of a group as Elastic Load Balancing describes it. */
export function settingsOf(group: TargetGroup): TargetGroupSettings {
  const {
    HealthCheckIntervalSeconds: interval = 30, HealthCheckTimeoutSeconds: timeout = 5, HealthyThresholdCount: healthy = 5,
    UnhealthyThresholdCount: unhealthy = 2,
  } = group;
  const question = questionOf(group, Math.min(LONGEST_TIMEOUT_MS, 1_000 * timeout));
  const { Protocol, ProtocolVersion, LoadBalancerArns: [loadBalancer] = [] } = group;
  const keeps = loadBalancer && /^HTTPS?$/.test(Protocol ?? '') && ProtocolVersion === 'HTTP1';
  return {
    ...question ? { question } : {},
    ...keeps ? { keepsConnections: { secure: Protocol === 'HTTPS', loadBalancer } } : {},
    notice: { failsSeconds: unhealthy * interval + timeout, recoversSeconds: healthy * interval + timeout },
  };
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html */
function questionOf(
  { HealthCheckEnabled, HealthCheckProtocol, HealthCheckPath, HealthCheckPort, Matcher, ProtocolVersion }: TargetGroup, timeoutMs: number,
): EndpointPlan | undefined {
  if (HealthCheckEnabled === false || ProtocolVersion === 'GRPC') { return undefined; }
  const port = Number(HealthCheckPort);
  const own = Number.isInteger(port) ? { port } : {};
  if (HealthCheckProtocol === 'TCP') { return { protocol: 'tcp', timeoutMs, ...own }; }
  if (HealthCheckProtocol !== 'HTTP' && HealthCheckProtocol !== 'HTTPS') { return undefined; }
  return {
    protocol: HealthCheckProtocol === 'HTTP' ? 'http' : 'https',
    path: HealthCheckPath ?? '/',
    statusCodes: Matcher?.HttpCode ?? '200',
    format: 'status-only',
    timeoutMs,
    ...own,
  };
}
