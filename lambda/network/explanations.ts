import type { AnalysisComponent, Explanation } from '@aws-sdk/client-ec2';
import { asciiLine } from '../shared/text';

const MOST_EXPLANATIONS = 3;
const MOST_CHARACTERS = 280;

/**
 * What the common codes mean, in the words of the network that people have to change.
 * https://docs.aws.amazon.com/vpc/latest/reachability/explanation-codes.html
 */
const MEANING: Readonly<Record<string, (explanation: Explanation) => string>> = {
  ENI_SG_RULES_MISMATCH: (it) => `no ${bound(it)} rule of ${groups(it)} lets the packet through${at(it.NetworkInterface)}`,
  SG_HAS_NO_RULES: (it) => `${groups(it)} has no ${bound(it)} rules${at(it.NetworkInterface)}`,
  SG_REFERENCES_NOT_PRESERVED: (it) =>
    `${groups(it)} names a security group, which is not known beyond ${name(it.Component, 'a network component')}`,
  SUBNET_ACL_RESTRICTION: (it) =>
    `network ACL ${name(it.Acl)} of subnet ${name(it.Subnet)} does not let the ${bound(it)} packet through${aclRule(it)}`,
  NO_ROUTE_TO_DESTINATION: (it) => `route table ${table(it)} has no route to ${name(it.Destination, 'the destination')}`,
  CANNOT_ROUTE: (it) => `route ${route(it)} of route table ${table(it)} does not cover the destination`,
  BAD_STATE_ROUTE: (it) => `route ${route(it)} of route table ${table(it)} is ${it.RouteTableRoute?.State ?? it.State ?? 'in a bad state'}`,
  MORE_SPECIFIC_ROUTE: (it) => `route ${route(it)} of route table ${table(it)} is overruled by a more specific one`,
  HIGHER_PRIORITY_ROUTE: (it) => `route ${route(it)} of route table ${table(it)} is overruled by one of higher priority`,
  VPC_LOCAL_ROUTE_CIDR_RESTRICTION: (it) => `the local route of route table ${table(it)} does not cover the destination`,
  BAD_STATE: (it) => `${name(it.Component, 'a component')} is ${it.State ?? 'not in a functional state'}`,
  BAD_STATE_ATTACHMENT: (it) =>
    `the attachment of ${name(it.Component, 'a component')} to ${name(it.AttachedTo, 'its network')} does not work`,
  BAD_STATE_VPN: (it) => `VPN connection ${name(it.VpnConnection)} does not work`,
  ENI_ADDRESS_RESTRICTION: (it) => `network interface ${name(it.NetworkInterface)} takes only packets for its own address`,
  FIREWALL_RULES_RESTRICTION: (it) => `a rule of Network Firewall${at(it.Component)} blocks the packet`,
  PCX_REQUIRES_ADDRESS_IN_VPC_CIDR: (it) =>
    `peering connection ${name(it.VpcPeeringConnection)} takes only packets for the VPC on its other side`,
  TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT: (it) =>
    `transit gateway route table ${name(it.TransitGatewayRouteTable)} has no route to `
    + `${name(it.TransitGatewayAttachment, 'the attachment')}`,
  TGW_RTB_CANNOT_ROUTE: (it) => `transit gateway route table ${name(it.TransitGatewayRouteTable)} has no route that covers the destination`,
  TGW_ATTACH_MISSING_TGW_RTB_ASSOCIATION: (it) =>
    `transit gateway attachment ${name(it.TransitGatewayAttachment)} belongs to no route table`,
  ELBV2_SOURCE_ADDRESS_PRESERVATION: () => 'the load balancer keeps the address of its client, which the rules behind it do not allow',
  DISCONNECTED_VPCS: (it) =>
    `nothing connects ${name(it.SourceVpc, "the source's VPC")} with ${name(it.DestinationVpc, "the destination's VPC")}`,
  NO_PATH: () => 'there is no path at all between the two',
  NO_SOURCE_OR_DESTINATION: () => 'one of the two network interfaces no longer exists',
  UNASSOCIATED_COMPONENT: (it) =>
    `${name(it.Component, 'one of the two network interfaces')} is no longer part of a VPC or has no IPv4 address`,
};

/** One bounded line that names what blocks the path; undefined when nothing was explained. */
export function explain(explanations: readonly Explanation[]): string | undefined {
  const sentences = [...new Set(explanations.map(sentence))];
  if (sentences.length === 0) { return undefined; }
  const more = sentences.length > MOST_EXPLANATIONS ? `; and ${sentences.length - MOST_EXPLANATIONS} more` : '';
  // Names of resources are anybody's text.
  return asciiLine(sentences.slice(0, MOST_EXPLANATIONS).join('; ') + more, MOST_CHARACTERS);
}

function sentence(explanation: Explanation): string {
  const code = explanation.ExplanationCode ?? '';
  if (Object.hasOwn(MEANING, code)) { return MEANING[code](explanation); }
  // A code that is not in the table is still reported: AWS's page explains it.
  const involved = Object.values(explanation).filter(isComponent).map(({ Id }) => Id);
  return `${code || 'no code'}${involved.length > 0 ? ` at ${[...new Set(involved)].slice(0, 4).join(', ')}` : ''}`;
}

function isComponent(value: unknown): value is AnalysisComponent & { Id: string } {
  return typeof (value as AnalysisComponent | null | undefined)?.Id === 'string';
}

function name(component: AnalysisComponent | undefined, otherwise = 'unknown'): string {
  const { Id, Name } = component ?? {};
  return Id && Name ? `${Id} (${Name})` : Id ?? otherwise;
}

function at(component: AnalysisComponent | undefined): string {
  return component?.Id ? ` at ${component.Id}` : '';
}

function bound({ Direction }: Explanation): string {
  return Direction === 'egress' ? 'outbound' : 'inbound';
}

function groups({ SecurityGroups = [], SecurityGroup }: Explanation): string {
  const all = SecurityGroups.length > 0 ? SecurityGroups : [SecurityGroup];
  return `security group ${all.map((group) => name(group)).join(' and ')}`;
}

function aclRule({ AclRule }: Explanation): string {
  return AclRule?.RuleNumber === undefined
    ? ''
    : `: rule ${AclRule.RuleNumber} says ${AclRule.RuleAction ?? 'deny'} ${AclRule.Cidr ?? ''}`.trimEnd();
}

function table({ RouteTable, SubnetRouteTable, IngressRouteTable }: Explanation): string {
  return name(RouteTable ?? SubnetRouteTable ?? IngressRouteTable);
}

function route({ RouteTableRoute }: Explanation): string {
  return RouteTableRoute?.DestinationCidr ?? RouteTableRoute?.DestinationPrefixListId ?? 'unknown';
}
