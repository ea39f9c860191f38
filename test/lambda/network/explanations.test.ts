import type { Explanation } from '@aws-sdk/client-ec2';
import * as fc from 'fast-check';
import { explain } from '../../../lambda/network/explanations';

const ARN = 'arn:aws:ec2:us-east-1:123456789012:';
const ENI = { Id: 'eni-0a25edef15a6cc08c', Arn: `${ARN}network-interface/eni-0a25edef15a6cc08c` };
const VPC = { Id: 'vpc-f1663d98ad28331c7', Arn: `${ARN}vpc/vpc-f1663d98ad28331c7` };
const SUBNET = { Id: 'subnet-004ff41eccb4d1194', Arn: `${ARN}subnet/subnet-004ff41eccb4d1194` };
const GROUP = { Id: 'sg-02f0d35a850ba727f', Arn: `${ARN}security-group/sg-02f0d35a850ba727f` };
const ACL = { Id: 'acl-04fbcfb79260f6c5b', Arn: `${ARN}network-acl/acl-04fbcfb79260f6c5b` };
const TABLE = { Id: 'rtb-0d49a54c0a8c0bd9b', Arn: `${ARN}route-table/rtb-0d49a54c0a8c0bd9b`, Name: 'private-a' };

/** As AWS documents it: https://docs.aws.amazon.com/vpc/latest/reachability/getting-started-cli.html */
const RECORDED: Explanation = {
  Direction: 'ingress',
  ExplanationCode: 'ENI_SG_RULES_MISMATCH',
  NetworkInterface: ENI,
  SecurityGroups: [GROUP],
  Subnet: SUBNET,
  Vpc: VPC,
};

test.each<[sentence: string, explanation: Explanation]>([
  ['no inbound rule of security group sg-02f0d35a850ba727f lets the packet through at eni-0a25edef15a6cc08c', RECORDED],
  [
    'no outbound rule of security group sg-1 (prober) and sg-02f0d35a850ba727f lets the packet through at eni-0a25edef15a6cc08c',
    { ...RECORDED, Direction: 'egress', SecurityGroups: [{ Id: 'sg-1', Name: 'prober' }, GROUP] },
  ],
  [
    'security group sg-02f0d35a850ba727f has no inbound rules',
    { ExplanationCode: 'SG_HAS_NO_RULES', Direction: 'ingress', SecurityGroup: GROUP },
  ],
  [
    'network ACL acl-04fbcfb79260f6c5b of subnet subnet-004ff41eccb4d1194 does not let the inbound packet through: '
      + 'rule 80 says deny 0.0.0.0/0',
    {
      ExplanationCode: 'SUBNET_ACL_RESTRICTION',
      Direction: 'ingress',
      Acl: ACL,
      AclRule: { Cidr: '0.0.0.0/0', Egress: false, Protocol: 'tcp', RuleAction: 'deny', RuleNumber: 80 },
      Subnet: SUBNET,
      Vpc: VPC,
    },
  ],
  [
    'network ACL acl-04fbcfb79260f6c5b of subnet subnet-004ff41eccb4d1194 does not let the outbound packet through',
    { ExplanationCode: 'SUBNET_ACL_RESTRICTION', Direction: 'egress', Acl: ACL, Subnet: SUBNET, Vpc: VPC },
  ],
  [
    'route table rtb-0d49a54c0a8c0bd9b (private-a) has no route to eni-0a25edef15a6cc08c',
    { ExplanationCode: 'NO_ROUTE_TO_DESTINATION', Destination: ENI, RouteTable: TABLE, Vpc: VPC },
  ],
  [
    'route 10.1.0.0/16 of route table rtb-0d49a54c0a8c0bd9b (private-a) does not cover the destination',
    {
      ExplanationCode: 'CANNOT_ROUTE',
      RouteTable: TABLE,
      RouteTableRoute: { DestinationCidr: '10.1.0.0/16', VpcPeeringConnectionId: 'pcx-1', Origin: 'createroute', State: 'active' },
    },
  ],
  [
    'route 10.1.0.0/16 of route table rtb-0d49a54c0a8c0bd9b (private-a) is blackhole',
    {
      ExplanationCode: 'BAD_STATE_ROUTE',
      RouteTable: TABLE,
      RouteTableRoute: { DestinationCidr: '10.1.0.0/16', State: 'blackhole' },
    },
  ],
  ['VPN connection vpn-1 does not work', { ExplanationCode: 'BAD_STATE_VPN', VpnConnection: { Id: 'vpn-1' } }],
  [
    'nothing connects vpc-f1663d98ad28331c7 with vpc-2',
    { ExplanationCode: 'DISCONNECTED_VPCS', SourceVpc: VPC, DestinationVpc: { Id: 'vpc-2' } },
  ],
  ['there is no path at all between the two', { ExplanationCode: 'NO_PATH' }],
  [
    'IGW_NAT_REFLECTION at vpc-f1663d98ad28331c7, igw-1',
    { ExplanationCode: 'IGW_NAT_REFLECTION', Vpc: VPC, InternetGateway: { Id: 'igw-1' } },
  ],
  ['constructor', { ExplanationCode: 'constructor' }],
  ['no code', {}],
])('%s', (sentence, explanation) => {
  expect(explain([explanation])).toBe(sentence);
});

test('both sides of a path that is blocked twice, each once', () => {
  const acl = { ExplanationCode: 'SUBNET_ACL_RESTRICTION', Direction: 'egress', Acl: ACL, Subnet: SUBNET };
  expect(explain([RECORDED, acl, RECORDED])).toBe(
    'no inbound rule of security group sg-02f0d35a850ba727f lets the packet through at eni-0a25edef15a6cc08c; '
    + 'network ACL acl-04fbcfb79260f6c5b of subnet subnet-004ff41eccb4d1194 does not let the outbound packet through');
  expect(explain(['A', 'B', 'C', 'D', 'E'].map((ExplanationCode) => ({ ExplanationCode })))).toBe('A; B; C; and 2 more');
  expect(explain([])).toBeUndefined();
});

test('whatever AWS or the names of resources say, it is one bounded line of printable characters', () => {
  const component = fc.record({ Id: fc.string({ unit: 'binary' }), Name: fc.string({ unit: 'binary' }) }, { requiredKeys: [] });
  const codes = [
    'ENI_SG_RULES_MISMATCH',
    'SUBNET_ACL_RESTRICTION',
    'NO_ROUTE_TO_DESTINATION',
    'BAD_STATE',
    'TGW_RTB_CANNOT_ROUTE',
    'ELBV2_SOURCE_ADDRESS_PRESERVATION',
    'NEW_CODE',
  ];
  const components = { Component: component, Acl: component, RouteTable: component, NetworkInterface: component };
  const named = { ExplanationCode: fc.constantFrom(...codes), SecurityGroups: fc.array(component), ...components };
  const explanation = fc.record(named, { requiredKeys: [] });
  fc.assert(fc.property(fc.array(explanation, { minLength: 1 }), (explanations) => {
    expect(explain(explanations)).toMatch(/^[\x20-\x7e]*…?$/);
    expect(explain(explanations)!.length).toBeLessThanOrEqual(280);
  }));
});
