import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnNatGateway, IVpc, IVpnConnection } from 'aws-cdk-lib/aws-ec2';
import { VpnAlarmWhen } from './vpn-alarm-when';

/** What an alarm watches. */
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
 * The state of a VPN connection: each tunnel reports 1 while it is up (BGP: established) and 0 otherwise, and the connection has the data of all.
 * https://docs.aws.amazon.com/vpn/latest/s2svpn/monitoring-cloudwatch-vpn.html
 */
export function vpnState({ vpnId }: IVpnConnection, when: VpnAlarmWhen): WatchedMetric {
  const all = when === VpnAlarmWhen.ANY_TUNNEL_DOWN;
  return {
    metric: new Metric({
      namespace: 'AWS/VPN', metricName: 'TunnelState', dimensionsMap: { VpnId: vpnId }, period: Duration.minutes(5), statistic: all ? 'Minimum' : 'Maximum',
    }),
    // Whether the connection's data are those of its tunnels or their mean: 0.5 is neither all up nor all down.
    threshold: all ? 1 : 0,
    comparisonOperator: all ? ComparisonOperator.LESS_THAN_THRESHOLD : ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD,
    datapointsToAlarm: 2,
    evaluationPeriods: 2,
    // A connection that reports nothing is neither up nor down: the alarm then says INSUFFICIENT_DATA.
    treatMissingData: TreatMissingData.MISSING,
    alarmDescription: all
      ? `A tunnel of VPN connection ${vpnId} is down: what still works has no spare. Look at the tunnel's status message and at the customer gateway.`
      : `No tunnel of VPN connection ${vpnId} is up: what lies behind it cannot be reached. Look at the tunnels' status messages and at the customer gateway.`,
  };
}

/** https://docs.aws.amazon.com/vpc/latest/userguide/metrics-dimensions-nat-gateway.html: above zero, too many connections are open. */
export function natPortErrors(natGatewayId: string): WatchedMetric {
  return natGateway(natGatewayId, 'ErrorPortAllocation', 1,
    `NAT gateway ${natGatewayId} has no source port left for new connections to some destination: they fail. Reuse connections, add addresses to the gateway, or spread over gateways.`);
}

/** The same page: a few drops are transient. */
export function natDrops(natGatewayId: string, packets: number): WatchedMetric {
  return natGateway(natGatewayId, 'PacketsDropCount', packets, `NAT gateway ${natGatewayId} drops packets. Look at the AWS Health Dashboard and at the gateway's bandwidth.`);
}

function natGateway(NatGatewayId: string, metricName: string, threshold: number, alarmDescription: string): WatchedMetric {
  return {
    metric: new Metric({ namespace: 'AWS/NATGateway', metricName, dimensionsMap: { NatGatewayId }, period: Duration.minutes(1), statistic: 'Sum' }),
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
  return vpc.node.findAll().filter((child): child is CfnNatGateway => child instanceof CfnNatGateway).map(({ attrNatGatewayId }) => attrNatGatewayId);
}
