import { type AccountFacts, type HealthCheckFacts, type LoadBalancerFacts, type ServiceFacts, targetGroupsOf } from './facts';
import { cleanText } from '../../lambda/shared/text';
import type { LintFinding } from '../../src/lint/lint';

const REASON_LENGTH = 120;
/** https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html */
const SOURCE = 'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html';
/** An endpoint is healthy when more of the checkers than that find it so. */
const HEALTHY_SHARE = 0.18;
const SECURE: readonly string[] = ['HTTPS', 'TLS'];

/** What Route 53's checkers find wrong with the names of a service's load balancers, in words. */
export function unhealthyNames(facts: ServiceFacts, account: AccountFacts): string[] {
  return checksOf(facts, account).flatMap((check) => {
    const { observed = [], config: { Inverted, Disabled } } = check;
    const well = observed.filter((status) => status.startsWith('Success')).length;
    if (observed.length === 0 || Inverted === 'true' || Disabled === 'true' || well > observed.length * HEALTHY_SHARE) { return []; }
    const failure = observed.find((status) => !status.startsWith('Success')) ?? '';
    return [`Route 53's check of ${nameOf(check)} is well for ${well} of ${observed.length} checkers: ${
      cleanText(failure, REASON_LENGTH)}`];
  });
}

/** What Route 53's checks lead to: beside what templates show, what only the listeners that run do. */
export function healthCheckFindings(facts: ServiceFacts, account: AccountFacts, isWell: boolean): LintFinding[] {
  const heading = { template: account.region, logicalId: facts.service.serviceName ?? '', source: SOURCE };
  return [
    ...isWell ? unhealthyNames(facts, account).map((words) => ({
      ...heading,
      severity: 'warning' as const,
      rule: 'Route53FindsItUnhealthy',
      message: `${words}.`,
      fix: 'Compare its protocol, port, path and host name with what the listeners forward.',
    })) : [],
    ...checksOf(facts, account).flatMap((check) => (
      problemsOf(check, account.loadBalancers.get(check.balancer)).map((problem) => ({ ...heading, ...problem }))
    )),
  ];
}

type Problem = Pick<LintFinding, 'rule' | 'severity' | 'message' | 'fix'>;

function problemsOf(check: HealthCheckFacts, balancer: LoadBalancerFacts | undefined): Problem[] {
  const { Type, Port, Disabled, Inverted } = check.config;
  const name = nameOf(check);
  if (Disabled === 'true') {
    return [{
      rule: 'Route53CheckIsDisabled',
      severity: 'warning',
      message: `Route 53's check of ${name} is disabled: Route 53 counts what it watches as healthy.`,
      fix: 'Enable it, or remove it from the records.',
    }];
  }
  const type = String(Type);
  const port = Number(Port ?? (type.startsWith('HTTPS') ? 443 : 80));
  const all = balancer?.listeners;
  if (!all || !/^(HTTPS?(_STR_MATCH)?|TCP)$/.test(type)) { return []; }
  const found = all.find(({ listener }) => listener.Port === port);
  if (!found) {
    const ports = all.map(({ listener }) => listener.Port).join(', ');
    return [{
      rule: 'Route53PortWithoutListener',
      severity: 'error',
      message: `Route 53's check of ${name} asks port ${port}, and the load balancer ${
        ports === '' ? 'has no listener' : `listens on ${ports}`}: it ${Inverted === 'true' ? 'is always' : 'never becomes'} healthy.`,
      fix: 'Set its Port to that of a listener.',
    }];
  }
  const { listener: { Protocol = '', DefaultActions = [] }, rules } = found;
  // Of the usual ports, lint says it.
  const isOther = ![80, 443].includes(port) && ((type.startsWith('HTTPS') && Protocol === 'HTTP')
    || (/^HTTP(_|$)/.test(type) && SECURE.includes(Protocol)));
  if (isOther) {
    return [{
      rule: 'Route53ProtocolNotOfListener',
      severity: 'error',
      message: `Route 53's check of ${name} speaks ${type.replace(/_.*/, '')} to port ${port}, whose listener speaks ${Protocol}.`,
      fix: `Set its Type to ${SECURE.includes(Protocol) ? 'HTTPS' : 'HTTP'}.`,
    }];
  }
  const redirects = rules.every(({ IsDefault }) => IsDefault) && DefaultActions.some((action) => action.Type === 'redirect');
  return redirects && /^HTTPS?$/.test(type) ? [{
    rule: 'Route53SeesRedirectAlone',
    severity: 'warning',
    message: `Route 53's check of ${name} asks a listener that redirects everything: it counts 3xx as healthy, whatever the tasks do.`,
    fix: 'Let it ask the listener that forwards.',
  }] : [];
}

function checksOf({ service }: ServiceFacts, { dns, targetGroups }: AccountFacts): readonly HealthCheckFacts[] {
  const balancers = targetGroupsOf(service).flatMap((arn) => targetGroups.get(arn)?.group.LoadBalancerArns ?? []);
  return dns.healthChecks.filter(({ balancer }) => balancers.includes(balancer));
}

function nameOf({ name, id }: HealthCheckFacts): string {
  return `${cleanText(name)} (${cleanText(id)})`;
}
