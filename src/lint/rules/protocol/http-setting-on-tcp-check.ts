import { remove } from '../../edit';
import type { Rule } from '../../rule';
import { isGiven } from '../../value';

export const httpSettingOnTcpCheck: Rule = {
  name: 'HttpSettingOnTcpCheck',
  severity: 'error',
  what: 'A TCP check is given a path or codes.',
  why: 'TCP checks only connect: Elastic Load Balancing refuses a path and a matcher on them.',
  source: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html',
  furtherSources: ['https://github.com/hashicorp/terraform-provider-aws/pull/2170'],
  unproven: 'The page gives both for checks by HTTP and HTTPS alone; that they are refused is quoted in a report.',
  check: ({ targetGroups }) => targetGroups.flatMap(({ resource, check }) => {
    const given = [['HealthCheckPath', check.path], ['Matcher.HttpCode', check.httpCodes], ['Matcher.GrpcCode', check.grpcCodes]] as const;
    const settings = given.filter(([, value]) => isGiven(value)).map(([name, value]) => `${name} ${String(value)}`);
    return check.protocol === 'TCP' && settings.length > 0 ? [{
      resource,
      message: `The check is by TCP and has ${settings.join(' and ')}.`,
      fix: 'Leave path and matcher out, or set HealthCheckProtocol to HTTP.',
      edits: [...isGiven(check.path) ? [remove(resource, ['HealthCheckPath'])] : [],
        ...isGiven(check.httpCodes) || isGiven(check.grpcCodes) ? [remove(resource, ['Matcher'])] : []],
    }] : [];
  }),
};
