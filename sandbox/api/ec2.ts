import type { XmlValue } from './xml';
import type { DescribedModel } from '../template/model';

/** The part of the EC2 API that health needs. */
export class Ec2Api {
  public readonly operations: Readonly<Record<string, (request: URLSearchParams) => XmlValue>> = {
    DescribeSecurityGroups: (request) => this.describeSecurityGroups(request),
  };

  constructor(private readonly described: readonly DescribedModel[] = []) {}

  private describeSecurityGroups(request: URLSearchParams): XmlValue {
    const asked = [...request.entries()].filter(([key]) => /^Filter\.\d+\.Value\.\d+$/.test(key)).map(([, value]) => value);
    const groups = this.ofType('SecurityGroup').filter(({ reference }) => asked.length === 0 || asked.includes(reference));
    return {
      securityGroupInfo: groups.map(({ reference, properties }) => ({
        groupId: reference,
        ipPermissions: [...rulesOf(properties.SecurityGroupIngress), ...this.rulesOfOwn('Ingress', reference)].map(permission),
        ipPermissionsEgress: [
          ...rulesOf(properties.SecurityGroupEgress ?? EVERYTHING), ...this.rulesOfOwn('Egress', reference),
        ].map(permission),
      })),
    };
  }

  /** Rules that are resources of their own. */
  private rulesOfOwn(direction: 'Ingress' | 'Egress', group: string): Rule[] {
    return this.ofType(`SecurityGroup${direction}`).map(({ properties }) => properties).filter(({ GroupId }) => GroupId === group);
  }

  private ofType(type: string): readonly DescribedModel[] {
    return this.described.filter((each) => each.type === `AWS::EC2::${type}`);
  }
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
