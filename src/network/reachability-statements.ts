import { Aws } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { SERVICE_TAG } from '../shared/reachability-tags';

const below = (type: string) => `arn:${Aws.PARTITION}:ec2:${Aws.REGION}:${Aws.ACCOUNT_ID}:${type}/*`;

/** What the verifier needs to have a path analysed. */
export function reachabilityStatements(): PolicyStatement[] {
  // The verifier may delete nothing but what bears its tag.
  const requestTag = { StringLike: { [`aws:RequestTag/${SERVICE_TAG}`]: '*' } };
  const resourceTag = { StringLike: { [`aws:ResourceTag/${SERVICE_TAG}`]: '*' } };
  return [
    // Of a path the ends are resources as well, whatever tags they have.
    new PolicyStatement({ sid: 'PathEnds', actions: ['ec2:CreateNetworkInsightsPath'], resources: [below('network-interface')] }),
    new PolicyStatement({
      sid: 'MakeOwnAnalyses',
      actions: ['ec2:CreateNetworkInsightsPath', 'ec2:StartNetworkInsightsAnalysis'],
      resources: [below('network-insights-path'), below('network-insights-analysis')],
      conditions: requestTag,
    }),
    new PolicyStatement({
      sid: 'OwnAnalyses',
      actions: ['ec2:StartNetworkInsightsAnalysis', 'ec2:DeleteNetworkInsightsAnalysis', 'ec2:DeleteNetworkInsightsPath'],
      resources: [below('network-insights-path'), below('network-insights-analysis')],
      conditions: resourceTag,
    }),
    new PolicyStatement({
      sid: 'TagOwnAnalyses',
      actions: ['ec2:CreateTags'],
      resources: [below('network-insights-path'), below('network-insights-analysis')],
      conditions: { StringEquals: { 'ec2:CreateAction': ['CreateNetworkInsightsPath', 'StartNetworkInsightsAnalysis'] } },
    }),
    // Reading knows no resources, neither EC2's nor ELB's, and the analyzer reads the network with the caller's permissions:
    // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
    // https://docs.aws.amazon.com/vpc/latest/reachability/security_iam_required-API-permissions.html
    // The list is that of AmazonVPCReachabilityAnalyzerFullAccessPolicy.
    new PolicyStatement({ sid: 'ReadNetwork', actions: READING, resources: ['*'] }),
  ];
}

const READING = [
  'directconnect:DescribeConnections',
  'directconnect:DescribeDirectConnectGatewayAssociations',
  'directconnect:DescribeDirectConnectGatewayAttachments',
  'directconnect:DescribeDirectConnectGateways',
  'directconnect:DescribeVirtualGateways',
  'directconnect:DescribeVirtualInterfaces',
  'ec2:DescribeAddresses',
  'ec2:DescribeAvailabilityZones',
  'ec2:DescribeCustomerGateways',
  'ec2:DescribeInstances',
  'ec2:DescribeInternetGateways',
  'ec2:DescribeManagedPrefixLists',
  'ec2:DescribeNatGateways',
  'ec2:DescribeNetworkAcls',
  'ec2:DescribeNetworkInsightsAnalyses',
  'ec2:DescribeNetworkInsightsPaths',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribePrefixLists',
  'ec2:DescribeRegions',
  'ec2:DescribeRouteTables',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeSubnets',
  'ec2:DescribeTags',
  'ec2:DescribeTransitGatewayAttachments',
  'ec2:DescribeTransitGatewayConnects',
  'ec2:DescribeTransitGatewayPeeringAttachments',
  'ec2:DescribeTransitGatewayPolicyTables',
  'ec2:DescribeTransitGatewayRouteTables',
  'ec2:DescribeTransitGateways',
  'ec2:DescribeTransitGatewayVpcAttachments',
  'ec2:DescribeVpcEndpoints',
  'ec2:DescribeVpcEndpointServiceConfigurations',
  'ec2:DescribeVpcPeeringConnections',
  'ec2:DescribeVpcs',
  'ec2:DescribeVpnConnections',
  'ec2:DescribeVpnGateways',
  'ec2:GetManagedPrefixListEntries',
  'ec2:GetTransitGatewayPolicyTableAssociations',
  'ec2:GetTransitGatewayPolicyTableEntries',
  'ec2:GetTransitGatewayRouteTablePropagations',
  'ec2:SearchTransitGatewayRoutes',
  'elasticloadbalancing:DescribeListeners',
  'elasticloadbalancing:DescribeLoadBalancerAttributes',
  'elasticloadbalancing:DescribeLoadBalancers',
  'elasticloadbalancing:DescribeRules',
  'elasticloadbalancing:DescribeTags',
  'elasticloadbalancing:DescribeTargetGroupAttributes',
  'elasticloadbalancing:DescribeTargetGroups',
  'elasticloadbalancing:DescribeTargetHealth',
  'globalaccelerator:ListAccelerators',
  'globalaccelerator:ListCustomRoutingAccelerators',
  'globalaccelerator:ListCustomRoutingEndpointGroups',
  'globalaccelerator:ListCustomRoutingListeners',
  'globalaccelerator:ListCustomRoutingPortMappings',
  'globalaccelerator:ListEndpointGroups',
  'globalaccelerator:ListListeners',
  'network-firewall:DescribeFirewall',
  'network-firewall:DescribeFirewallMetadata',
  'network-firewall:DescribeFirewallPolicy',
  'network-firewall:DescribeResourcePolicy',
  'network-firewall:DescribeRuleGroup',
  'network-firewall:ListFirewallPolicies',
  'network-firewall:ListFirewalls',
  'network-firewall:ListRuleGroups',
  'tiros:CreateQuery',
  'tiros:ExtendQuery',
  'tiros:GetQueryAnswer',
  'tiros:GetQueryExplanation',
  'tiros:GetQueryExtensionAccounts',
];
