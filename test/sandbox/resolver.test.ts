import { Resolver, type Template } from '../../sandbox/template/resolver';

const TEMPLATE: Template = {
  Parameters: { Stage: { Type: 'String', Default: 'test' }, Image: { Type: 'String' } },
  Mappings: { Sizes: { test: { memory: 512 } } },
  Conditions: {
    IsTest: { 'Fn::Equals': [{ Ref: 'Stage' }, 'test'] },
    IsLive: { 'Fn::Not': [{ Condition: 'IsTest' }] },
    Either: { 'Fn::Or': [{ Condition: 'IsLive' }, { Condition: 'IsTest' }] },
    Both: { 'Fn::And': [{ Condition: 'IsLive' }, { Condition: 'IsTest' }] },
  },
  Resources: {
    Cluster: { Type: 'AWS::ECS::Cluster', Properties: { ClusterName: 'main' } },
    Service: { Type: 'AWS::ECS::Service', Properties: { Cluster: { 'Fn::GetAtt': ['Cluster', 'Arn'] } } },
    Group: { Type: 'AWS::ElasticLoadBalancingV2::TargetGroup' },
    Balancer: { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', Properties: { Type: 'network' } },
    Function: { Type: 'AWS::Lambda::Function' },
    Topic: { Type: 'AWS::SNS::Topic' },
    Firewall: { Type: 'AWS::EC2::SecurityGroup' },
    Role: { Type: 'AWS::IAM::Role' },
    OnlyLive: { Type: 'AWS::SNS::Topic', Condition: 'IsLive' },
    Circle: { Type: 'AWS::ECS::Cluster', Properties: { ClusterName: { Ref: 'Circle' } } },
  },
};

const resolve = (value: unknown) => new Resolver(TEMPLATE).resolve(value);

describe('Resolver', () => {
  test.each<[string, unknown, unknown]>([
    ['plain values', { a: [1, true, null, 'x'] }, { a: [1, true, null, 'x'] }],
    ['Ref of a resource', { Ref: 'Cluster' }, 'main'],
    ['Ref of a parameter with a default', { Ref: 'Stage' }, 'test'],
    ['Ref of a parameter without', { Ref: 'Image' }, 'parameter-Image'],
    [
      'Ref of pseudo parameters',
      [{ Ref: 'AWS::Region' }, { Ref: 'AWS::AccountId' }, { Ref: 'AWS::Partition' }],
      ['us-east-1', '111122223333', 'aws'],
    ],
    ['Ref of AWS::NoValue, which disappears', { a: { Ref: 'AWS::NoValue' }, b: [1, { Ref: 'AWS::NoValue' }] }, { b: [1] }],
    ['Fn::GetAtt as a list', { 'Fn::GetAtt': ['Cluster', 'Arn'] }, 'arn:aws:ecs:us-east-1:111122223333:cluster/main'],
    ['Fn::GetAtt as text', { 'Fn::GetAtt': 'Cluster.Arn' }, 'arn:aws:ecs:us-east-1:111122223333:cluster/main'],
    ['the ARN of a service, with the name of its cluster', { Ref: 'Service' }, 'arn:aws:ecs:us-east-1:111122223333:service/main/Service'],
    ['the name of a service', { 'Fn::GetAtt': ['Service', 'Name'] }, 'Service'],
    ['the ARN of a function', { 'Fn::GetAtt': ['Function', 'Arn'] }, 'arn:aws:lambda:us-east-1:111122223333:function:Function'],
    ['a topic, whose Ref is an ARN', { Ref: 'Topic' }, 'arn:aws:sns:us-east-1:111122223333:Topic'],
    ['an attribute nobody knows, when it is an ARN', { 'Fn::GetAtt': ['Role', 'Arn'] }, 'arn:aws:iam:us-east-1:111122223333:Role'],
    ['an attribute nobody knows', { 'Fn::GetAtt': ['Role', 'RoleId'] }, 'Role.RoleId'],
    ['Fn::Join', { 'Fn::Join': ['-', ['a', { Ref: 'Stage' }]] }, 'a-test'],
    ['Fn::Sub', { 'Fn::Sub': '${Stage} ${Cluster.Arn} ${!Stage}' }, 'test arn:aws:ecs:us-east-1:111122223333:cluster/main ${Stage}'],
    ['Fn::Sub with variables', { 'Fn::Sub': ['${Who} ${Stage}', { Who: { Ref: 'Cluster' } }] }, 'main test'],
    ['Fn::Select of Fn::Split', { 'Fn::Select': [1, { 'Fn::Split': ['/', 'a/b/c'] }] }, 'b'],
    ['Fn::Select with the index as text', { 'Fn::Select': ['0', { 'Fn::GetAZs': '' }] }, 'us-east-1a'],
    ['Fn::ImportValue', { 'Fn::ImportValue': 'Other:Export' }, 'imported-Other-Export'],
    ['Fn::If', { 'Fn::If': ['IsTest', 'yes', 'no'] }, 'yes'],
    ['Fn::If with the other branch', { 'Fn::If': ['IsLive', 'yes', { Ref: 'Stage' }] }, 'test'],
    ['Fn::Or and Fn::And', [{ 'Fn::If': ['Either', 1, 2] }, { 'Fn::If': ['Both', 1, 2] }], [1, 2]],
    ['Fn::FindInMap', { 'Fn::FindInMap': ['Sizes', { Ref: 'Stage' }, 'memory'] }, 512],
    ['Fn::Base64', { 'Fn::Base64': 'hello' }, 'aGVsbG8='],
  ])('resolves %s', (_, value, expected) => {
    expect(resolve(value)).toEqual(expected);
  });

  test('gives ids of the usual shape, the same every time', () => {
    const ids = { group: { Ref: 'Firewall' }, targets: { 'Fn::GetAtt': ['Group', 'TargetGroupFullName'] }, balancer: { Ref: 'Balancer' } };
    const first = resolve(ids) as Record<string, string>;
    expect(first.group).toMatch(/^sg-[0-9a-f]{17}$/);
    expect(first.targets).toMatch(/^targetgroup\/Group\/[0-9a-f]{16}$/);
    expect(first.balancer).toMatch(/:loadbalancer\/net\/Balancer\/[0-9a-f]{16}$/);
    expect(resolve(ids)).toEqual(first);
  });

  test('leaves out resources whose condition is false', () => {
    expect(new Resolver(TEMPLATE).resources('AWS::SNS::Topic').map(({ logicalId }) => logicalId)).toEqual(['Topic']);
  });

  test.each([
    ['an unknown name', { Ref: 'Nobody' }, /refers to 'Nobody'/],
    ['a circle', { Ref: 'Circle' }, /in circles/],
    ['an unknown condition', { 'Fn::If': ['Nobody', 1, 2] }, /condition 'Nobody'/],
    ['Fn::Join without a list', { 'Fn::Join': 'text' }, /Fn::Join needs a list/],
  ])('refuses %s', (_, value, message) => {
    expect(() => resolve(value)).toThrow(message);
  });
});
