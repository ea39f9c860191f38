import type { CfnExperimentTemplate } from 'aws-cdk-lib/aws-fis';
import { fisAction, type FisAction, type FisService, PLAYABLE } from './fis-action';
import type { DoStep, DueStep, ScheduledScenario, TaskSelector } from './scenario-file';
import { fail } from '../contract/errors';

/** A fault of the scenario as AWS FIS plays it. */
export interface PlannedAction {
  readonly action: FisAction;
  readonly selector: TaskSelector;
  /** Seconds after the start. */
  readonly from: number;
  /** Seconds; absent for what happens at once. */
  readonly seconds?: number;
}

/** https://docs.aws.amazon.com/fis/latest/userguide/fis-quotas.html: actions of an experiment template, and its duration */
const MOST_ACTIONS = 20;
const MOST_SECONDS = 12 * 60 * 60;

/** The faults of a scenario as AWS FIS plays them. @throws with every step that it cannot play, and why */
export function planActions({ file, schedule }: ScheduledScenario, service: FisService, at: string): PlannedAction[] {
  const done = schedule.steps.filter((due): due is DueStep & { readonly step: DoStep } => due.step.kind === 'do');
  const problems: string[] = [];
  const planned = done.flatMap(({ step, from }, index) => {
    if (step.fault === 'resume') { return []; }
    const action = fisAction(step, service);
    if (typeof action === 'string') {
      problems.push(`'${step.fault}' in line ${step.line} (${action})`);
      return [];
    }
    const ends = done.slice(index + 1).find(({ step: later }) => (
      later.fault === 'resume' && (later.parameters.fault === undefined || later.parameters.fault === step.fault)
    ));
    const seconds = Math.max(60, (ends?.from ?? schedule.end) - from);
    const selector = step.parameters.tasks as TaskSelector | undefined ?? { kind: 'count', count: 1 };
    return [{ action, selector, from, ...action.lasts ? { seconds } : {} }];
  });
  if (problems.length > 0 || planned.length === 0) {
    fail({
      what: 'AWS FIS cannot play the scenario',
      got: problems.length > 0 ? `${file} with ${problems.join(', ')}` : `${file} without a fault`,
      allowed: `${PLAYABLE.join(', ')}, resume`,
      fix: 'play this one in the sandbox alone, and give AWS a scenario of its own',
      at,
    });
  }
  const network = planned.filter(({ action }) => action.network);
  const parallel = network.find((one, index) => network.some((other, place) => place > index && other.from < one.from + one.seconds!));
  if (parallel) {
    fail({
      what: 'AWS FIS runs one fault of the network at a time',
      got: `${file}, in which two of them overlap`,
      allowed: 'one after another',
      fix: 'end the first with `do: resume` before the second',
      at,
    });
  }
  return planned;
}

/**
 * Actions and targets of the experiment template. A chain of waits is its clock: each fault starts after the last wait before it, beside
 * the waits that follow.
 */
export function experimentActions(
  { file, schedule }: ScheduledScenario, planned: readonly PlannedAction[], names: ServiceNames, at: string,
): {
    readonly actions: Record<string, CfnExperimentTemplate.ExperimentTemplateActionProperty>;
    readonly targets: Record<string, CfnExperimentTemplate.ExperimentTemplateTargetProperty>;
  } {
  const starts = planned.map(({ from }) => from);
  const moments = [...new Set([...starts, schedule.end])].filter((moment) => moment > 0).sort((one, other) => one - other);
  const waits = moments.map((moment, index) => ({ name: `Wait${index + 1}`, until: moment, seconds: moment - (moments[index - 1] ?? 0) }));
  if (waits.length + planned.length > MOST_ACTIONS || schedule.end > MOST_SECONDS) {
    fail({
      what: 'The scenario is too long for an experiment of AWS FIS',
      got: `${file} with ${waits.length + planned.length} actions in ${schedule.end / 60} minutes`,
      allowed: `${MOST_ACTIONS} actions in ${MOST_SECONDS / 60} minutes`,
      fix: 'split it, or give its expectations less time',
      at,
    });
  }
  const after = (from: number) => {
    const wait = waits.find(({ until }) => until === from);
    return wait ? { startAfter: [wait.name] } : {};
  };
  const targets: Record<string, CfnExperimentTemplate.ExperimentTemplateTargetProperty> = {};
  const actions = Object.fromEntries([
    ...waits.map(({ name, seconds }, index) => [name, {
      actionId: 'aws:fis:wait',
      parameters: { duration: iso(seconds) },
      ...index > 0 ? { startAfter: [waits[index - 1].name] } : {},
    }]),
    ...planned.map(({ action, selector, from, seconds }, index) => {
      const drains = action.actionId === 'aws:ecs:drain-container-instances';
      const target = drains ? 'Cluster' : targetName(selector);
      targets[target] = drains ? clusterTarget(names) : taskTarget(selector, names);
      return [`Fault${index + 1}`, {
        actionId: action.actionId,
        parameters: { ...action.parameters, ...seconds === undefined ? {} : { duration: iso(seconds) } },
        targets: { [drains ? 'Clusters' : 'Tasks']: target },
        ...after(from),
      }];
    }),
  ]) as Record<string, CfnExperimentTemplate.ExperimentTemplateActionProperty>;
  return { actions, targets };
}

/** The service as AWS FIS finds it. */
export interface ServiceNames {
  readonly clusterName: string;
  readonly clusterArn: string;
  readonly serviceName: string;
  readonly region: string;
}

function targetName(selector: TaskSelector): string {
  switch (selector.kind) {
    case 'count': return `Tasks${selector.count}`;
    case 'share': return `Tasks${selector.percent}Percent`;
    case 'zone': return `TasksOfZone${selector.letter.toUpperCase()}`;
  }
}

/** https://docs.aws.amazon.com/fis/latest/userguide/targets.html */
function taskTarget(
  selector: TaskSelector, { clusterName, serviceName, region }: ServiceNames,
): CfnExperimentTemplate.ExperimentTemplateTargetProperty {
  const mode = selector.kind === 'count' ? `COUNT(${selector.count})` : selector.kind === 'share' && selector.percent < 100
    ? `PERCENT(${selector.percent})` : 'ALL';
  return {
    resourceType: 'aws:ecs:task',
    parameters: { cluster: clusterName, service: serviceName },
    selectionMode: mode,
    ...selector.kind === 'zone' ? { filters: [{ path: 'AvailabilityZone', values: [`${region}${selector.letter}`] }] } : {},
  };
}

function clusterTarget({ clusterArn }: ServiceNames): CfnExperimentTemplate.ExperimentTemplateTargetProperty {
  return { resourceType: 'aws:ecs:cluster', resourceArns: [clusterArn], selectionMode: 'ALL' };
}

function iso(seconds: number): string {
  return `PT${Math.ceil(seconds / 60)}M`;
}
