import type { FamilyCases } from './case';
import { healthCheck } from './ranges';
import { only, serviceWith, withProperties, type Part } from '../template';

const PARAMETER = { Ref: 'Parameter' };

function targetGroup(part: Part): Part {
  return only('AWS::ElasticLoadBalancingV2::TargetGroup', { Protocol: 'HTTP', Port: 80, TargetType: 'ip', ...part });
}

function grpc(part: Part): Part {
  return targetGroup({ ProtocolVersion: 'GRPC', HealthCheckPath: '/grpc.health.v1.Health/Check', ...part });
}

const httpCode = (HttpCode: unknown, part: Part = {}) => targetGroup({ Matcher: { HttpCode }, ...part });
const grpcCode = (GrpcCode: unknown) => grpc({ Matcher: { GrpcCode } });

/** The service as one of UDP, checked on a port. */
function udp(mappings: unknown, check: Part = {}): Part {
  return withProperties({
    TaskDefinition: { ContainerDefinitions: [{ Name: 'web', PortMappings: mappings }] },
    TargetGroup: { Protocol: 'UDP', Matcher: undefined, HealthCheckPath: undefined, ...check },
  });
}

/** A network load balancer in front of an application load balancer. */
function behindNetwork(listener: Part, group: Part = {}): Part {
  return serviceWith({
    Resources: {
      Listener: { Properties: { Protocol: 'HTTPS', Port: 443, ...listener } },
      Front: {
        Type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
        Properties: {
          Protocol: 'TCP',
          Port: 443,
          TargetType: 'alb',
          HealthCheckProtocol: 'HTTPS',
          Targets: [{ Id: { Ref: 'LoadBalancer' }, Port: 443 }],
          ...group,
        },
      },
    },
  });
}

/** The service, checked on a port of its own. */
function checkedOn(HealthCheckPort: unknown, ingress: Part = {}, more: Part = {}): Part {
  return serviceWith({ Resources: { TargetGroup: { Properties: { HealthCheckPort } }, ServiceIngress: { Properties: ingress }, ...more } });
}

function rule(part: Part): Part {
  return {
    OtherIngress: {
      Type: 'AWS::EC2::SecurityGroupIngress',
      Properties: { GroupId: { Ref: 'ServiceSecurityGroup' }, IpProtocol: 'tcp', ...part },
    },
  };
}

function hostOf(Scheme: unknown): Part {
  return serviceWith({
    Resources: {
      LoadBalancer: { Properties: { Scheme } },
      Check: {
        Type: 'AWS::Route53::HealthCheck',
        Properties: { HealthCheckConfig: { Type: 'HTTPS', FullyQualifiedDomainName: { 'Fn::GetAtt': ['LoadBalancer', 'DNSName'] } } },
      },
    },
  });
}

const plain = (part: Part) => healthCheck({ FullyQualifiedDomainName: undefined, ...part });

/** An alarm on unhealthy targets, in a template with both load balancers. */
function targets(part: Part, others: Part = {}): Part {
  return serviceWith({
    Resources: {
      Alarm: {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: {
          Namespace: 'AWS/ApplicationELB',
          MetricName: 'UnHealthyHostCount',
          Statistic: 'Maximum',
          Period: 60,
          EvaluationPeriods: 3,
          Threshold: 1,
          ComparisonOperator: 'GreaterThanOrEqualToThreshold',
          Dimensions: dimensions(),
          ...part,
        },
      },
      ...others,
    },
  });
}

function dimensions(
  balancer: unknown = { 'Fn::GetAtt': ['LoadBalancer', 'LoadBalancerFullName'] },
  group: unknown = { 'Fn::GetAtt': ['TargetGroup', 'TargetGroupFullName'] },
): unknown[] {
  return [{ Name: 'LoadBalancer', Value: balancer }, { Name: 'TargetGroup', Value: group }];
}

const CLASSIC_DIMENSION = [{ Name: 'TargetGroup', Value: 'targetgroup/x/1' }];
const NETWORK_GROUP = { Protocol: 'TCP', HealthCheckProtocol: 'TCP', HealthCheckPath: undefined, Matcher: undefined };

