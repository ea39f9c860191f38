import { ApiError } from './errors';
import type { XmlValue } from './xml';
import type { Target } from '../tasks/target';
import type { TargetGroup } from '../tasks/target-group';

/** The part of the Elastic Load Balancing API that health needs. */
export class LoadBalancingApi {
  readonly operations: Readonly<Record<string, (request: URLSearchParams) => XmlValue>> = {
    DescribeTargetHealth: (request) => this.describeTargetHealth(request),
    DescribeTargetGroups: (request) => this.describeTargetGroups(request),
  };

  constructor(private readonly groups: ReadonlyMap<string, TargetGroup>) {}

  private describeTargetHealth(request: URLSearchParams): XmlValue {
    const group = this.group(request.get('TargetGroupArn') ?? '');
    const asked = list(request, 'Targets', '.Id');
    const known = group.targets.filter((target) => asked.length === 0 || asked.includes(target.address));
    const unknown = asked.filter((address) => !known.some((target) => target.address === address));
    return {
      TargetHealthDescriptions: [
        ...known.map(targetHealth),
        ...unknown.map((address) => ({
          Target: { Id: address, Port: group.model.port },
          TargetHealth: { State: 'unused', Reason: 'Target.NotRegistered', Description: 'Target is not registered to the target group' },
        })),
      ],
    };
  }

  private describeTargetGroups(request: URLSearchParams): XmlValue {
    const arns = list(request, 'TargetGroupArns');
    const names = list(request, 'Names');
    const groups = arns.length > 0 ? arns.map((arn) => this.group(arn)) : [...this.groups.values()];
    return { TargetGroups: groups.filter((group) => names.length === 0 || names.includes(group.name)).map(targetGroup) };
  }

  private group(arn: string): TargetGroup {
    const group = this.groups.get(arn);
    if (!group) {
      throw new ApiError('TargetGroupNotFound', `Target group '${arn}' not found; the sandbox has ${[...this.groups.keys()].join(', ') || 'none'}`);
    }
    return group;
  }
}

/** Items of a list as the query protocol writes them: `Names.member.1`, `Targets.member.1.Id`. */
function list(request: URLSearchParams, name: string, suffix = ''): string[] {
  const pattern = new RegExp(`^${name}\\.member\\.\\d+${suffix.replace('.', '\\.')}$`);
  return [...request.entries()].filter(([key]) => pattern.test(key)).map(([, value]) => value);
}

function targetHealth(target: Target): XmlValue {
  const { state, reason, description } = target.health;
  return {
    Target: { Id: target.address, Port: target.port, AvailabilityZone: 'all' },
    HealthCheckPort: String(target.checkPort),
    TargetHealth: { State: state, Reason: reason, Description: description },
  };
}

function targetGroup(group: TargetGroup): XmlValue {
  const check = group.healthCheck;
  const http = check.protocol !== 'TCP';
  return {
    TargetGroupArn: group.arn,
    TargetGroupName: group.name,
    Protocol: group.model.protocol,
    Port: group.model.port,
    TargetType: group.model.targetType,
    HealthCheckEnabled: true,
    HealthCheckProtocol: check.protocol,
    HealthCheckPort: check.port,
    HealthCheckPath: http ? check.path : undefined,
    Matcher: http ? { HttpCode: check.matcher } : undefined,
    HealthCheckIntervalSeconds: check.intervalSeconds,
    HealthCheckTimeoutSeconds: check.timeoutSeconds,
    HealthyThresholdCount: check.healthyThreshold,
    UnhealthyThresholdCount: check.unhealthyThreshold,
  };
}
