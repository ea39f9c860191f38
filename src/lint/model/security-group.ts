import { isResource } from './service';
import type { Properties } from '../properties';
import type { Resource } from '../template';
import { UNKNOWN, type List, type Text, type Unknown } from '../value';

/** What a security group allows. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html */
export interface IngressRule {
  readonly group: Resource | Unknown;
  /** `tcp`, `udp`, a number, or `-1` for all. */
  readonly protocol: Text;
  readonly from: number;
  readonly to: number;
}

export const SECURITY_GROUP = 'AWS::EC2::SecurityGroup';
const TCP = ['tcp', '6'];

/** The rules in security groups, and those that are resources of their own. */
export function readIngress(
  resources: (type: string) => { readonly resource: Resource; readonly properties: Properties }[],
): List<IngressRule> {
  const inline = resources(SECURITY_GROUP).map(({ resource, properties }) => ({
    resource,
    rules: properties.objects('SecurityGroupIngress'),
  }));
  const beside = resources('AWS::EC2::SecurityGroupIngress').map(({ properties }) => {
    const group = properties.resource('GroupId');
    return readRule(isResource(group) ? group : UNKNOWN, properties);
  });
  return {
    items: [...inline.flatMap(({ resource, rules }) => rules.items.map((rule) => readRule(resource, rule))), ...beside],
    complete: inline.every(({ rules }) => rules.complete),
  };
}

/** Whether a rule certainly allows TCP on a port. */
export function admitsTcp({ protocol, from, to }: IngressRule, port: number): boolean {
  return protocol === '-1' || (TCP.includes(String(protocol)) && from <= port && port <= to);
}

/** Whether a rule may allow TCP on a port: unknown counts as yes. */
export function mayAdmitTcp(rule: IngressRule, port: number): boolean {
  const { protocol, from, to } = rule;
  const mayBeTcp = protocol === UNKNOWN || protocol === undefined || TCP.includes(protocol);
  return admitsTcp(rule, port) || (mayBeTcp && !(port < from) && !(port > to));
}

function readRule(group: Resource | Unknown, properties: Properties): IngressRule {
  return { group, protocol: properties.text('IpProtocol'), from: properties.number('FromPort', NaN), to: properties.number('ToPort', NaN) };
}
