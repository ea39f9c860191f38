import { ApiError } from './errors';
import type { XmlValue } from './xml';
import type { Forwarding } from '../listeners/forwarding';
import type { RegisteredTarget, TargetGroup } from '../tasks/target-group';
import { balancersOf } from '../template/forwarding';
import { balancerHost } from '../template/identifiers';
import type { DescribedModel } from '../template/model';

/** The part of the Elastic Load Balancing API that health needs. */
export class LoadBalancingApi {
  public readonly operations: Readonly<Record<string, (request: URLSearchParams) => XmlValue>> = {
    DescribeTargetHealth: (request) => this.describeTargetHealth(request),
    DescribeTargetGroups: (request) => this.describeTargetGroups(request),
    DescribeTargetGroupAttributes: (request) => this.describeTargetGroupAttributes(request),
    DescribeLoadBalancers: (request) => this.describeLoadBalancers(request),
    DescribeLoadBalancerAttributes: (request) => this.describeLoadBalancerAttributes(request),
    DescribeListeners: (request) => this.describeListeners(request),
    DescribeRules: (request) => this.describeRules(request),
  };

  constructor(
    private readonly groups: ReadonlyMap<string, TargetGroup>,
    private readonly described: readonly DescribedModel[],
    private readonly forwarding: Forwarding,
  ) {}

  private describeTargetHealth(request: URLSearchParams): XmlValue {
    const group = this.group(request.get('TargetGroupArn') ?? '');
    const requested = list(request, 'Targets', '.Id');
    const known = group.targets.filter((target) => requested.length === 0 || requested.includes(target.address));
    const unknown = requested.filter((address) => !known.some((target) => target.address === address));
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
    return {
      TargetGroups: groups.filter((group) => names.length === 0 || names.includes(group.name))
        .map((group) => targetGroup(group, balancersOf(this.described, group.arn))),
    };
  }

  private describeTargetGroupAttributes(request: URLSearchParams): XmlValue {
    const group = this.group(request.get('TargetGroupArn') ?? '');
    const stated = attributesOf(this.find('TargetGroup', group.arn)?.properties.TargetGroupAttributes);
    const usual = { 'deregistration_delay.timeout_seconds': '300', 'stickiness.enabled': 'false', 'slow_start.duration_seconds': '0' };
    return { Attributes: keyValues({ ...usual, ...stated }) };
  }

  private describeLoadBalancers(request: URLSearchParams): XmlValue {
    const arns = list(request, 'LoadBalancerArns');
    const known = this.ofType('LoadBalancer');
    const found = arns.length > 0 ? arns.map((arn) => this.balancer(arn)) : known;
    return {
      LoadBalancers: found.map(({ reference, properties }) => ({
        LoadBalancerArn: reference,
        LoadBalancerName: reference.split('/')[2],
        DNSName: balancerHost(reference),
        Type: String(properties.Type ?? 'application'),
        Scheme: String(properties.Scheme ?? 'internet-facing'),
        IpAddressType: String(properties.IpAddressType ?? 'ipv4'),
        State: { Code: 'active' },
        SecurityGroups: textsOf(properties.SecurityGroups),
      })),
    };
  }

  private describeLoadBalancerAttributes(request: URLSearchParams): XmlValue {
    const { properties } = this.balancer(request.get('LoadBalancerArn') ?? '');
    const usual: Record<string, string> = properties.Type === 'network' ? {} : { 'idle_timeout.timeout_seconds': '60' };
    return { Attributes: keyValues({ ...usual, ...attributesOf(properties.LoadBalancerAttributes) }) };
  }

  private describeListeners(request: URLSearchParams): XmlValue {
    const { reference } = this.balancer(request.get('LoadBalancerArn') ?? '');
    const listeners = this.ofType('Listener').filter(({ properties }) => properties.LoadBalancerArn === reference);
    return {
      Listeners: listeners.map(({ reference: ListenerArn, properties: { Port, Protocol, SslPolicy, DefaultActions } }) => ({
        ListenerArn,
        LoadBalancerArn: reference,
        Port: Number(Port),
        Protocol: String(Protocol ?? 'HTTP'),
        SslPolicy: SslPolicy === undefined ? undefined : String(SslPolicy),
        DefaultActions: this.actionsOf(ListenerArn, DefaultActions),
      })),
    };
  }

