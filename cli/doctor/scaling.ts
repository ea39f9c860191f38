import type { AccountFacts, ScalingFacts, ServiceFacts } from './facts';
import { awsCommand } from '../../lambda/shared/aws-command';
import type { LintFinding } from '../../src/lint/lint';

const SOURCE = 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html';

/** How scaling bears on a load that is too high. */
export interface ScaleOut {
  /** For a person; continues what is said of the load. */
  readonly words: string;
  /** What lets it go on; absent where it may. */
  readonly command?: string;
  readonly fix?: string;
}

/** Whether the scaling of a service may still add tasks; undefined where nothing scales it, or it is not known. */
export function scaleOutOf(facts: ServiceFacts, { scaling, region }: Pick<AccountFacts, 'scaling' | 'region'>): ScaleOut | undefined {
  const target = scaling.get(facts.service.serviceArn ?? '');
  if (!target) { return undefined; }
  const { most, outSuspended, resourceId } = target;
  const { desiredCount = 0 } = facts.service;
  if (outSuspended) {
    return {
      words: 'scaling out is suspended',
      fix: 'Resume scaling out.',
      command: `${register(resourceId, region)} --suspended-state DynamicScalingOutSuspended=false`,
    };
  }
  return desiredCount < most ? { words: `its scaling may go from ${desiredCount} to ${most} tasks` } : {
    words: `its scaling is at its maximum of ${most}`,
    fix: 'Raise MaxCapacity of its scaling, or give each task more.',
    command: `${register(resourceId, region)} --max-capacity NUMBER`,
  };
}

/** What the limits of scaling lead to. */
export function scalingFindings(facts: ServiceFacts, { scaling, region }: AccountFacts): LintFinding[] {
  const { service: { serviceArn = '', serviceName = '', desiredCount = 0, loadBalancers = [] } } = facts;
  const target = scaling.get(serviceArn);
  if (!target) { return []; }
  const { least, outSuspended, inSuspended } = target;
  const heading = { severity: 'warning', template: region, logicalId: serviceName, source: SOURCE } as const;
  return [
    ...outSuspended ? [{
      ...heading,
      rule: 'ScalingIsSuspended',
      message: `Scaling out is suspended${inSuspended ? ', and so is scaling in' : ''}: whatever the load, no task is added to the ${
        desiredCount} desired.`,
      fix: 'Resume it once the reason for which somebody suspended it is gone.',
    }] : [],
    ...least === 0 && loadBalancers.length > 0 ? [{
      ...heading,
      ...desiredCount === 0 ? {} : { severity: 'info' as const },
      rule: 'ScalesToZero',
      message: `MinCapacity is 0${desiredCount === 0 ? ', and no task is desired' : ''}: without a task the load balancer answers 503.`,
      fix: 'Set MinCapacity to 2 or more, unless nobody needs the service meanwhile.',
    }] : [],
  ];
}

function register(resourceId: ScalingFacts['resourceId'], region: string): string {
  return awsCommand('application-autoscaling', 'RegisterScalableTarget', region, {
    serviceNamespace: 'ecs', scalableDimension: 'ecs:service:DesiredCount', resourceId,
  });
}
