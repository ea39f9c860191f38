import { mayAdmitTcp, SECURITY_GROUP } from '../../model/security-group';
import type { Rule } from '../../rule';
import { isGiven } from '../../value';

export const securityGroupAdmitsNobody: Rule = {
  name: 'SecurityGroupAdmitsNobody',
  severity: 'warning',
  what: 'Tasks behind a load balancer have a security group that lets nobody in on their port.',
  why: 'Neither checks nor requests arrive: every check times out, and ECS replaces healthy tasks.',
  source: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-troubleshooting.html',
  furtherSources: ['https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html'],
  exception: 'A template that is not among these adds the rule.',
  check: ({ attachments, ingress }) => attachments.flatMap(({
    service, registration: { containerPort }, targetGroup: {
      resource,
      protocol,
    },
  }) => {
    const { securityGroups: { items: groups, complete }, taskDefinition } = service;
    const decided = complete && groups.length > 0 && ingress.complete && groups.every(({ type }) => type === SECURITY_GROUP)
      && isGiven(taskDefinition) && taskDefinition.networkMode === 'awsvpc' && protocol !== 'UDP';
    const admitting = ingress.items.filter(({ group }) => !isGiven(group) || groups.includes(group))
      .some((rule) => mayAdmitTcp(rule, containerPort));
    return decided && containerPort > 0 && !admitting ? [{
      resource,
      message: `No rule of the security group of the service's tasks ('${groups.map(({ logicalId }) => logicalId).join("', '")}') allows `
        + 'TCP '
        + `${containerPort}.`,
      fix: `Allow TCP ${containerPort} from the security group of the load balancer; from the addresses of its subnets where it has none.`,
    }] : [];
  }),
};
