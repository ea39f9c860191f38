import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnNatGateway, type IVpc, type IVpnConnection } from 'aws-cdk-lib/aws-ec2';
import { VpnAlarmCondition } from './vpn-alarm-condition';

/** The settings of an alarm. */
export interface WatchedMetric {
  readonly metric: Metric;
  readonly threshold: number;
  readonly comparisonOperator: ComparisonOperator;
  readonly datapointsToAlarm: number;
  readonly evaluationPeriods: number;
  readonly treatMissingData: TreatMissingData;
  readonly alarmDescription: string;
}

/**
 * The state of a VPN connection: each tunnel reports 1 while it is up (BGP: established) and 0 otherwise, and the connection has the data
 * of all.
 * https://docs.aws.amazon.com/vpn/latest/s2svpn/monitoring-cloudwatch-vpn.html
 */
export function vpnState({ vpnId }: IVpnConnection, when: VpnAlarmCondition): WatchedMetric {
  const all = when === VpnAlarmCondition.ANY_TUNNEL_DOWN;
  return {
    metric: new Metric({
      namespace: 'AWS/VPN',
      metricName: 'TunnelState',
      dimensionsMap: { VpnId: vpnId },
      period: Duration.minutes(5),
      statistic: all ? 'Minimum' : 'Maximum',
    }),
    // Right for both readings of AWS's page, data per tunnel or their mean: 0.5 is neither all up nor all down.
    threshold: all ? 1 : 0,
    comparisonOperator: all ? ComparisonOperator.LESS_THAN_THRESHOLD : ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD,
    datapointsToAlarm: 2,
    evaluationPeriods: 2,
    // A connection without data is neither up nor down: the state of the alarm is then INSUFFICIENT_DATA.
    treatMissingData: TreatMissingData.MISSING,
    alarmDescription: all
      ? `A tunnel of VPN connection ${vpnId} is down: the connection works without redundancy. Check the tunnel's status message `
        + 'and the customer gateway.'
      : `No tunnel of VPN connection ${vpnId} is up: the networks behind it cannot be reached. Check the tunnels' status `
        + 'messages and the customer gateway.',
  };
}

/** https://docs.aws.amazon.com/vpc/latest/userguide/metrics-dimensions-nat-gateway.html: above zero, too many connections are open. */
export function natPortErrors(natGatewayId: string): WatchedMetric {
  return natGateway(
    natGatewayId,
    'ErrorPortAllocation',
    1,
    `NAT gateway ${natGatewayId} has no source port left for new connections to some destination, so they fail. Reuse `
      + 'connections, add addresses to the gateway, or spread over gateways.',
  );
}

/** The same page: a few drops are transient. */
export function natDrops(natGatewayId: string, packets: number): WatchedMetric {
  return natGateway(
    natGatewayId,
    'PacketsDropCount',
    packets,
    `NAT gateway ${natGatewayId} drops packets. Check the AWS Health Dashboard and the gateway's bandwidth.`,
  );
}

function natGateway(NatGatewayId: string, metricName: string, threshold: number, alarmDescription: string): WatchedMetric {
  return {
    metric: new Metric({
      namespace: 'AWS/NATGateway',
      metricName,
      dimensionsMap: { NatGatewayId },
      period: Duration.minutes(1),
      statistic: 'Sum',
    }),
    threshold,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    datapointsToAlarm: 3,
    evaluationPeriods: 5,
    treatMissingData: TreatMissingData.NOT_BREACHING,
    alarmDescription,
  };
}

/** The ids of the NAT gateways that a VPC of this app creates. */
export function natGatewayIds(vpc: IVpc): string[] {
  return vpc.node
    .findAll()
    .filter((child): child is CfnNatGateway => child instanceof CfnNatGateway)
    .map(({ attrNatGatewayId }) => attrNatGatewayId);
}
