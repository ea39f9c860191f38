import { Annotations, Duration, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import {
  CfnVPC,
  FlowLog,
  FlowLogDestination,
  FlowLogMaxAggregationInterval,
  FlowLogResourceType,
  FlowLogTrafficType,
  type IVpc,
} from 'aws-cdk-lib/aws-ec2';
import { FilterPattern, type ILogGroup, LogGroup, MetricFilter, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { rejectedPattern } from './flow-log-filter';
import type { ExistingFlowLogOptions, NewFlowLogOptions, RejectedTrafficOptions } from './rejected-traffic-options';
import { relativeAddress } from '../aws/relative-address';
import { checkArguments } from '../contract/check-arguments';
import type { HealthContract } from '../contract/health-contract';
import { probedPorts } from '../contract/probed-ports';
import { requireInteger } from '../contract/require-integer';
import { METRIC_NAMESPACE } from '../shared/metrics';
import { OWN_RESOURCES } from '../verification/own-resources';

/** The metric, and the log group that it comes from. */
interface Watched {
  readonly metric: Metric;
  readonly logGroup: ILogGroup;
}

/** When the alarm rises. */
interface AlarmNumbers {
  readonly threshold: number;
  readonly datapointsToAlarm: number;
  readonly evaluationPeriods: number;
}

/**
 * Packets to a service's ports that a security group or a network ACL rejected, from VPC Flow Logs.
 *
 * The source is https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html.
 */
export class RejectedTraffic {
  /**
   * Creates a flow log of a VPC, or of some of its subnets, with its own log group: rejected packets only, one record per flow and minute.
   * @param vpc the VPC of the service
   * @param contract names the ports
   */
  public static inVpc(vpc: IVpc, contract: HealthContract, options: NewFlowLogOptions = {}): RejectedTraffic {
    checkArguments('RejectedTraffic.inVpc', { vpc, contract, options });
    const range = rangeOf(vpc);
    const ranges = { from: options.from ?? range, to: options.to ?? range };
    return new RejectedTraffic(contract, { ...options, ...ranges }, (scope) => newFlowLog(scope, vpc, options));
  }

  /**
   * Uses the log group of an existing flow log: own, e.g. that of another service's `NetworkHealth`, or imported.
   * @param logGroup where the flow log writes
   * @param contract names the ports
   */
  public static inLogGroup(logGroup: ILogGroup, contract: HealthContract, options: ExistingFlowLogOptions = {}): RejectedTraffic {
    checkArguments('RejectedTraffic.inLogGroup', { logGroup, contract, options });
    return new RejectedTraffic(contract, options, () => logGroup, options.logFormat);
  }

  /** @internal */
  public readonly _alarm: AlarmNumbers;
  private readonly pattern: string;
  private readonly fromAnywhere: boolean;

  private constructor(
    contract: HealthContract,
    options: RejectedTrafficOptions,
    private readonly logGroup: (scope: Construct) => ILogGroup,
    logFormat?: string,
  ) {
    const { from = [], to = [], threshold = 1, evaluationPeriods = 5 } = options;
    const { datapointsToAlarm = Math.min(3, evaluationPeriods) } = options;
    requireInteger({
      what: 'threshold of rejected traffic',
      value: threshold,
      min: 1,
      max: 1_000_000,
      fix: 'pass how many rejected flows make a minute a bad one',
    });
    requireInteger({
      what: 'evaluationPeriods of rejected traffic',
      value: evaluationPeriods,
      min: 1,
      max: 60,
      fix: 'pass how many minutes are evaluated',
    });
    requireInteger({
      what: 'datapointsToAlarm of rejected traffic',
      value: datapointsToAlarm,
      min: 1,
      max: evaluationPeriods,
      fix: 'pass fewer datapoints or more periods',
    });
    this._alarm = { threshold, datapointsToAlarm, evaluationPeriods };
    this.pattern = rejectedPattern({ ports: probedPorts(contract), from, to, logFormat });
    // An empty list was passed on purpose.
    this.fromAnywhere = from.length === 0 && options.from === undefined;
  }

  /** @internal */
  public _create(scope: Construct): Watched {
    if (this.fromAnywhere) {
      Annotations.of(scope).addWarningV2(
        'cdk-ecs-layered-health:RejectedFromAnywhere',
        'Rejected packets of every sender count, scanners on the internet included, because the CIDR of the VPC is not '
          + 'known. Pass from with the CIDRs of the callers, or an empty list for every sender.',
      );
    }
    const logGroup = this.logGroup(scope);
    // The name distinguishes the services: a dimension would have to be a field of the record, and excludes a default value.
    const stack = Stack.of(scope);
    const metricName = `RejectedFlows-${stack.stackName}-${relativeAddress(stack, scope)}`;
    new MetricFilter(scope, 'RejectedFilter', {
      logGroup,
      filterPattern: FilterPattern.literal(this.pattern),
      metricNamespace: METRIC_NAMESPACE,
      metricName,
      metricValue: '1',
      defaultValue: 0,
    });
    return { logGroup, metric: new Metric({ namespace: METRIC_NAMESPACE, metricName, period: Duration.minutes(1), statistic: 'Sum' }) };
  }
}

function newFlowLog(scope: Construct, vpc: IVpc, options: NewFlowLogOptions): ILogGroup {
  const { subnets, includeAccepted = false, retention = RetentionDays.TWO_WEEKS } = options;
  const logGroup = new LogGroup(scope, 'FlowLogGroup', { retention, removalPolicy: RemovalPolicy.DESTROY });
  OWN_RESOURCES.otherLogs.add(logGroup.node.defaultChild!);
  const destination = FlowLogDestination.toCloudWatchLogs(logGroup);
  const resources = subnets
    ? vpc.selectSubnets(subnets).subnets.map((subnet) => FlowLogResourceType.fromSubnet(subnet))
    : [FlowLogResourceType.fromVpc(vpc)];
  resources.forEach((resourceType, index) => new FlowLog(scope, `FlowLog${index + 1}`, {
    resourceType,
    destination,
    trafficType: includeAccepted ? FlowLogTrafficType.ALL : FlowLogTrafficType.REJECT,
    // The alarm counts minutes; the default of ten would make one bad minute of them.
    maxAggregationInterval: FlowLogMaxAggregationInterval.ONE_MINUTE,
  }));
  return logGroup;
}

/** The CIDR of the VPC; that of its resource, because the attribute of the construct is a token. */
function rangeOf(vpc: IVpc): string[] | undefined {
  const resource = vpc.node.defaultChild;
  const range = resource instanceof CfnVPC ? resource.cidrBlock : vpc.vpcCidrBlock;
  return range === undefined || Token.isUnresolved(range) ? undefined : [range];
}
