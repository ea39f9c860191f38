import { admitsTcp, mayAdmitTcp, SECURITY_GROUP } from '../../model/security-group';
import type { Rule } from '../../rule';
import { isGiven } from '../../value';

export const checkPortWithoutSecurityGroupRule: Rule = {
  name: 'CheckPortWithoutSecurityGroupRule',
  severity: 'warning',
  what: 'Targets are checked on a port that their security group does not allow.',
  why: "The traffic's port is open and the check's port is not: every check times out, and ECS replaces healthy tasks.",
  source: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html',
  furtherSources: ['https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-troubleshooting.html'],
  exception: 'A template that is not among these adds the rule.',
  check: ({ attachments, ingress }) =>
    attachments.flatMap(({ service, registration: { containerPort }, targetGroup: { resource, check } }) => {
      const {
        securityGroups: { items: groups, complete },
        taskDefinition,
      } = service;
      const port = isGiven(check.port) ? Number(check.port) : NaN;
      const decided =
        complete
        && ingress.complete
        && groups.every(({ type }) => type === SECURITY_GROUP)
        && isGiven(taskDefinition)
        && taskDefinition.networkMode === 'awsvpc';
      const own = ingress.items.filter(({ group }) => isGiven(group) && groups.includes(group));
      const others = ingress.items.filter(({ group }) => !isGiven(group));
      // Rules that are written elsewhere are not seen: that of the traffic shows that they stand here.
      const closed = own.some((rule) => admitsTcp(rule, containerPort)) && ![...own, ...others].some((rule) => mayAdmitTcp(rule, port));
      return decided && port > 0 && closed
        ? [
          {
            resource,
            message:
                `HealthCheckPort is ${port}, and the security group of the service's tasks `
                + `('${groups.map(({ logicalId }) => logicalId).join("', '")}') allows ${containerPort} and not ${port}.`,
            fix:
                `Allow TCP ${port} from the load balancer, like ${containerPort}, or leave HealthCheckPort out to check `
                + `${containerPort}.`,
          },
        ]
        : [];
    }),
};
