import { lint, type LintFinding } from '../../src/lint/lint';
import type { BuiltImage } from '../../src/lint/template';

/** A template, or a part of one that is laid over another: objects are merged, everything else is replaced, undefined removes. */
export type Part = { readonly [name: string]: unknown };

/** A service behind an ALB with nothing wrong: cases change what they are about. */
const SERVICE: Part = {
  Resources: {
    TaskDefinition: {
      Type: 'AWS::ECS::TaskDefinition',
      Properties: {
        RequiresCompatibilities: ['FARGATE'],
        NetworkMode: 'awsvpc',
        ContainerDefinitions: [
          {
            Name: 'web',
            Image: 'public.ecr.aws/docker/library/node:22',
            Essential: true,
            PortMappings: [{ ContainerPort: 3000 }],
            StopTimeout: 30,
            HealthCheck: {
              Command: ['CMD-SHELL', 'curl --fail --silent --max-time 4 http://127.0.0.1:3000/health/live || exit 1'],
              Interval: 30,
              Timeout: 5,
              Retries: 4,
              StartPeriod: 60,
            },
          },
        ],
      },
    },
    Service: {
      Type: 'AWS::ECS::Service',
      Properties: {
        LaunchType: 'FARGATE',
        TaskDefinition: { Ref: 'TaskDefinition' },
        DesiredCount: 2,
        HealthCheckGracePeriodSeconds: 95,
        DeploymentConfiguration: { DeploymentCircuitBreaker: { Enable: true, Rollback: true } },
        LoadBalancers: [{ TargetGroupArn: { Ref: 'TargetGroup' }, ContainerName: 'web', ContainerPort: 3000 }],
        NetworkConfiguration: {
          AwsvpcConfiguration: { Subnets: ['subnet-1'], SecurityGroups: [{ 'Fn::GetAtt': ['ServiceSecurityGroup', 'GroupId'] }] },
        },
      },
    },
    TargetGroup: {
      Type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
      Properties: {
        Protocol: 'HTTP',
        Port: 3000,
        TargetType: 'ip',
        VpcId: 'vpc-1',
        HealthCheckPath: '/health/ready',
        HealthCheckIntervalSeconds: 15,
        HealthCheckTimeoutSeconds: 5,
        HealthyThresholdCount: 2,
        UnhealthyThresholdCount: 2,
        Matcher: { HttpCode: '200' },
        TargetGroupAttributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '30' }],
      },
    },
    Listener: {
      Type: 'AWS::ElasticLoadBalancingV2::Listener',
      Properties: {
        LoadBalancerArn: { Ref: 'LoadBalancer' },
        Protocol: 'HTTP',
        Port: 80,
        DefaultActions: [{ Type: 'forward', TargetGroupArn: { Ref: 'TargetGroup' } }],
      },
    },
    LoadBalancer: {
      Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
      Properties: {
        Type: 'application',
        Scheme: 'internet-facing',
        SecurityGroups: [{ 'Fn::GetAtt': ['LoadBalancerSecurityGroup', 'GroupId'] }],
      },
    },
    LoadBalancerSecurityGroup: { Type: 'AWS::EC2::SecurityGroup', Properties: { GroupDescription: 'load balancer', VpcId: 'vpc-1' } },
    ServiceSecurityGroup: { Type: 'AWS::EC2::SecurityGroup', Properties: { GroupDescription: 'service', VpcId: 'vpc-1' } },
    ServiceIngress: {
      Type: 'AWS::EC2::SecurityGroupIngress',
      Properties: {
        GroupId: { 'Fn::GetAtt': ['ServiceSecurityGroup', 'GroupId'] },
        IpProtocol: 'tcp',
        FromPort: 3000,
        ToPort: 3000,
        SourceSecurityGroupId: { 'Fn::GetAtt': ['LoadBalancerSecurityGroup', 'GroupId'] },
      },
    },
  },
};

/** The service with a part of its template laid over it. */
export function serviceWith(part: Part = {}): Part {
  return merge(SERVICE, part) as Part;
}

/** The service with other properties of its resources, by logical id. */
export function withProperties(properties: Readonly<Record<string, Part>>): Part {
  return serviceWith({ Resources: Object.fromEntries(Object.entries(properties).map(([id, part]) => [id, { Properties: part }])) });
}

/** The service with other values of its container. */
export function withContainer(part: Part): Part {
  const { ContainerDefinitions } = (SERVICE.Resources as Record<string, { Properties: { ContainerDefinitions: Part[] } }>).TaskDefinition
    .Properties;
  return withProperties({ TaskDefinition: { ContainerDefinitions: [merge(ContainerDefinitions[0], part)] } });
}

/** The service with other values of its container's check. */
export function withCheck(part: Part): Part {
  return withContainer({ HealthCheck: part });
}

/** A template of one resource, `It`. */
export function only(Type: string, Properties: Part): Part {
  return { Resources: { It: { Type, Properties } } };
}

/** What is known of images that the cases name. */
const IMAGES: Readonly<Record<string, BuiltImage>> = {
  'shop:checked': {
    dockerfile:
      'FROM node:22\nHEALTHCHECK --interval=10m --timeout=90s --start-period=1m30s --retries=20 CMD curl -f '
      + 'http://localhost:3000/ || exit 1',
  },
  'shop:quick': { dockerfile: 'FROM node:22\nHEALTHCHECK --interval=5s CMD ["/check", "--quick"]' },
  'shop-${AWS::Region}:inherited': { dockerfile: 'FROM node:22 AS base\nHEALTHCHECK CMD /check\nFROM base\nCMD ["server"]' },
  'shop:hostile': { dockerfile: `FROM node:22\nHEALTHCHECK CMD /check \u001b[31m${'x'.repeat(10_000)}` },
  'shop:off': { dockerfile: 'FROM node:22\nHEALTHCHECK CMD /check\nHEALTHCHECK NONE' },
  'shop:plain': { dockerfile: 'FROM node:22' },
  'shop:words': { dockerfile: 'FROM node:22\nCMD ["node", "server.js"]' },
  'shop:shell': { dockerfile: 'FROM node:22\nCMD npm run migrate && node server.js' },
};

export function lintTemplate(body: unknown): LintFinding[] {
  return lint([{ name: 'template.json', body, images: IMAGES }]);
}

function merge(base: unknown, part: unknown): unknown {
  if (!isPart(base) || !isPart(part)) { return part; }
  const merged = { ...base, ...Object.fromEntries(Object.entries(part).map(([name, value]) => [name, merge(base[name], value)])) };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined));
}

function isPart(value: unknown): value is Part {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
