import type { StageProgress } from './decide-stage';
import type { GateTerms } from '../../src/shared/gate-terms';
import type { DeploymentPlan, Plan } from '../../src/shared/plan';
import { lastPart } from '../shared/names';
import { isTopicArn } from '../signals/notifier-request';

/**
 * One call of ECS at one stage of a deployment.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/lambda-lifecycle-hooks.html
 */
export interface HookCall {
  readonly stage: string;
  /** Nothing of the new revision runs yet. */
  readonly tooEarly: boolean;
  /** Traffic shifts back to the old revision, or the call does not show that it does not. */
  readonly rollingBack: boolean;
  readonly serviceArn: string;
  readonly revisionArn: string;
  /** The hook's own details and what the call before handed on; they are handed back whole. */
  readonly details: Readonly<Record<string, unknown>>;
  readonly terms?: GateTerms;
  readonly progress?: StageProgress;
}

const TOO_EARLY = ['RECONCILE_SERVICE', 'PRE_SCALE_UP'];
/** The stages that ECS also calls on a rollback, and the field of their weights. */
const ALSO_ON_ROLLBACK: Readonly<Record<string, string>> = {
  TEST_TRAFFIC_SHIFT: 'testTrafficWeights',
  PRODUCTION_TRAFFIC_SHIFT: 'productionTrafficWeights',
};
/** The stages at which a listener may not route to the new tasks yet. */
const WITHOUT_LISTENER = ['POST_SCALE_UP', 'TEST_TRAFFIC_SHIFT'];
/** The stage at which all test traffic reaches the new tasks. */
const TEST_TRAFFIC = 'POST_TEST_TRAFFIC_SHIFT';

type Fields = Readonly<Record<string, unknown>>;

/** Reads the event that ECS sends; the fields of the deployment are documented at the top level and, later, under `executionDetails`. */
export function readHookCall(event: unknown): HookCall {
  const top = fields(event);
  const deployment = { ...top, ...fields(top.executionDetails) };
  const details = fields(top.hookDetails ?? deployment.hookDetails);
  const terms = fields(details.terms);
  const progress = fields(details.progress);
  const stage = text(top.lifecycleStage);
  const revisionArn = text(deployment.targetServiceRevisionArn);
  return {
    stage,
    tooEarly: TOO_EARLY.includes(stage),
    rollingBack: Object.hasOwn(ALSO_ON_ROLLBACK, stage) && !(Number(fields(deployment[ALSO_ON_ROLLBACK[stage]])[revisionArn]) > 0),
    serviceArn: text(deployment.serviceArn),
    revisionArn,
    details,
    ...isTerms(terms) ? { terms } : {},
    ...isProgress(progress) ? { progress } : {},
  };
}

/**
 * The plan of one verification. ECS numbers a deployment as its revision: `ecs-svc/` and that number is what it writes into each task's
 * `startedBy`.
 */
export function hookPlan({ stage, serviceArn, revisionArn }: HookCall, { plan }: GateTerms): Plan {
  const { frontDoor, ...rest } = plan;
  const deployment: DeploymentPlan = { id: `ecs-svc/${lastPart(revisionArn)}`, hasListener: !WITHOUT_LISTENER.includes(stage) };
  return {
    ...rest,
    service: { ...plan.service, name: lastPart(serviceArn) },
    timing: { ...plan.timing, rounds: 1 },
    ...frontDoor && stage === TEST_TRAFFIC ? { frontDoor } : {},
    deployment,
  };
}

/** An object, also one that was written as a string. */
function fields(value: unknown): Fields {
  if (typeof value === 'string') {
    try {
      return fields(JSON.parse(value) as object);
    } catch {
      return {};
    }
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Fields : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Only as much as is used here; the verifier checks the plan. */
function isTerms(value: Fields): value is Fields & GateTerms {
  const { plan, verifier, consecutiveVerifications, intervalSeconds, patienceSeconds, alerts } = value;
  const { service, timing } = fields(plan);
  const numbers = [consecutiveVerifications, intervalSeconds, patienceSeconds, fields(timing).roundDeadlineMs];
  return typeof plan === 'object' && typeof verifier === 'string' && typeof fields(service).cluster === 'string'
    && numbers.every((number) => typeof number === 'number') && (alerts === undefined || isTopicArn(fields(alerts).topicArn));
}

function isProgress(value: Fields): value is Fields & StageProgress {
  const { stage, tasks, began, verified, down, judged } = value;
  return (
    typeof stage === 'string'
    && typeof tasks === 'string'
    && [began, verified, down].every((number) => typeof number === 'number')
    && typeof judged === 'boolean'
  );
}
