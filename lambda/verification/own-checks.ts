import type { TargetGroupSettings } from './evidence/target-group-settings';
import type { EndpointPlan } from '../../src/shared/plan';
import type { OwnCheck, ServiceEvidence, TargetEvidence, TaskEvidence } from '../diagnosis/evidence';
import type { TargetProbe } from '../shared/check-result';
import type { ProbeTarget } from '../shared/probe-request';

/** Settings by the ARN of the target group. */
type Settings = ReadonlyMap<string, TargetGroupSettings>;

/** Of more tasks it would be the same question, and a load of its own. */
const MOST_QUESTIONS = 20;

/** The target groups that do not take a task for well: only what they ask is worth asking. */
export function doubtingGroups({ tasks }: ServiceEvidence): string[] {
  return [...new Set(tasks.flatMap(({ targets }) => targets.filter(isUnhealthy).flatMap(({ arn }) => arn ?? [])))];
}

/** The load balancer's own questions, one for each task and group that doubts it. */
export function ownQuestions({ tasks }: ServiceEvidence, settings: Settings): ProbeTarget[] {
  return tasks.flatMap((task) => task.targets.filter(isUnhealthy).flatMap((target): ProbeTarget[] => {
    const question = settings.get(target.arn ?? '')?.question;
    const port = question?.port ?? target.port;
    if (!question || port === undefined || !task.address || task.lastStatus !== 'RUNNING' || task.desiredStatus !== 'RUNNING') {
      return [];
    }
    const { port: _, ...liveness } = question;
    return [{ id: questionId(task, target), host: task.address, port, liveness: liveness as EndpointPlan, timeoutMs: question.timeoutMs }];
  })).slice(0, MOST_QUESTIONS);
}

/** The evidence with what the load balancer's own questions were answered, and with how soon each group changes its mind. */
export function withOwnChecks(evidence: ServiceEvidence, settings: Settings, probes: ReadonlyMap<string, TargetProbe>): ServiceEvidence {
  if (settings.size === 0) { return evidence; }
  const completed = (task: TaskEvidence, target: TargetEvidence): TargetEvidence => {
    const found = settings.get(target.arn ?? '');
    const probe = probes.get(questionId(task, target));
    const ownCheck = found?.question && probe ? answerOf(found.question, probe) : undefined;
    return { ...target, ...found ? { notice: found.notice } : {}, ...ownCheck ? { ownCheck } : {} };
  };
  return {
    ...evidence,
    tasks: evidence.tasks.map((task) => ({ ...task, targets: task.targets.map((target) => completed(task, target)) })),
  };
}

function answerOf(question: EndpointPlan, { checks }: TargetProbe): OwnCheck | undefined {
  const failed = checks.find(({ outcome, check }) => check !== 'certificate' && outcome !== 'OK' && outcome !== 'SLOW');
  const decisive = failed ?? checks.find(({ check }) => check === 'liveness') ?? checks.at(-1);
  if (!decisive || decisive.outcome === 'PROBER' || decisive.outcome === 'SKIPPED') { return undefined; }
  const asked = 'path' in question ? `GET ${question.path}` : `a connection (${question.protocol})`;
  return { passed: !failed, words: `to the load balancer's own question, ${asked}, it answers: ${decisive.detail || decisive.outcome}` };
}

function isUnhealthy({ state }: TargetEvidence): boolean {
  return state.startsWith('unhealthy');
}

function questionId({ taskArn }: TaskEvidence, { targetGroup }: TargetEvidence): string {
  return `${taskArn} asked as ${targetGroup}`;
}
