import type { Duration } from 'aws-cdk-lib';
import type { ContractSeconds } from './budget-seconds';
import type { BudgetValues, TargetGroupBudget } from './budget-values';
import { outlastsStartPeriod } from './grace-period';

type Line = [name: string, value: string, reason: string];

/** Renders a budget as text: one line a number, its reason behind it. */
export function explainBudget(budget: BudgetValues, promises: ContractSeconds): string {
  const sections: Array<[string, Line[]]> = [
    ['Container check (ECS)', containerLines(budget, promises)],
    ...budget.targetGroup ? [['Target group and service', targetGroupLines(budget.targetGroup, promises)] as [string, Line[]]] : [],
    ['Verifier', verifierLines(budget, promises)],
    ['Worst cases', worstCaseLines(budget, promises)],
    ['Probes per task and day', loadLines(budget, promises)],
    [
      'Cost',
      [
        [
          'estimate',
          `$${budget.monthlyCost.toFixed(2)} a month`,
          'Lambda, Scheduler, metrics, alarms and logs of one service; us-east-1 list prices, no free tiers',
        ],
      ],
    ],
  ];
  const lines = sections.flatMap(([, section]) => section);
  const nameWidth = Math.max(...lines.map(([name]) => name.length));
  const valueWidth = Math.max(...lines.map(([, value]) => value.length));
  return sections.map(([title, section]) => [
    title,
    ...section.map(([name, value, reason]) => `  ${name.padEnd(nameWidth)}  ${value.padStart(valueWidth)}  ${reason}`.trimEnd()),
  ].join('\n')).join('\n\n');
}

function containerLines({ container, worstCases, earliestContainerKill }: BudgetValues, promises: ContractSeconds): Line[] {
  const { worker, detectWithin, livenessTimeout, inAppRecovery } = promises;
  const recovery = inAppRecovery > 0 ? `, and ${inAppRecovery} s for the application's own recovery` : '';
  const kill = `with ${container.retries} retries a kill comes after at least ${text(earliestContainerKill)}`;
  return [
    [
      'interval',
      text(container.interval),
      worker
        ? `the largest with which ${container.retries} checks and one verification fit into detectWithin `
          + `(${detectWithin} s); ${kill}${recovery}`
        : `${kill}: after traffic is removed (${text(worstCases.trafficRemoved)})${recovery}`,
    ],
    [
      'timeout',
      text(container.timeout),
      livenessTimeout
        ? 'stated by the liveness endpoint'
        : worker
          ? 'room for a pause of the runtime; below the interval'
          : 'as at the load balancer; below the interval',
    ],
    ['retries', String(container.retries), 'one slow answer restarts nothing'],
    ...container.gracePeriod
      ? [
        [
          'startPeriod',
          text(container.startPeriod),
          `the most that ECS allows; the slowest normal boot takes ${promises.startup} s (startup)`,
        ] as Line,
        [
          'gracePeriod',
          text(container.gracePeriod),
          'of the service: startup and one check; until then it ignores an UNHEALTHY container',
        ] as Line,
      ]
      : [['startPeriod', text(container.startPeriod), 'the slowest normal boot (startup)'] as Line],
    [
      'stopTimeout',
      text(container.stopTimeout),
      worker
        ? 'the longest piece of work (longestRequest), and what the process needs after it (shutdown)'
        : 'what the process needs after SIGTERM (shutdown)',
    ],
    ...worker
      ? []
      : [
        [
          'stopTimeout undrained',
          text(container.undrainedStopTimeout),
          'longestRequest as well: without a load balancer and on Fargate Spot, SIGTERM comes before draining',
        ] as Line,
      ],
  ];
}

function targetGroupLines(targetGroup: TargetGroupBudget, promises: ContractSeconds): Line[] {
  const successes = Math.floor((targetGroup.gracePeriod.toSeconds() - promises.startup) / targetGroup.interval.toSeconds());
  return [
    [
      'interval',
      text(targetGroup.interval),
      `the largest with which ${targetGroup.unhealthyThreshold} checks and a timeout fit into detectWithin `
        + `(${promises.detectWithin} s)`,
    ],
    [
      'timeout',
      text(targetGroup.timeout),
      promises.readinessTimeout ? 'stated by the endpoint' : 'room for a pause of the runtime, as far as detectWithin allows',
    ],
    ['unhealthyThreshold', String(targetGroup.unhealthyThreshold), 'the least that AWS allows; one lost packet stops no traffic'],
    [
      'healthyThreshold',
      String(targetGroup.healthyThreshold),
      'for targets that recover, or failed while their task booted; a new one needs a single success',
    ],
    ['deregistrationDelay', text(targetGroup.deregistrationDelay), 'the longest request worth finishing (longestRequest)'],
    [
      'gracePeriod',
      text(targetGroup.gracePeriod),
      outlastsStartPeriod(promises.startup)
        ? 'startup, and until load balancer and container check have succeeded'
        : successes > 1
          ? `startup and ${successes} load-balancer checks: the target may fail during the boot`
          : 'startup and one load-balancer check',
    ],
    ['gracePeriod behind an NLB', text(targetGroup.networkGracePeriod), 'an NLB takes minutes to register a target'],
  ];
}

function verifierLines({ verification, replacement }: BudgetValues, promises: ContractSeconds): Line[] {
  return [
    ['verifications per minute', String(verification.rounds), `the fewest that detect a fault within ${promises.detectWithin} s`],
    [
      'deadline of a verification',
      text(verification.roundDeadline),
      promises.worker
        ? 'the time to read ECS, and to probe the dependencies'
        : 'both endpoints in the worst case, and the time to read ECS and the load balancer',
    ],
    ['judge a replacement after', text(replacement), promises.worker ? 'stop and startup' : 'drain, stop and startup'],
  ];
}

function worstCaseLines({ worstCases }: BudgetValues, { worker }: ContractSeconds): Line[] {
  const drain = worker ? '' : 'drain, ';
  return [
    ['detection', text(worstCases.detection), worker ? 'ECS and verifier both know' : 'load balancer and verifier both know'],
    ...worker ? [] : [['traffic removed', text(worstCases.trafficRemoved), 'new requests go elsewhere'] as Line],
    ['alerted', text(worstCases.alerted), 'verifier, then 2 of the last 3 minutes, then CloudWatch'],
    ['container kill', text(worstCases.containerKill), 'ECS begins to replace the task'],
    ['task replaced', text(worstCases.taskReplaced), `kill, ${drain}stop, startup and the first check of the replacement`],
    [
      'deployment',
      text(worstCases.deployment),
      worker
        ? 'one batch: startup and first check, stop of the old task'
        : 'one batch: startup and first check, drain and stop of the old task',
    ],
  ];
}

function loadLines({ probesPerTaskAndDay: load }: BudgetValues, { worker }: ContractSeconds): Line[] {
  return [
    ['container check', String(load.container), ''],
    ...worker ? [] : [
      ['target group', String(load.targetGroup), 'two load-balancer nodes, one in each of two Availability Zones'] as Line,
      ['verifier', String(load.verifier), ''] as Line,
    ],
    ['total', String(load.total), `one every ${(24 * 3600 / load.total).toFixed(1)} s`],
  ];
}

function text(duration: Duration): string {
  return `${duration.toSeconds()} s`;
}
