import { type Alarm, ComparisonOperator, type IAlarm, type IAlarmAction, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { IVpc, IVpnConnection } from 'aws-cdk-lib/aws-ec2';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { natDrops, natGatewayIds, natPortErrors, vpnState, type WatchedMetric } from './gateway-alarms';
import type { Reachability } from './reachability';
import type { RejectedTraffic } from './rejected-traffic';
import { VpnAlarmCondition } from './vpn-alarm-condition';
import { createAlarm } from '../aws/create-alarm';
import { checkArguments } from '../contract/check-arguments';
import { fail } from '../contract/errors';
import { requireInteger } from '../contract/require-integer';
import type { ServiceVerification } from '../verification/service-verification';

/** The parts of the network to watch; each is optional. */
export interface NetworkHealthProps {
  /**
   * Packets to the service's ports that are rejected, from VPC Flow Logs, and an alarm on them.
   * @default - not watched
   */
  readonly rejectedTraffic?: RejectedTraffic;

  /**
   * Lets the verifier have AWS's Reachability Analyzer find out why no packet reaches a task. About $0.10 an analysis. Needs
   * `verification`.
   * @default - no analysis
   */
  readonly reachability?: Reachability;

  /**
   * The verification whose PORT_FILTERED and HOST_UNREACHABLE the analyzer explains.
   * @default - none
   */
  readonly verification?: ServiceVerification;

  /**
   * VPN connections that the service depends on, each with an alarm; own or imported.
   * @default - none
   */
  readonly vpnConnections?: IVpnConnection[];

  /**
   * When the alarms of the VPN connections start.
   * @default VpnAlarmCondition.NO_TUNNEL_UP
   */
  readonly vpnAlarmWhen?: VpnAlarmCondition;

  /**
   * Ids of the NAT gateways that the service's outgoing connections need, each with two alarms. `NetworkHealth.natGatewaysOf(vpc)` returns
   * those of a VPC.
   * @default - none
   */
  readonly natGatewayIds?: string[];

  /**
   * Packets that a NAT gateway drops in a minute from which on the minute is bad, at least 1; 3 of the last 5 minutes start the alarm.
   * @default 100
   */
  readonly natDroppedPackets?: number;

  /**
   * Topic that CloudWatch itself notifies when an alarm starts and when it ends, with its own JSON message.
   * @default - nobody is notified; the alarms are there for dashboards and as causes of other alarms
   */
  readonly alarmTopic?: ITopic;

  /**
   * Other actions when an alarm starts and when it ends.
   * @default - none
   */
  readonly alarmActions?: IAlarmAction[];
}

/**
 * Layers 3 and 4 beneath a service: rejected packets, the reason why no packet arrives, VPN tunnels, NAT gateways.
 *
 * Adds a metric filter and an alarm for rejected packets (and for a new flow log its log group, role and policy), statements of the
 * verifier's role for the analyzer, one alarm for each VPN connection and two for each NAT gateway.
 */
export class NetworkHealth extends Construct {
  /**
   * The ids of the NAT gateways of a VPC of this app.
   * @param vpc the VPC
   * @throws when it has none that this app creates
   */
  public static natGatewaysOf(vpc: IVpc): string[] {
    checkArguments('NetworkHealth.natGatewaysOf', { vpc });
    const ids = natGatewayIds(vpc);
    return ids.length > 0
      ? ids
      : fail({
        what: 'The VPC has no NAT gateways that this app knows',
        got: vpc.node.path,
        allowed: 'a Vpc of this app with NAT gateways',
        fix: 'pass their ids as natGatewayIds',
      });
  }

  /** Rejected flows a minute; undefined when they are not watched. */
  public readonly rejectedFlows?: IMetric;
  /** Where the flow log writes, for the `NetworkHealth` of another service; undefined when rejected packets are not watched. */
  public readonly flowLogGroup?: ILogGroup;
  /** Packets to the service's ports are rejected; undefined when they are not watched. */
  public readonly rejectedTrafficAlarm?: IAlarm;
  /** One for each VPN connection, in the order given. */
  public readonly vpnAlarms: IAlarm[];
  /** A NAT gateway has no port left; one for each gateway, in the order given. */
  public readonly natPortAlarms: IAlarm[];
  /** A NAT gateway drops packets; one for each gateway, in the order given. */
  public readonly natDropAlarms: IAlarm[];
  /** All of them. */
  public readonly alarms: IAlarm[];

  private readonly actions: IAlarmAction[];

  constructor(scope: Construct, id: string, props: NetworkHealthProps) {
    checkArguments('NetworkHealth', { scope, id, props });
    super(scope, id);
    const { rejectedTraffic, reachability, verification, vpnConnections = [], vpnAlarmWhen = VpnAlarmCondition.NO_TUNNEL_UP } = props;
    const { natGatewayIds: gateways = [], natDroppedPackets = 100 } = props;
    this.checkParts(props);
    requireInteger({
      what: 'natDroppedPackets',
      value: natDroppedPackets,
      min: 1,
      max: 1_000_000_000,
      fix: 'pass how many dropped packets make a minute bad',
      at: this.node.path,
    });
    this.actions = [...props.alarmTopic ? [new SnsAction(props.alarmTopic)] : [], ...props.alarmActions ?? []];
    if (rejectedTraffic) {
      const { metric, logGroup } = rejectedTraffic._create(this);
      this.rejectedFlows = metric;
      this.flowLogGroup = logGroup;
      this.rejectedTrafficAlarm = this.alarm('RejectedTraffic', {
        ...rejectedTraffic._alarm,
        metric,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: TreatMissingData.NOT_BREACHING,
        alarmDescription:
          'A security group or a network ACL rejects packets to the ports of the service. The flow log names sender and '
          + 'network interface.',
      });
    }
    if (reachability) {
      verification!._analyze(reachability._allow(verification!.verifier, this));
    }
    this.vpnAlarms = vpnConnections.map((connection, index) => this.alarm(`Vpn${index + 1}`, vpnState(connection, vpnAlarmWhen)));
    this.natPortAlarms = gateways.map((gateway, index) => this.alarm(`NatPorts${index + 1}`, natPortErrors(gateway)));
    this.natDropAlarms = gateways.map((gateway, index) => this.alarm(`NatDrops${index + 1}`, natDrops(gateway, natDroppedPackets)));
    this.alarms = [
      ...this.rejectedTrafficAlarm ? [this.rejectedTrafficAlarm] : [],
      ...this.vpnAlarms,
      ...this.natPortAlarms,
      ...this.natDropAlarms,
    ];
  }

  private alarm(id: string, watched: WatchedMetric): Alarm {
    return createAlarm(this, id, { ...watched, actions: this.actions });
  }

  private checkParts({
    rejectedTraffic,
    reachability,
    verification,
    vpnConnections = [],
    natGatewayIds: gateways = [],
  }: NetworkHealthProps): void {
    if (!rejectedTraffic && !reachability && vpnConnections.length === 0 && gateways.length === 0) {
      fail({
        what: 'NetworkHealth has nothing to watch',
        got: 'none of its parts',
        allowed: 'rejectedTraffic, reachability, vpnConnections or natGatewayIds',
        fix: 'pass at least one of them',
        at: this.node.path,
      });
    }
    if (reachability && !verification) {
      fail({
        what: 'The Reachability Analyzer has no verification to explain',
        got: 'reachability without verification',
        allowed: 'reachability with the verification of the service',
        fix: 'pass health.verification',
        at: this.node.path,
      });
    }
  }
}
