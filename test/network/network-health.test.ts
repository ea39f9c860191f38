import { App, Stack } from 'aws-cdk-lib';
import { Annotations } from 'aws-cdk-lib/assertions';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { IpAddresses, type IVpc, SubnetType, Vpc, VpnConnection } from 'aws-cdk-lib/aws-ec2';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import {
  HealthDialogue,
  HealthEndpoint,
  NetworkHealth,
  type NetworkHealthProps,
  Reachability,
  RejectedTraffic,
  VpnAlarmCondition,
} from '../../src';
import { contract, Match, stackWithVpc, Template } from '../fixtures';

const CONTRACT = contract({ readiness: HealthEndpoint.http('/ready', { port: 3001 }) });

function synthesized(props: (stack: Stack, vpc: IVpc) => NetworkHealthProps) {
  const { stack, vpc } = stackWithVpc();
  const network = new NetworkHealth(stack, 'Network', props(stack, vpc));
  return { stack, network, template: Template.fromStack(stack) };
}

function warnings(stack: Stack): string[] {
  return Annotations.fromStack(stack).findWarning('*', Match.anyValue()).map(({ entry }) => String(entry.data));
}

describe('rejected traffic', () => {
  test('a flow log of the VPC with rejected packets only, a filter on the ports, an alarm', () => {
    const { template, stack, network } = synthesized((_, vpc) => ({ rejectedTraffic: RejectedTraffic.inVpc(vpc, CONTRACT) }));
    template.resourceCountIs('AWS::EC2::FlowLog', 1);
    template.hasResourceProperties('AWS::EC2::FlowLog', {
      ResourceType: 'VPC',
      ResourceId: { Ref: Match.stringLikeRegexp('^Vpc') },
      TrafficType: 'REJECT',
      LogDestinationType: 'cloud-watch-logs',
      MaxAggregationInterval: 60,
      LogFormat: Match.absent(),
    });
    template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 14 });
    template.hasResourceProperties('AWS::Logs::MetricFilter', {
      FilterPattern: Match.stringLikeRegexp(
        'srcaddr=10\\.0\\.\\*, dstaddr=10\\.0\\.\\*, srcport, dstport=3000 \\|\\| dstport=3001, protocol=6,',
      ),
      MetricTransformations: [
        {
          MetricNamespace: 'LayeredHealth',
          MetricName: Match.stringLikeRegexp('^RejectedFlows-Stack-[0-9a-f]{8}$'),
          MetricValue: '1',
          DefaultValue: 0,
        },
      ],
    });
    template.resourceCountIs('AWS::CloudWatch::Alarm', 1);
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: Match.stringLikeRegexp('^RejectedFlows-Stack-'),
      Statistic: 'Sum',
      Period: 60,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      DatapointsToAlarm: 3,
      EvaluationPeriods: 5,
      TreatMissingData: 'notBreaching',
      AlarmActions: Match.absent(),
    });
    expect(network.alarms).toEqual([network.rejectedTrafficAlarm]);
    expect(network.rejectedFlows!.toMetricConfig().metricStat!.metricName).toMatch(/^RejectedFlows-Stack-/);
    expect(warnings(stack)).toEqual([]);
  });

  test('the role of the flow log may write to its log group and nothing else', () => {
    const { template } = synthesized((_, vpc) => ({ rejectedTraffic: RejectedTraffic.inVpc(vpc, CONTRACT) }));
    const [policy] = Object.values(template.findResources('AWS::IAM::Policy'));
    const [write, ...passItself] = policy.Properties.PolicyDocument.Statement;
    expect(write).toEqual({
      Effect: 'Allow',
      Action: ['logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams'],
      Resource: { 'Fn::GetAtt': [expect.stringMatching(/^NetworkFlowLogGroup/), 'Arn'] },
    });
    // The CDK no longer adds this in newer versions.
    expect([[], [
      { Effect: 'Allow', Action: 'iam:PassRole', Resource: { 'Fn::GetAtt': [expect.stringMatching(/^NetworkFlowLog1IAMRole/), 'Arn'] } },
    ]]).toContainEqual(passItself);
  });

  test('subnets, accepted packets, retention, ranges and numbers are the user\'s to choose', () => {
    const { template } = synthesized((_, vpc) => ({
      rejectedTraffic: RejectedTraffic.inVpc(vpc, CONTRACT, {
        subnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS },
        includeAccepted: true,
        retention: RetentionDays.ONE_DAY,
        from: ['192.168.0.0/16'],
        to: [],
        threshold: 5,
        datapointsToAlarm: 1,
        evaluationPeriods: 2,
      }),
    }));
    template.resourceCountIs('AWS::EC2::FlowLog', 2);
    template.resourceCountIs('AWS::Logs::LogGroup', 1);
    template.allResourcesProperties('AWS::EC2::FlowLog', { ResourceType: 'Subnet', TrafficType: 'ALL' });
    template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 1 });
    template.hasResourceProperties('AWS::Logs::MetricFilter', {
      FilterPattern: Match.stringLikeRegexp('srcaddr=192\\.168\\.\\*, dstaddr, '),
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { Threshold: 5, DatapointsToAlarm: 1, EvaluationPeriods: 2 });
  });

  test('a log group that exists serves several services, whose metrics have names of their own', () => {
    const { stack, vpc } = stackWithVpc();
    const first = new NetworkHealth(stack, 'First', { rejectedTraffic: RejectedTraffic.inVpc(vpc, CONTRACT) });
    new NetworkHealth(stack, 'Second', {
      rejectedTraffic: RejectedTraffic.inLogGroup(first.flowLogGroup!, contract({ port: 9000 }), { from: [] }),
    });
    const imported = LogGroup.fromLogGroupName(stack, 'Imported', '/flow-logs');
    new NetworkHealth(stack, 'Third', {
      rejectedTraffic: RejectedTraffic.inLogGroup(imported, CONTRACT, { from: [], logFormat: '${dstport} ${protocol} ${action}' }),
    });
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::EC2::FlowLog', 1);
    const filters = Object.values(template.findResources('AWS::Logs::MetricFilter')).map(({ Properties }) => Properties);
    expect(new Set(filters.map(({ MetricTransformations: [{ MetricName }] }) => MetricName)).size).toBe(3);
    expect(filters.map(({ LogGroupName }) => LogGroupName)).toContain('/flow-logs');
    template.hasResourceProperties('AWS::Logs::MetricFilter', {
      FilterPattern: '[dstport=3000 || dstport=3001, protocol=6, action=REJECT]',
    });
    expect(warnings(stack)).toEqual([]);
  });

  test('UDP ports are watched as UDP', () => {
    const ntp = contract({ liveness: HealthEndpoint.udp(HealthDialogue.ntp()), readiness: undefined });
    const { template } = synthesized((_, vpc) => ({ rejectedTraffic: RejectedTraffic.inVpc(vpc, ntp) }));
    template.hasResourceProperties('AWS::Logs::MetricFilter', { FilterPattern: Match.stringLikeRegexp('dstport=3000, protocol=17,') });
  });

  test('a worker has no ports to watch', () => {
    const { vpc } = stackWithVpc();
    const worker = contract({ port: undefined, liveness: HealthEndpoint.command(['CMD', '/alive']), readiness: undefined });
    expect(() => RejectedTraffic.inVpc(vpc, worker)).toThrow('A worker has no port');
  });

  test('where the range of the VPC is not known, a warning says what is counted', () => {
    const pool = { ipv4IpamPoolId: 'pool', ipv4NetmaskLength: 16, defaultSubnetIpv4NetmaskLength: 24 };
    const { stack } = synthesized((scope) => ({
      rejectedTraffic: RejectedTraffic.inVpc(new Vpc(scope, 'Managed', { ipAddresses: IpAddresses.awsIpamAllocation(pool) }), CONTRACT),
    }));
    expect(warnings(stack)).toEqual([expect.stringContaining('cdk-ecs-layered-health:RejectedFromAnywhere')]);
    const told = synthesized((scope) => ({ rejectedTraffic: RejectedTraffic.inLogGroup(new LogGroup(scope, 'Flows'), CONTRACT) }));
    expect(warnings(told.stack)).toHaveLength(1);
  });

  test.each([
    ['threshold of rejected traffic is out of range: got 0', { threshold: 0 }],
    ['evaluationPeriods of rejected traffic is out of range: got 61', { evaluationPeriods: 61 }],
    [
      'datapointsToAlarm of rejected traffic is out of range: got 4, allowed: a whole number from 1 to 3',
      { datapointsToAlarm: 4, evaluationPeriods: 3 },
    ],
    ['An IPv4 range is not valid: got "any"', { from: ['any'] }],
  ])('%s', (message, options) => {
    const { vpc } = stackWithVpc();
    expect(() => RejectedTraffic.inVpc(vpc, CONTRACT, options)).toThrow(message);
  });
});

