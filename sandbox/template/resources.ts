import { arn, balancerHost, hash, lastPart, type Place } from './identifiers';

/** What a deployed resource would answer to Ref and to Fn::GetAtt. */
export interface Identity {
  readonly reference: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** A resource that needs an identity; its properties are resolved one at a time, only as they are needed. */
export interface ResourceView {
  readonly logicalId: string;
  readonly type: string;
  readonly place: Place;
  property(name: string): unknown;
}

type Identify = (resource: ResourceView) => Identity;

/** Name that the template gives, else the logical id: names stay readable in every output. */
function named(resource: ResourceView, property: string, limit = 255): string {
  const given = resource.property(property);
  return typeof given === 'string' && given !== '' ? given : resource.logicalId.slice(0, limit);
}

const loadBalancer: Identify = (resource) => {
  const name = named(resource, 'Name', 32);
  const kind = resource.property('Type') === 'network' ? 'net' : 'app';
  const fullName = `${kind}/${name}/${hash(resource.logicalId, 16)}`;
  const reference = arn(resource.place, 'elasticloadbalancing', `loadbalancer/${fullName}`);
  return { reference, attributes: { LoadBalancerName: name, LoadBalancerFullName: fullName, DNSName: balancerHost(reference) } };
};

const targetGroup: Identify = (resource) => {
  const name = named(resource, 'Name', 32);
  const fullName = `targetgroup/${name}/${hash(resource.logicalId, 16)}`;
  return {
    reference: arn(resource.place, 'elasticloadbalancing', fullName),
    attributes: { TargetGroupName: name, TargetGroupFullName: fullName },
  };
};

const listener: Identify = (resource) => {
  const balancer = String(resource.property('LoadBalancerArn') ?? 'app/unknown/0').split(':loadbalancer/').pop();
  return { reference: arn(resource.place, 'elasticloadbalancing', `listener/${balancer}/${hash(resource.logicalId, 16)}`), attributes: {} };
};

const listenerRule: Identify = (resource) => {
  const owner = String(resource.property('ListenerArn') ?? 'app/unknown/0/0').split(':listener/').pop();
  const path = `listener-rule/${owner}/${hash(resource.logicalId, 16)}`;
  return { reference: arn(resource.place, 'elasticloadbalancing', path), attributes: {} };
};

const cluster: Identify = (resource) => {
  const name = named(resource, 'ClusterName');
  return { reference: name, attributes: { Arn: arn(resource.place, 'ecs', `cluster/${name}`) } };
};

const service: Identify = (resource) => {
  const name = named(resource, 'ServiceName');
  const owner = lastPart(String(resource.property('Cluster') ?? 'default'));
  const serviceArn = arn(resource.place, 'ecs', `service/${owner}/${name}`);
  return { reference: serviceArn, attributes: { Name: name, ServiceArn: serviceArn } };
};

const taskDefinition: Identify = (resource) => {
  const reference = arn(resource.place, 'ecs', `task-definition/${named(resource, 'Family')}:1`);
  return { reference, attributes: { TaskDefinitionArn: reference } };
};

const lambdaFunction: Identify = (resource) => {
  const name = named(resource, 'FunctionName', 64);
  return { reference: name, attributes: { Arn: arn(resource.place, 'lambda', `function:${name}`) } };
};

const topic: Identify = (resource) => {
  const name = named(resource, 'TopicName');
  return { reference: arn(resource.place, 'sns', name), attributes: { TopicName: name, TopicArn: arn(resource.place, 'sns', name) } };
};

const schedule: Identify = (resource) => {
  const name = named(resource, 'Name', 64);
  return {
    reference: name,
    attributes: { Arn: arn(resource.place, 'scheduler', `schedule/${String(resource.property('GroupName') ?? 'default')}/${name}`) },
  };
};

const alarm: Identify = (resource) => {
  const name = named(resource, 'AlarmName');
  return { reference: name, attributes: { Arn: arn(resource.place, 'cloudwatch', `alarm:${name}`) } };
};

const stateMachine: Identify = (resource) => {
  const name = named(resource, 'StateMachineName', 80);
  const reference = arn(resource.place, 'states', `stateMachine:${name}`);
  return { reference, attributes: { Name: name, Arn: reference } };
};

const namedBy = (property: string): Identify => (resource) => ({ reference: named(resource, property), attributes: {} });

/** A resource whose Ref is an id with a prefix: `sg-0123…`. */
function prefixed(prefix: string, idAttribute?: string): Identify {
  return (resource) => {
    const id = `${prefix}-${hash(resource.logicalId, 17)}`;
    return { reference: id, attributes: idAttribute ? { [idAttribute]: id } : {} };
  };
}

/** Enough for what templates of services hand around; what health does not depend on gets the general answer below. */
const IDENTITIES: Readonly<Record<string, Identify>> = {
  'AWS::ElasticLoadBalancingV2::LoadBalancer': loadBalancer,
  'AWS::ElasticLoadBalancingV2::Listener': listener,
  'AWS::ElasticLoadBalancingV2::ListenerRule': listenerRule,
  'AWS::ElasticLoadBalancingV2::TargetGroup': targetGroup,
  'AWS::ECS::Cluster': cluster,
  'AWS::ECS::Service': service,
  'AWS::ECS::TaskDefinition': taskDefinition,
  'AWS::Lambda::Function': lambdaFunction,
  'AWS::SNS::Topic': topic,
  'AWS::Scheduler::Schedule': schedule,
  'AWS::CloudWatch::Alarm': alarm,
  'AWS::CloudWatch::CompositeAlarm': alarm,
  'AWS::StepFunctions::StateMachine': stateMachine,
  'AWS::SSM::Parameter': namedBy('Name'),
  'AWS::EC2::VPC': prefixed('vpc', 'VpcId'),
  'AWS::EC2::Subnet': prefixed('subnet', 'SubnetId'),
  'AWS::EC2::SecurityGroup': prefixed('sg', 'GroupId'),
  'AWS::EC2::RouteTable': prefixed('rtb', 'RouteTableId'),
  'AWS::EC2::InternetGateway': prefixed('igw', 'InternetGatewayId'),
  'AWS::EC2::NatGateway': prefixed('nat', 'NatGatewayId'),
  'AWS::EC2::VPCEndpoint': prefixed('vpce', 'Id'),
};

/** The identity that a resource would have once deployed: the same for the same template, always. */
export function identify(resource: ResourceView): Identity {
  return (IDENTITIES[resource.type] ?? (() => ({ reference: resource.logicalId, attributes: {} })))(resource);
}

/** Value of an attribute, invented where the identity does not name it. */
export function attribute(resource: ResourceView, name: string): string {
  const known = identify(resource).attributes[name];
  if (known !== undefined) {
    return known;
  }
  const awsService = resource.type.split('::')[1]?.toLowerCase() ?? 'custom';
  return name.endsWith('Arn') ? arn(resource.place, awsService, resource.logicalId) : `${resource.logicalId}.${name}`;
}
