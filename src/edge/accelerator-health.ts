import { Fn } from 'aws-cdk-lib';
import { type Alarm, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { CfnEndpointGroup, IEndpointGroup } from 'aws-cdk-lib/aws-globalaccelerator';
import { Construct } from 'constructs';
import { ACCELERATOR_METRICS, globalAlarms, MINUTE } from './edge-alarm';
import type { EdgeAlarmOptions } from './edge-alarm-options';
import { resourceBelow } from '../aws/service-resource';
import { checkArguments } from '../contract/check-arguments';
import { describeEndpoint } from '../contract/describe-endpoint';
import { fail } from '../contract/errors';
import type { HealthContract } from '../contract/health-contract';
import { HealthProtocol } from '../contract/health-protocol';
import { GLOBAL_ACCELERATOR, PORT } from '../contract/limits';
import { requireInteger } from '../contract/require-integer';

/** The endpoint group, and the contract that is applied to it. */
export interface AcceleratorHealthProps extends EdgeAlarmOptions {
  /** What the service promises about its health. */
  readonly contract: HealthContract;

  /** An endpoint group of this app. An imported one cannot be changed. */
  readonly endpointGroup: IEndpointGroup;

  /**
   * Port at which instances and Elastic IP addresses are checked, 1–65535.
   * @default - that of the contract's endpoint
   */
  readonly port?: number;
}

/**
 * Applies a health contract to an endpoint group of AWS Global Accelerator, and an alarm on its unhealthy endpoints.
 *
 * The check is for instances and Elastic IP addresses. Load balancers are checked by their own target groups, whatever is set here: use
 * `TargetGroupHealth` for them.
 * https://docs.aws.amazon.com/global-accelerator/latest/dg/about-endpoint-groups-health-check-options.html
 *
 * Metrics of accelerators exist only in us-west-2, and so does the alarm: in this stack if it is there, otherwise in a stack that is
 * created there, for which this stack's account and region must be known.
 * https://docs.aws.amazon.com/global-accelerator/latest/dg/cloudwatch-monitoring.html
 */
export class AcceleratorHealth extends Construct {
  /** Endpoints of the group that are unhealthy; lives in us-west-2. */
  public readonly unhealthyEndpointCount: Metric;
  /** Endpoints of the group are unhealthy. */
  public readonly unhealthyEndpoints: Alarm;
  /** All alarms. */
  public readonly alarms: Alarm[];

  constructor(scope: Construct, id: string, props: AcceleratorHealthProps) {
    checkArguments('AcceleratorHealth', { scope, id, props });
    super(scope, id);
    const { endpointGroup } = props;
    const resource = resourceBelow(endpointGroup, 'AWS::GlobalAccelerator::EndpointGroup') as CfnEndpointGroup | undefined
      ?? fail({
        what: 'The health check of an endpoint group can only be set where it is defined',
        got: `${endpointGroup.node.path} (imported)`,
        allowed: 'an EndpointGroup of this app',
        fix: 'use AcceleratorHealth in the app that defines it',
        at: this.node.path,
      });
    const alarm = globalAlarms(this, ACCELERATOR_METRICS, props);
    this.setCheck(resource, props);
    this.unhealthyEndpointCount = new Metric({
      namespace: 'AWS/GlobalAccelerator',
      metricName: 'UnhealthyEndpointCount',
      // arn:aws:globalaccelerator::<account>:accelerator/<id>/listener/<id>/endpoint-group/<id>; the dimension of a group is its region.
      dimensionsMap: {
        Accelerator: part(endpointGroup, 1),
        Listener: part(endpointGroup, 3),
        EndpointGroup: resource.endpointGroupRegion,
      },
      statistic: Stats.MAXIMUM,
      period: MINUTE,
      region: ACCELERATOR_METRICS.region,
    });
    this.unhealthyEndpoints = alarm('UnhealthyEndpoints', {
      metric: this.unhealthyEndpointCount,
      threshold: 1,
      description:
        `Global Accelerator counts endpoints of ${endpointGroup.node.path} as unhealthy. It sends traffic to the healthy ones, `
        + 'or to all where none is healthy.',
      // An enabled accelerator always reports, so missing data is neither good nor bad.
      missing: TreatMissingData.MISSING,
    });
    this.alarms = [this.unhealthyEndpoints];
  }

  /** Every 30 seconds where that removes traffic as soon as the contract needs, otherwise every 10. */
  private setCheck(resource: CfnEndpointGroup, { contract, port }: AcceleratorHealthProps): void {
    const { trafficEndpoint: endpoint, budget } = contract;
    const { isHttp, isPlain, protocol, path } = endpoint;
    if (!isPlain || !isHttp && protocol !== HealthProtocol.TCP) {
      fail({
        what: 'Global Accelerator can only send a plain GET or open a connection',
        got: describeEndpoint(endpoint),
        allowed: 'HTTP, HTTPS or TCP',
        fix: 'give the contract a readiness endpoint that it can check',
        at: this.node.path,
      });
    }
    if (path !== undefined && path.length > GLOBAL_ACCELERATOR.pathLength) {
      fail({
        what: 'The path of the endpoint is too long for Global Accelerator',
        got: `${path.length} characters`,
        allowed: `at most ${GLOBAL_ACCELERATOR.pathLength}`,
        fix: 'offer the check under a shorter path',
        at: this.node.path,
      });
    }
    if (port !== undefined) {
      requireInteger({ what: 'port', value: port, ...PORT, fix: 'pass the port of the instances', at: this.node.path });
    }
    const { unhealthyThreshold } = budget.targetGroup;
    const { fast, slow } = GLOBAL_ACCELERATOR.intervals;
    resource.healthCheckProtocol = protocol.toUpperCase();
    resource.healthCheckPort = port ?? endpoint.port ?? contract.port;
    resource.healthCheckPath = path;
    resource.healthCheckIntervalSeconds = slow * unhealthyThreshold <= budget.worstCases.trafficRemoved.toSeconds() ? slow : fast;
    resource.thresholdCount = unhealthyThreshold;
  }
}

function part({ endpointGroupArn }: IEndpointGroup, index: number): string {
  return Fn.select(index, Fn.split('/', endpointGroupArn));
}