describe('VPN connections', () => {
  const connection = (stack: Stack) =>
    VpnConnection.fromVpnConnectionAttributes(stack, 'Vpn', {
      vpnId: 'vpn-1',
      customerGatewayId: 'cgw-1',
      customerGatewayIp: '192.0.2.1',
      customerGatewayAsn: 65000,
    });

  // The connection's data are those of two tunnels, or their mean: 0.5 must be told from 0 and from 1 in both.
  test.each<[when: VpnAlarmCondition | undefined, expected: object]>([
    [undefined, { Statistic: 'Maximum', ComparisonOperator: 'LessThanOrEqualToThreshold', Threshold: 0 }],
    [VpnAlarmCondition.NO_TUNNEL_UP, { Statistic: 'Maximum', ComparisonOperator: 'LessThanOrEqualToThreshold', Threshold: 0 }],
    [VpnAlarmCondition.ANY_TUNNEL_DOWN, { Statistic: 'Minimum', ComparisonOperator: 'LessThanThreshold', Threshold: 1 }],
  ])('%s', (vpnAlarmWhen, expected) => {
    const { template, network } = synthesized((stack) => ({ vpnConnections: [connection(stack)], vpnAlarmWhen }));
    template.resourceCountIs('AWS::CloudWatch::Alarm', 1);
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'AWS/VPN',
      MetricName: 'TunnelState',
      Dimensions: [{ Name: 'VpnId', Value: 'vpn-1' }],
      Period: 300,
      EvaluationPeriods: 2,
      DatapointsToAlarm: 2,
      TreatMissingData: 'missing',
      ...expected,
    });
    expect(network.alarms).toEqual(network.vpnAlarms);
  });
});