function followed(alarm: Part, type = 'CLOUDWATCH_METRIC'): Part {
  return {
    Resources: {
      Alarm: {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: { Namespace: 'Shop', MetricName: 'Up', Statistic: 'Minimum', Period: 60, EvaluationPeriods: 3, Threshold: 1, ...alarm },
      },
      Check: {
        Type: 'AWS::Route53::HealthCheck',
        Properties: { HealthCheckConfig: { Type: type, AlarmIdentifier: { Name: { Ref: 'Alarm' }, Region: 'us-east-1' } } },
      },
    },
  };
}

function bridge(group: Part, mapping: Part = {}): Part {
  return withProperties({
    TaskDefinition: {
      RequiresCompatibilities: ['EC2'],
      NetworkMode: 'bridge',
      ContainerDefinitions: [{ Name: 'web', PortMappings: [{ ContainerPort: 3000, HostPort: 0, ...mapping }] }],
    },
    TargetGroup: { TargetType: 'instance', ...group },
  });
}

export const PROTOCOL: FamilyCases = {
  AlarmWithoutDimension: {
    compliant: {
      'both': targets({}),
      'another metric': targets({ MetricName: 'RequestCount', Dimensions: [] }),
      'dimensions that a parameter decides': targets({ Dimensions: PARAMETER }),
      'a namespace that a parameter decides': targets({ Namespace: PARAMETER, Dimensions: [] }),
      'a classic load balancer': targets({ Namespace: 'AWS/ELB', Dimensions: [{ Name: 'LoadBalancerName', Value: 'shop' }] }),
    },
    nonCompliant: {
      'the target group alone': targets({ Dimensions: dimensions().slice(1) }),
      'none': targets({ Dimensions: undefined }),
      'the target group alone, in the namespace of classic ones': targets({ Namespace: 'AWS/ELB', Dimensions: dimensions().slice(1) }),
    },
    says: /without the dimensions? LoadBalancer/,
  },
  AlarmDimensionNotFullName: {
    compliant: {
      'full names': targets({}),
      'texts': targets({ Dimensions: dimensions('app/x/1', 'targetgroup/x/1') }),
      'parameters': targets({ Dimensions: dimensions(PARAMETER, PARAMETER) }),
    },
    nonCompliant: {
      'the ARN of a resource': targets({ Dimensions: dimensions(undefined, { Ref: 'TargetGroup' }) }),
      'the name of a resource': targets({ Dimensions: dimensions(undefined, { 'Fn::GetAtt': ['TargetGroup', 'TargetGroupName'] }) }),
      'an ARN as text': targets({
        Dimensions: dimensions(undefined, 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/x/1'),
      }),
    },
    says: /The dimension TargetGroup is (the ARN|TargetGroupName)/,
  },
  AlarmNamespaceNotOfLoadBalancer: {
    compliant: {
      'that of its load balancer': targets({}),
      'another namespace': targets({ Namespace: 'Shop' }),
      'a load balancer from elsewhere': targets({ Namespace: 'AWS/NetworkELB', Dimensions: dimensions(PARAMETER, PARAMETER) }),
    },
    nonCompliant: {
      'that of a network load balancer': targets({ Namespace: 'AWS/NetworkELB' }),
      'that of an application load balancer': targets(
        { Dimensions: dimensions(PARAMETER) },
        { TargetGroup: { Properties: NETWORK_GROUP } },
      ),
      'that of classic ones': only('AWS::CloudWatch::Alarm', {
        Namespace: 'AWS/ELB', MetricName: 'HealthyHostCount', Dimensions: CLASSIC_DIMENSION,
      }),
    },
    says: /Set Namespace to AWS\//,
  },
  AlarmStatisticNotOfHosts: {
    compliant: {
      'a maximum': targets({}),
      'a sum of requests': targets({ MetricName: 'RequestCount', Statistic: 'Sum' }),
      'a parameter': targets({ Statistic: PARAMETER }),
    },
    nonCompliant: {
      'how often was reported': targets({ Statistic: 'SampleCount' }),
      'a sum': targets({ Statistic: 'Sum' }),
      'a sum of healthy targets': targets({ MetricName: 'HealthyHostCount', Statistic: 'Sum' }),
    },
    says: /Statistic of UnHealthyHostCount is .* Set Statistic to Minimum|of HealthyHostCount is .* Set Statistic to Maximum/,
  },
  Route53AlarmNotFollowable: {
    compliant: {
      'one metric': followed({}),
      'an alarm that no check follows': followed({ ExtendedStatistic: 'p99' }, 'HTTP'),
      'a parameter': followed({ DatapointsToAlarm: PARAMETER }),
    },
    nonCompliant: {
      'a percentile': followed({ Statistic: undefined, ExtendedStatistic: 'p99' }),
      'two of three': followed({ DatapointsToAlarm: 2 }),
      'ten seconds': followed({ Period: 10 }),
      'metric math': followed({ Metrics: [{ Id: 'e', Expression: 'a + b' }], MetricName: undefined }),
    },
    says: /The check follows the alarm '\w+', and/,
  },
  Route53HttpsWithoutSni: {
    compliant: {
      'a name': healthCheck({ Type: 'HTTPS', FullyQualifiedDomainName: 'www.example.com' }),
      'HTTP by address': healthCheck({ Type: 'HTTP', IPAddress: '203.0.113.10' }),
      'a parameter': healthCheck({ Type: 'HTTPS', FullyQualifiedDomainName: 'www.example.com', EnableSNI: PARAMETER }),
    },
    nonCompliant: {
      'turned off': healthCheck({ Type: 'HTTPS', FullyQualifiedDomainName: 'www.example.com', EnableSNI: false }),
      'an address without a name': healthCheck({ Type: 'HTTPS', IPAddress: '203.0.113.10', FullyQualifiedDomainName: undefined }),
    },
    says: /EnableSNI is false\. Set EnableSNI to true|no FullyQualifiedDomainName/,
  },
  Ipv6GroupOnIpv4LoadBalancer: {
    compliant: {
      'both IPv4': serviceWith(),
      'dualstack': withProperties({ TargetGroup: { IpAddressType: 'ipv6' }, LoadBalancer: { IpAddressType: 'dualstack' } }),
      'a parameter': withProperties({ TargetGroup: { IpAddressType: 'ipv6' }, LoadBalancer: { IpAddressType: PARAMETER } }),
    },
    nonCompliant: { 'IPv6 behind IPv4': withProperties({ TargetGroup: { IpAddressType: 'ipv6' } }) },
    says: /Set IpAddressType of 'LoadBalancer' to dualstack/,
  },
  RedirectCountsAsHealthy: {
    compliant: {
      'no redirect': withProperties({ TargetGroup: { Matcher: { HttpCode: '200-299' } } }),
      'a parameter': withProperties({ TargetGroup: { Matcher: { HttpCode: PARAMETER } } }),
      'the default of a network load balancer': withProperties({ TargetGroup: { ...NETWORK_GROUP, HealthCheckProtocol: 'HTTP' } }),
    },
    nonCompliant: {
      'a redirect alone': withProperties({ TargetGroup: { Matcher: { HttpCode: '301' } } }),
      'among others': withProperties({ TargetGroup: { Matcher: { HttpCode: '200-399' } } }),
    },
    says: /301(, 302, 303, 307, 308)? count as healthy/,
  },
  FixedCheckPortWithDynamicHostPort: {
    compliant: {
      'the port of the traffic': bridge({}),
      'a fixed host port': bridge({ HealthCheckPort: '3000' }, { HostPort: 3000 }),
      'a port that a parameter decides': bridge({ HealthCheckPort: PARAMETER }),
      'an address of its own': withProperties({ TargetGroup: { HealthCheckPort: '3000' } }),
    },
    nonCompliant: {
      'a fixed check port': bridge({ HealthCheckPort: '3000' }),
      'no host port': bridge({ HealthCheckPort: '3000' },
        { HostPort: undefined }),
    },
    says: /HealthCheckPort is 3000, and ECS chooses the host port of container 'web'/,
  },
  SecurityGroupAdmitsNobody: {
    compliant: {
      'a rule for the port': serviceWith(),
      'a rule for an unknown port': withProperties({ ServiceIngress: { FromPort: PARAMETER, ToPort: PARAMETER } }),
      'a group from elsewhere': withProperties({
        ServiceIngress: { FromPort: 1, ToPort: 2 },
        Service: { NetworkConfiguration: { AwsvpcConfiguration: { SecurityGroups: ['sg-1'] } } },
      }),
      'a rule of a group that is not known': withProperties({ ServiceIngress: { GroupId: PARAMETER } }),
    },
    nonCompliant: {
      'another port': withProperties({ ServiceIngress: { FromPort: 443, ToPort: 443 } }),
      'no rule': serviceWith({ Resources: { ServiceIngress: undefined } }),
    },
    says: /No rule of .* \('ServiceSecurityGroup'\) allows TCP 3000/,
  },
  GrpcMatcherOnHttpGroup: {
    compliant: {
      'gRPC': grpcCode('0'),
      'no codes': targetGroup({}),
      'a version that a parameter decides': targetGroup({ ProtocolVersion: PARAMETER, Matcher: { GrpcCode: '0' } }),
    },
    nonCompliant: {
      'HTTP/1 by default': targetGroup({ Matcher: { GrpcCode: '0' } }),
      'HTTP/2': targetGroup({ ProtocolVersion: 'HTTP2', Matcher: { GrpcCode: '0' } }),
    },
    says: /GrpcCode is 0, and the protocol version is HTTP[12]/,
  },
  HttpMatcherOnGrpcGroup: {
    compliant: { 'gRPC codes': grpcCode('0'), 'HTTP': httpCode('200'), 'codes that a parameter decides': grpc({ Matcher: PARAMETER }) },
    nonCompliant: { 'HTTP codes': grpc({ Matcher: { HttpCode: '200' } }) },
    says: /HttpCode is 200, and the protocol version is GRPC/,
  },
  DefaultGrpcMatcher: {
    compliant: {
      'codes': grpcCode('0'),
      'the default, said': grpc({ HealthCheckPath: undefined, Matcher: { GrpcCode: '12' } }),
      'a matcher that a condition decides': grpc({ Matcher: { 'Fn::If': ['Condition', {}, {}] } }),
      'HTTP': targetGroup({}),
    },
    nonCompliant: { 'nothing said': grpc({ HealthCheckPath: undefined }), 'a method': grpc({}) },
    says: /means 12 \(UNIMPLEMENTED\)/,
  },
  MatcherNotAllowed: {
    compliant: {
      'one code': httpCode('200'),
      'codes and ranges': httpCode('200,202-204,499'),
      'of a network load balancer': httpCode('200-599', { Protocol: 'TCP', HealthCheckProtocol: 'HTTP' }),
      'a parameter': httpCode(PARAMETER),
      'a protocol that a parameter decides': httpCode('200-599', { Protocol: PARAMETER }),
      'gRPC': grpcCode('0-99'),
    },
    nonCompliant: {
      'a fault of the server': httpCode('200-500'),
      'another separator': httpCode('200;202'),
      'a class': httpCode('2xx'),
      'backwards': httpCode('299-200'),
      'of a network load balancer': httpCode('100-600', { Protocol: 'TCP', HealthCheckProtocol: 'HTTP' }),
      'of QUIC': httpCode('200-600', { Protocol: 'QUIC', HealthCheckProtocol: 'HTTP' }),
      'gRPC': grpcCode('0,100'),
    },
    says: /allows (200 to 499|200 to 599|0 to 99)/,
  },
  MatcherAcceptsErrors: {
    compliant: {
      'success': httpCode('200-399'),
      'a login in between': httpCode('200,401'),
      'OK': grpcCode('0'),
      'a parameter': httpCode(PARAMETER),
      'the default': targetGroup({}),
    },
    nonCompliant: { 'everything': httpCode('200-499'), 'not found': httpCode('200,404'), 'every gRPC code': grpcCode('0-99') },
    says: /: (404|13, 14) count as healthy/,
  },
  CheckProtocolNotAllowed: {
    compliant: {
      'the default': targetGroup({}),
      'HTTPS': targetGroup({ HealthCheckProtocol: 'HTTPS' }),
      'TCP for UDP': targetGroup({ Protocol: 'UDP', HealthCheckProtocol: 'TCP' }),
      'a parameter': targetGroup({ HealthCheckProtocol: PARAMETER }),
    },
    nonCompliant: {
      'UDP': targetGroup({ Protocol: 'UDP', HealthCheckProtocol: 'UDP' }),
      'TLS': targetGroup({ Protocol: 'TLS', HealthCheckProtocol: 'TLS' }),
      'TCP for HTTP': targetGroup({ HealthCheckProtocol: 'TCP' }),
    },
    says: /HealthCheckProtocol is (UDP|TLS|TCP)/,
  },
  UdpCheckedOnTrafficPort: {
    compliant: {
      'a port of its own': udp([{ ContainerPort: 3000, Protocol: 'udp' }, { ContainerPort: 8080 }], { HealthCheckPort: '8080' }),
      'both protocols': udp([
        { ContainerPort: 3000, Protocol: 'udp' },
        { ContainerPort: 3000, Protocol: 'tcp' },
      ]),
      'a protocol that a parameter decides': udp([{ ContainerPort: 3000, Protocol: PARAMETER }]),
      'TCP': udp([{ ContainerPort: 3000, Protocol: 'udp' }], { Protocol: 'TCP_UDP' }),
    },
    nonCompliant: {
      'the traffic port': udp([{ ContainerPort: 3000, Protocol: 'udp' }]),
      'the same port by its number': udp([{ ContainerPort: 3000, Protocol: 'udp' }], {
        HealthCheckPort: '3000',
        HealthCheckProtocol: 'HTTP',
      }),
    },
    says: /(TCP|HTTP) on the traffic port 3000/,
  },
  HttpSettingOnTcpCheck: {
    compliant: {
      'HTTP': httpCode('200', { HealthCheckPath: '/ready' }),
      'TCP alone': targetGroup({ Protocol: 'TCP' }),
      'HTTP on a TCP group': httpCode('200', { Protocol: 'TCP', HealthCheckProtocol: 'HTTP' }),
      'a protocol that a parameter decides': httpCode('200', { Protocol: 'TCP', HealthCheckProtocol: PARAMETER }),
      'a load balancer as target': targetGroup({ Protocol: 'TCP', TargetType: 'alb', HealthCheckPath: '/' }),
    },
    nonCompliant: {
      'codes': httpCode('200', { Protocol: 'TCP' }),
      'a path': targetGroup({ Protocol: 'TLS', HealthCheckPath: '/ready' }),
    },
    says: /by TCP and has (Matcher\.HttpCode 200|HealthCheckPath \/ready)/,
  },
  Tls13OnlyBehindNetworkCheck: {
    compliant: {
      'TLS 1.2 too': behindNetwork({ SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06' }),
      'another port': behindNetwork({ SslPolicy: 'ELBSecurityPolicy-TLS13-1-3-2021-06', Port: 8443 }),
      'a policy that a parameter decides': behindNetwork({ SslPolicy: PARAMETER }),
      'HTTP': behindNetwork({ SslPolicy: 'ELBSecurityPolicy-TLS13-1-3-2021-06' }, { HealthCheckProtocol: 'HTTP' }),
    },
    nonCompliant: {
      'TLS 1.3 alone': behindNetwork({ SslPolicy: 'ELBSecurityPolicy-TLS13-1-3-2021-06' }),
      "on the check's own port": behindNetwork(
        { SslPolicy: 'ELBSecurityPolicy-TLS13-1-3-FIPS-2023-04', Port: 8443 },
        { HealthCheckPort: '8443' },
      ),
    },
    says: /listener 'Listener' on port (8?443), whose policy is ELBSecurityPolicy-TLS13-1-3-/,
  },
  Route53OnPrivateAddress: {
    compliant: {
      'a public name': healthCheck({}),
      'a public address': plain({ IPAddress: '203.0.113.7' }),
      'a private name in the request to a public address': healthCheck({
        FullyQualifiedDomainName: 'web.internal',
        IPAddress: '203.0.113.7',
      }),
      'a parameter': plain({ IPAddress: PARAMETER, FullyQualifiedDomainName: 'web.internal' }),
      'a public load balancer': hostOf('internet-facing'),
      'a load balancer of a scheme that a parameter decides': hostOf(PARAMETER),
      'an alarm': healthCheck({ Type: 'CLOUDWATCH_METRIC', FullyQualifiedDomainName: 'web.internal' }),
    },
    nonCompliant: {
      ...Object.fromEntries(
        ['10.1.2.3', '172.31.0.1', '192.168.1.1', '127.0.0.1', '169.254.1.1', 'fd00::1'].map((IPAddress) => [
          IPAddress,
          plain({ IPAddress }),
        ]),
      ),
      'a private name': healthCheck({ FullyQualifiedDomainName: 'orders.shop.internal' }),
      'an internal load balancer': hostOf('internal'),
    },
    says: /(IPAddress is .*private address|is orders\.shop\.internal|internal load balancer 'LoadBalancer').*Type CLOUDWATCH_METRIC/,
  },
  Route53MatchWithoutString: {
    compliant: {
      'a string': healthCheck({ Type: 'HTTPS_STR_MATCH', SearchString: 'UP' }),
      'no match': healthCheck({}),
      'a parameter': healthCheck({ Type: 'HTTPS_STR_MATCH', SearchString: PARAMETER }),
    },
    nonCompliant: {
      'no string': healthCheck({ Type: 'HTTPS_STR_MATCH' }),
      'an empty one': healthCheck({ Type: 'HTTP_STR_MATCH', SearchString: '' }),
    },
    says: /1 to 255 characters/,
  },
  Route53StringWithoutMatch: {
    compliant: {
      'a match': healthCheck({ Type: 'HTTP_STR_MATCH', SearchString: 'UP' }),
      'no string': healthCheck({}),
      'a type that a parameter decides': healthCheck({ Type: PARAMETER, SearchString: 'UP' }),
    },
    nonCompliant: { HTTPS: healthCheck({ SearchString: 'UP' }) },
    says: /SearchString is 'UP', and Type is HTTPS\. Set Type to HTTPS_STR_MATCH/,
  },
  Route53ProtocolNotOfPort: {
    compliant: {
      'the default': healthCheck({}),
      'HTTP on 8080': healthCheck({ Type: 'HTTP', Port: 8080 }),
      'TCP on 443': healthCheck({ Type: 'TCP', Port: 443 }),
      'a parameter': healthCheck({ Port: PARAMETER }),
    },
    nonCompliant: {
      'HTTP on 443': healthCheck({ Type: 'HTTP', Port: 443 }),
      'HTTPS on 80': healthCheck({ Type: 'HTTPS_STR_MATCH', SearchString: 'UP', Port: 80 }),
    },
    says: /Set Type to (HTTPS|HTTP_STR_MATCH), or Port to (80|443)\./,
  },
  CheckPortWithoutSecurityGroupRule: {
    compliant: {
      'the traffic port': checkedOn('traffic-port'),
      'within the rule': checkedOn('3001', { ToPort: 3001 }),
      'a rule of its own': checkedOn('9000', {}, rule({ FromPort: 9000, ToPort: 9000 })),
      'a rule for everything': checkedOn('9000', { IpProtocol: '-1', FromPort: undefined, ToPort: undefined }),
      'a rule of an unknown group': checkedOn('9000', {}, rule({ GroupId: PARAMETER, FromPort: 9000, ToPort: 9000 })),
      'a rule of an unknown port': checkedOn('9000', {}, rule({ FromPort: PARAMETER, ToPort: 9000 })),
      'a rule inside of the group': checkedOn(
        '9000',
        {},
        { ServiceSecurityGroup: { Properties: { SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 9000, ToPort: 9000 }] } } },
      ),
      'rules that are written elsewhere': checkedOn('9000', { GroupId: 'sg-1' }),
      'a port that a parameter decides': checkedOn(PARAMETER),
      'groups that a parameter decides': checkedOn(
        '9000',
        {},
        { Service: { Properties: { NetworkConfiguration: { AwsvpcConfiguration: { SecurityGroups: PARAMETER } } } } },
      ),
    },
    nonCompliant: {
      'a rule for the traffic alone': checkedOn('9000'),
      'a rule of another group': checkedOn(
        '9000',
        {},
        rule({ GroupId: { Ref: 'LoadBalancerSecurityGroup' }, FromPort: 9000, ToPort: 9000 }),
      ),
      'a rule for UDP': checkedOn('9000', {}, rule({ IpProtocol: 'udp', FromPort: 9000, ToPort: 9000 })),
    },
    says: /HealthCheckPort is 9000, and .*'ServiceSecurityGroup'.* allows 3000 and not 9000/,
  },
  CheckPathNotAllowed: {
    compliant: {
      'a path': targetGroup({ HealthCheckPath: `/${'a'.repeat(1023)}` }),
      'the default': targetGroup({}),
      'a parameter': targetGroup({ HealthCheckPath: PARAMETER }),
    },
    nonCompliant: {
      'no slash': targetGroup({ HealthCheckPath: 'health' }),
      'a URL': targetGroup({ HealthCheckPath: 'http://127.0.0.1/health' }),
      'too long': targetGroup({ HealthCheckPath: `/${'a'.repeat(1024)}` }),
    },
    says: /with (6|23|1025) characters/,
  },
  GrpcCheckPathForm: {
    compliant: {
      'a method': grpc({}),
      'the default': grpc({ HealthCheckPath: undefined }),
      'HTTP': targetGroup({ HealthCheckPath: '/health' }),
      'a parameter': grpc({ HealthCheckPath: PARAMETER }),
    },
    nonCompliant: {
      'a path of HTTP': grpc({ HealthCheckPath: '/health' }),
      'the root': grpc({ HealthCheckPath: '/' }),
      'deeper': grpc({ HealthCheckPath: '/grpc/health/check' }),
    },
    says: /form of a gRPC method is \/package\.service\/method/,
  },
  TargetTypeNotForNetworkMode: {
    compliant: {
      'addresses': serviceWith(),
      'another mode': withProperties({ TargetGroup: { TargetType: 'instance' }, TaskDefinition: { NetworkMode: 'bridge' } }),
      'a parameter': withProperties({ TargetGroup: { TargetType: PARAMETER } }),
      'a mode that a parameter decides': withProperties({ TaskDefinition: { NetworkMode: PARAMETER } }),
    },
    nonCompliant: {
      'instances': withProperties({ TargetGroup: { TargetType: 'instance' } }),
      'the default': withProperties({ TargetGroup: { TargetType: undefined } }),
      'addresses of a bridge': withProperties({ TaskDefinition: { NetworkMode: 'bridge' } }),
    },
    says: /TargetType is (instance, and the tasks of 'TaskDefinition' have the network mode awsvpc\. Set TargetType to ip|ip, .* bridge\. Set TargetType to instance)/,
  },
  TargetGroupCheckDisabled: {
    compliant: {
      'on': targetGroup({ HealthCheckEnabled: true }),
      'the default': targetGroup({}),
      'of a function': targetGroup({ TargetType: 'lambda', Protocol: undefined, HealthCheckEnabled: false }),
      'a parameter': targetGroup({ HealthCheckEnabled: PARAMETER }),
    },
    nonCompliant: {
      'off': targetGroup({ HealthCheckEnabled: false }),
      'off, as text': targetGroup({ HealthCheckEnabled: 'false', TargetType: undefined }),
    },
    says: /HealthCheckEnabled is false, and TargetType is (ip|instance)/,
  },
  GrpcWithoutHttpsListener: {
    compliant: {
      'HTTPS': withProperties({ TargetGroup: { ProtocolVersion: 'GRPC' }, Listener: { Protocol: 'HTTPS' } }),
      'HTTP to HTTP': serviceWith(),
      'a parameter': withProperties({ TargetGroup: { ProtocolVersion: 'GRPC' }, Listener: { Protocol: PARAMETER } }),
    },
    nonCompliant: { HTTP: withProperties({ TargetGroup: { ProtocolVersion: 'GRPC' } }) },
    says: /protocol is HTTP, and the protocol version of 'TargetGroup' is GRPC/,
  },
};
