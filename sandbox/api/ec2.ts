import { instanceShape } from './container-instances';
import { natGateway, routeTables, subnet, vpcEndpoint } from './ec2-network';
import type { XmlValue } from './xml';
import type { Task } from '../tasks/task';
import type { DescribedModel } from '../template/model';

/** The part of the EC2 API that health needs. */
export class Ec2Api {
  public readonly operations: Readonly<Record<string, (request: URLSearchParams) => XmlValue>> = {
    DescribeSecurityGroups: (request) => this.describeSecurityGroups(request),
    DescribeInstances: (request) => this.describeInstances(request),
    DescribeSubnets: (request) => ({ subnetSet: this.asked('Subnet', request).map(subnet) }),
    DescribeRouteTables: (request) => ({ routeTableSet: routeTables((type) => this.ofType(type), valuesOf(request)) }),
    DescribeNatGateways: (request) => ({
      natGatewaySet: this.asked('NatGateway', request).map((each) => natGateway(each, this.vpcOf(each))),
    }),
    DescribeVpcEndpoints: (request) => ({ vpcEndpointSet: this.asked('VPCEndpoint', request).map(vpcEndpoint) }),
  };

  /** @param tasks those on EC2, each on an instance of its own */
  constructor(private readonly described: readonly DescribedModel[] = [], private readonly tasks: () => readonly Task[] = () => []) {}

  private describeInstances(request: URLSearchParams): XmlValue {
    const ids = valuesOf(request);
    const instances = this.tasks().filter(({ instanceId, lastStatus }) => lastStatus !== 'STOPPED' && ids.includes(instanceId));
    return { reservationSet: instances.map((task) => ({ instancesSet: [instanceShape(task)] })) };
  }

  private describeSecurityGroups(request: URLSearchParams): XmlValue {
    return {
      securityGroupInfo: this.asked('SecurityGroup', request).map(({ reference, properties }) => ({
        groupId: reference,
        ipPermissions: [...rulesOf(properties.SecurityGroupIngress), ...this.rulesOfOwn('Ingress', reference)].map(permission),
        ipPermissionsEgress: [
          ...rulesOf(properties.SecurityGroupEgress ?? EVERYTHING), ...this.rulesOfOwn('Egress', reference),
        ].map(permission),
      })),
    };
  }

  /** Those of a type that a filter names, by their own id or their VPC's. */
  private asked(type: string, request: URLSearchParams): readonly DescribedModel[] {
    const values = valuesOf(request);
    return this.ofType(type).filter((each) => values.length === 0 || values.includes(each.reference) || values.includes(this.vpcOf(each)));
  }

  private vpcOf({ properties: { VpcId, SubnetId } }: DescribedModel): string {
    return String(VpcId ?? this.ofType('Subnet').find(({ reference }) => reference === SubnetId)?.properties.VpcId ?? '');
  }

  /** Rules that are resources of their own. */
  private rulesOfOwn(direction: 'Ingress' | 'Egress', group: string): Rule[] {
    return this.ofType(`SecurityGroup${direction}`).map(({ properties }) => properties).filter(({ GroupId }) => GroupId === group);
  }

  private ofType(type: string): readonly DescribedModel[] {
    return this.described.filter((each) => each.type === `AWS::EC2::${type}`);
  }
}

function valuesOf(request: URLSearchParams): string[] {
  return [...request.entries()].filter(([key]) => /^Filter\.\d+\.Value\.\d+$/.test(key)).map(([, value]) => value);
}

type Rule = Readonly<Record<string, unknown>>;

/** What a group lets out for which nothing is stated. */
const EVERYTHING: readonly Rule[] = [{ IpProtocol: '-1', CidrIp: '0.0.0.0/0' }];

function rulesOf(rules: unknown): Rule[] {
  return Array.isArray(rules) ? rules as Rule[] : [];
}

function permission({
  IpProtocol, FromPort, ToPort, CidrIp, CidrIpv6, SourceSecurityGroupId, DestinationSecurityGroupId, SourcePrefixListId,
  DestinationPrefixListId,
}: Rule): XmlValue {
  const text = (value: unknown) => value === undefined ? undefined : String(value);
  const list = (name: string, value: unknown): XmlValue => value === undefined ? [] : [{ [name]: String(value) }];
  return {
    ipProtocol: text(IpProtocol),
    fromPort: text(FromPort),
    toPort: text(ToPort),
    groups: list('groupId', SourceSecurityGroupId ?? DestinationSecurityGroupId),
    ipRanges: list('cidrIp', CidrIp),
    ipv6Ranges: list('cidrIpv6', CidrIpv6),
    prefixListIds: list('prefixListId', SourcePrefixListId ?? DestinationPrefixListId),
  };
}
