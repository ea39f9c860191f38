import type { ServiceAnswer } from '../../../cli/doctor/diagnose';
import type { AccountFacts } from '../../../cli/doctor/facts';
import { stopCauseOf } from '../../../lambda/diagnosis/stops/stop-causes';
import type { Report } from '../../../lambda/verification/report/report';
import { settings } from '../timeline-settings';

export const READ_AT = Date.parse('2026-11-30T12:00:00Z');

export function account(more: Partial<AccountFacts> = {}): AccountFacts {
  return {
    region: 'eu-west-1',
    readAt: READ_AT,
    services: [],
    taskDefinitions: new Map(),
    targetGroups: new Map(),
    loadBalancers: new Map(),
    securityGroups: new Map(),
    network: { subnets: new Map() },
    usage: new Map(),
    deployments: new Map(),
    alarms: [],
    scaling: new Map(),
    dns: { healthChecks: [], records: [] },
    logs: new Map(),
    missing: [],
    unread: [],
    calls: new Map([['DescribeServices', 7]]),
    ...more,
  };
}

/** A service as doctor answers it, in which `text` stands wherever AWS, a template or a program has its own words. */
export function answer(text: string, status: 'UP' | 'DOWN' | 'DEGRADED', more: Partial<ServiceAnswer> = {}): ServiceAnswer {
  const report: Report = {
    cluster: text,
    service: text,
    at: new Date(READ_AT).toISOString(),
    ms: 12,
    status,
    fault: status === 'UP' ? 'HEALTHY' : 'HUNG',
    layer: status === 'UP' ? null : 'L7',
    remedy: status === 'UP' ? 'NONE' : 'RESTART',
    evidence: status === 'UP' ? [] : [`target group ${text} says unhealthy (Target.Timeout)`, 'ECS says the container is UNHEALTHY'],
    ...status === 'UP' ? {} : { against: [`the process of ${text} accepts connections`] },
    summary: text,
    counts: { desired: 2, running: 2, pending: 0, serving: status === 'UP' ? 2 : 1 },
    tasks: [],
  } as unknown as Report;
  return {
    cluster: text,
    service: text,
    report,
    stops: status === 'UP' ? [] : [{
      cause: stopCauseOf({ code: '', reason: 'OutOfMemoryError', containers: [] }),
      count: 2,
      task: '0a1b2c3d',
      stoppedAt: READ_AT,
      words: text,
    }],
    events: status === 'UP' ? [] : [`ECS says, 30 s ago: ${text}`],
    findings: [{
      finding: {
        rule: 'grace-period-covers-startup',
        severity: status === 'DOWN' ? 'error' : 'warning',
        message: `${text} is condemned`,
        fix: `Raise it for ${text}`,
        source: 'https://docs.aws.amazon.com/',
        logicalId: 'Web',
        template: text,
      } as unknown as ServiceAnswer['findings'][number]['finding'],
      where: `service ${text}`,
      command: 'aws ecs update-service --cluster prod --service web --health-check-grace-period-seconds 90',
    }],
    ...status === 'UP' ? {} : { command: 'aws ecs stop-task --cluster prod --task 0a1b2c3d4e5f --region eu-west-1' },
    settings: settings({ name: text, template: `cluster ${text}` }),
    ...more,
  };
}