describe('NAT gateways', () => {
  test('two alarms a gateway, which tell a topic and whatever else', () => {
    const { template, network } = synthesized((stack, vpc) => ({
      natGatewayIds: [...NetworkHealth.natGatewaysOf(vpc), 'nat-2'],
      natDroppedPackets: 7,
      alarmTopic: new Topic(stack, 'Topic'),
      alarmActions: [new SnsAction(new Topic(stack, 'Other'))],
    }));
    template.resourceCountIs('AWS::CloudWatch::Alarm', 4);
    const told = [{ Ref: Match.stringLikeRegexp('^Topic') }, { Ref: Match.stringLikeRegexp('^Other') }];
    const common = {
      Namespace: 'AWS/NATGateway',
      Statistic: 'Sum',
      Period: 60,
      DatapointsToAlarm: 3,
      EvaluationPeriods: 5,
      TreatMissingData: 'notBreaching',
      AlarmActions: told,
      OKActions: told,
    };
    const own = [{ Name: 'NatGatewayId', Value: { 'Fn::GetAtt': [Match.stringLikeRegexp('NATGateway'), 'NatGatewayId'] } }];
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      ...common,
      MetricName: 'ErrorPortAllocation',
      Threshold: 1,
      Dimensions: own,
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { ...common, MetricName: 'PacketsDropCount', Threshold: 7, Dimensions: own });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      ...common,
      MetricName: 'PacketsDropCount',
      Dimensions: [{ Name: 'NatGatewayId', Value: 'nat-2' }],
    });
    expect(network.alarms).toEqual([...network.natPortAlarms, ...network.natDropAlarms]);
  });

  test('a VPC without NAT gateways of this app is an error', () => {
    const stack = new Stack(new App(), 'Stack');
    const imported = Vpc.fromVpcAttributes(stack, 'Imported', { vpcId: 'vpc-1', availabilityZones: ['a'] });
    expect(() => NetworkHealth.natGatewaysOf(imported)).toThrow('The VPC has no NAT gateways that this app knows: got Stack/Imported');
  });
});

test.each<[message: string, props: NetworkHealthProps]>([
  ['NetworkHealth has nothing to watch', {}],
  ['NetworkHealth has nothing to watch', { vpnConnections: [], natGatewayIds: [] }],
  ['The Reachability Analyzer has no verification to explain', { reachability: Reachability.fromProber() }],
  ['natDroppedPackets is out of range: got 0', { natGatewayIds: ['nat-1'], natDroppedPackets: 0 }],
])('%s', (message, props) => {
  expect(() => synthesized(() => props)).toThrow(message);
});