  private describeRules(request: URLSearchParams): XmlValue {
    const arn = request.get('ListenerArn') ?? '';
    const listener = this.find('Listener', arn);
    if (!listener) { throw new ApiError('ListenerNotFound', `Listener '${arn}' not found`); }
    const rules = this.ofType('ListenerRule').filter(({ properties }) => properties.ListenerArn === arn);
    return {
      Rules: [
        ...rules.map(({ reference, properties }) => ({
          RuleArn: reference,
          Priority: String(properties.Priority),
          IsDefault: false,
          Actions: this.actionsOf(reference, properties.Actions),
        })),
        {
          RuleArn: `${arn.replace(':listener/', ':listener-rule/')}/default`,
          Priority: 'default',
          IsDefault: true,
          Actions: this.actionsOf(arn, listener.properties.DefaultActions),
        },
      ],
    };
  }

  /** Actions as the API has them, which takes the names of CloudFormation, with the present weights. */
  private actionsOf(rule: string, actions: unknown): XmlValue {
    const stated = (Array.isArray(actions) ? actions : []) as ReadonlyArray<{ readonly Type?: unknown }>;
    const weights = this.forwarding.of(rule);
    return stated.map((action) => (action.Type !== 'forward' || !weights ? action : {
      ...action,
      ForwardConfig: {
        ...(action as { readonly ForwardConfig?: object }).ForwardConfig,
        TargetGroups: Object.entries(weights).map(([TargetGroupArn, Weight]) => ({ TargetGroupArn, Weight })),
      },
    })) as XmlValue;
  }

  private ofType(type: string): readonly DescribedModel[] {
    return this.described.filter((each) => each.type === `AWS::ElasticLoadBalancingV2::${type}`);
  }

  private find(type: string, reference: string): DescribedModel | undefined {
    return this.ofType(type).find((each) => each.reference === reference);
  }

  private balancer(arn: string): DescribedModel {
    const found = this.find('LoadBalancer', arn);
    if (!found) { throw new ApiError('LoadBalancerNotFound', `Load balancer '${arn}' not found`); }
    return found;
  }

  private group(arn: string): TargetGroup {
    const group = this.groups.get(arn);
    if (!group) {
      throw new ApiError(
        'TargetGroupNotFound',
        `Target group '${arn}' not found; the sandbox has ${[...this.groups.keys()].join(', ') || 'none'}`,
      );
    }
    return group;
  }
}

/** Items of a list as the query protocol writes them: `Names.member.1`, `Targets.member.1.Id`. */
function list(request: URLSearchParams, name: string, suffix = ''): string[] {
  const pattern = new RegExp(`^${name}\\.member\\.\\d+${suffix.replace('.', '\\.')}$`);
  return [...request.entries()].filter(([key]) => pattern.test(key)).map(([, value]) => value);
}

function targetHealth(target: RegisteredTarget): XmlValue {
  const { state, reason, description } = target.health;
  return {
    Target: { Id: target.address, Port: target.port, AvailabilityZone: target.zone },
    HealthCheckPort: String(target.checkPort),
    TargetHealth: { State: state, Reason: reason, Description: description },
  };
}

function attributesOf(stated: unknown): Record<string, string> {
  const pairs = Array.isArray(stated) ? stated as { readonly Key?: unknown; readonly Value?: unknown }[] : [];
  return Object.fromEntries(pairs.map(({ Key, Value }) => [String(Key), String(Value)]));
}

function keyValues(attributes: Readonly<Record<string, string>>): XmlValue {
  return Object.entries(attributes).map(([Key, Value]) => ({ Key, Value }));
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function targetGroup(group: TargetGroup, balancers: readonly string[]): XmlValue {
  const check = group.healthCheck;
  const http = check.protocol !== 'TCP';
  return {
    TargetGroupArn: group.arn,
    TargetGroupName: group.name,
    Protocol: group.model.protocol,
    Port: group.model.port,
    TargetType: group.model.targetType,
    LoadBalancerArns: balancers,
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
