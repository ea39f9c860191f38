import { Alarm, ComparisonOperator, IAlarm, IAlarmAction, IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { IVpc, IVpnConnection } from 'aws-cdk-lib/aws-ec2';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { natDrops, natGatewayIds, natPortErrors, vpnState, WatchedMetric } from './gateway-alarms';
import type { Reachability } from './reachability';
import type { RejectedTraffic } from './rejected-traffic';
import { VpnAlarmWhen } from './vpn-alarm-when';
import { checkArguments } from '../contract/check-arguments';
import { checkWhole } from '../contract/check-whole';
import { fail } from '../contract/errors';
import type { ServiceVerification } from '../verification/service-verification';

/** What of the network is watched; each part on its own. */
export interface NetworkHealthProps {
  /**
   * Packets to the service's ports that are rejected, from VPC Flow Logs, and an alarm on them.
   * @default - not watched
   */
  readonly rejectedTraffic?: RejectedTraffic;

  /**
   * Let the verifier ask AWS's Reachability Analyzer why no packet gets to a task. About $0.10 an analysis. Needs `verification`.
   * @default - it is not asked
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
   * When the alarms of the VPN connections rise.
   * @default VpnAlarmWhen.NO_TUNNEL_UP
   */
  readonly vpnAlarmWhen?: VpnAlarmWhen;

  /**
   * Ids of NAT gateways that the service's way out depends on, each with two alarms. `NetworkHealth.natGatewaysOf(vpc)` names those of a VPC.
   * @default - none
   */
  readonly natGatewayIds?: string[];

  /**
   * Packets a minute that a NAT gateway drops from which on the minute is a bad one, at least 1; three of five make an alarm.
   * @default 100
   */
  readonly natDroppedPackets?: number;

  /**
   * Topic that is told when an alarm begins and when it ends.
   * @default - nobody is told; the alarms are there for dashboards and as causes of other alarms
   */
  readonly alertTopic?: ITopic;

  /**
   * What else happens when an alarm begins and when it ends.
   * @default - nothing
   */
  readonly alarmActions?: IAlarmAction[];
}

/**
 * Layers 3 and 4 beneath a service: rejected packets, the reason why no packet arrives, VPN tunnels, NAT gateways.
 *
 * Adds a metric filter and an alarm for rejected packets (and a log group, a role with its policy and a flow log, if they are new), nothing for the analyzer but
 * statements of the verifier's role, one alarm a VPN connection, two a NAT gateway.
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
    return ids.length > 0 ? ids
      : fail('The VPC has no NAT gateways that this app knows', vpc.node.path, 'a Vpc of this app with NAT gateways', 'pass their ids as natGatewayIds');
  }

  /** Rejected flows a minute; undefined when they are not watched. */
  public readonly rejectedFlows?: IMetric;
  /** Where the flow log writes, for the `NetworkHealth` of another service; undefined when rejected packets are not watched. */
  public readonly flowLogGroup?: ILogGroup;
  /** Packets to the service's ports are rejected; undefined when they are not watched. */
  public readonly rejectedTrafficAlarm?: IAlarm;
  /** One a VPN connection, in the order given. */
  public readonly vpnAlarms: IAlarm[];
  /** A NAT gateway has no port left; one a gateway, in the order given. */
  public readonly natPortAlarms: IAlarm[];
  /** A NAT gateway drops packets; one a gateway, in the order given. */
  public readonly natDropAlarms: IAlarm[];
  /** All of them. */
  public readonly alarms: IAlarm[];

  private readonly actions: IAlarmAction[];

  public constructor(scope: Construct, id: string, props: NetworkHealthProps) {
    checkArguments('NetworkHealth', { scope, id, props });
    super(scope, id);
    const { rejectedTraffic, reachability, verification, vpnConnections = [], vpnAlarmWhen = VpnAlarmWhen.NO_TUNNEL_UP } = props;
    const { natGatewayIds: gateways = [], natDroppedPackets = 100 } = props;
    this.checkParts(props);
    checkWhole('natDroppedPackets', natDroppedPackets, 1, 1_000_000_000, 'pass how many dropped packets make a minute a bad one', this.node.path);
    this.actions = [...props.alertTopic ? [new SnsAction(props.alertTopic)] : [], ...props.alarmActions ?? []];
    if (rejectedTraffic) {
      const { metric, logGroup } = rejectedTraffic._create(this);
      this.rejectedFlows = metric;
      this.flowLogGroup = logGroup;
      this.rejectedTrafficAlarm = this.alarm('RejectedTraffic', {
        ...rejectedTraffic._alarm,
        metric,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: TreatMissingData.NOT_BREACHING,
        alarmDescription: 'A security group or a network ACL rejects packets to the ports of the service. The flow log names sender and network interface.',
      });
    }
    if (reachability) { verification!._analyze(reachability._allow(verification!.verifier, this)); }
    this.vpnAlarms = vpnConnections.map((connection, index) => this.alarm(`Vpn${index + 1}`, vpnState(connection, vpnAlarmWhen)));
    this.natPortAlarms = gateways.map((gateway, index) => this.alarm(`NatPorts${index + 1}`, natPortErrors(gateway)));
    this.natDropAlarms = gateways.map((gateway, index) => this.alarm(`NatDrops${index + 1}`, natDrops(gateway, natDroppedPackets)));
    this.alarms = [...this.rejectedTrafficAlarm ? [this.rejectedTrafficAlarm] : [], ...this.vpnAlarms, ...this.natPortAlarms, ...this.natDropAlarms];
  }

  private alarm(id: string, watched: WatchedMetric): Alarm {
    const alarm = new Alarm(this, id, watched);
    for (const action of this.actions) {
      alarm.addAlarmAction(action);
      alarm.addOkAction(action);
    }
    return alarm;
  }

  private checkParts({ rejectedTraffic, reachability, verification, vpnConnections = [], natGatewayIds: gateways = [] }: NetworkHealthProps): void {
    if (!rejectedTraffic && !reachability && vpnConnections.length === 0 && gateways.length === 0) {
      fail('NetworkHealth has nothing to watch', 'none of its parts', 'rejectedTraffic, reachability, vpnConnections or natGatewayIds', 'pass at least one of them', this.node.path);
    }
    if (reachability && !verification) {
      fail('Nobody could ask the Reachability Analyzer', 'reachability without verification', 'reachability with the verification of the service', 'pass health.verification', this.node.path);
    }
  }
}
