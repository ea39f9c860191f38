import type { Progress } from './decide';
import type { GateTerms } from '../../src/deployment/hook-details';
import type { DeploymentPlan, Plan } from '../../src/verification/plan';
import { isTopicArn } from '../events/request';
import { lastPart } from '../report/names';

/**
 * One call of ECS at one stage of a deployment.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/lambda-lifecycle-hooks.html
 */
export interface HookCall {
  readonly stage: string;
  /** Nothing of the new revision runs yet. */
  readonly tooEarly: boolean;
  /** Traffic goes back to the old revision, or it cannot be told that it does not. */
  readonly rollingBack: boolean;
  readonly serviceArn: string;
  readonly revisionArn: string;
  /** What the hook was given and what it left, to be handed back whole. */
  readonly details: Readonly<Record<string, unknown>>;
  readonly terms?: GateTerms;
  readonly progress?: Progress;
}

const TOO_EARLY = ['RECONCILE_SERVICE', 'PRE_SCALE_UP'];
/** The stages that ECS also calls on a rollback, with which weights. */
const ALSO_ON_ROLLBACK: Readonly<Record<string, string>> = { TEST_TRAFFIC_SHIFT: 'testTrafficWeights', PRODUCTION_TRAFFIC_SHIFT: 'productionTrafficWeights' };
/** The stages at which no listener leads to the new tasks for certain. */
const WITHOUT_LISTENER = ['POST_SCALE_UP', 'TEST_TRAFFIC_SHIFT'];
/** The stage at which all test traffic goes to the new tasks. */
const TEST_TRAFFIC = 'POST_TEST_TRAFFIC_SHIFT';

type Fields = Readonly<Record<string, unknown>>;

/** Reads what ECS calls with; the fields of the deployment are documented at the top level and, later, under `executionDetails`. */
export function readHookCall(event: unknown): HookCall {
  const top = fields(event);
  const deployment = { ...top, ...fields(top.executionDetails) };
  const details = fields(top.hookDetails ?? deployment.hookDetails);
  const stage = text(top.lifecycleStage);
  const revisionArn = text(deployment.targetServiceRevisionArn);
  return {
    stage,
    tooEarly: TOO_EARLY.includes(stage),
    rollingBack: Object.hasOwn(ALSO_ON_ROLLBACK, stage) && !(Number(fields(deployment[ALSO_ON_ROLLBACK[stage]])[revisionArn]) > 0),
    serviceArn: text(deployment.serviceArn),
    revisionArn,
    details,
    ...isTerms(details.terms) ? { terms: details.terms } : {},
    ...isProgress(details.progress) ? { progress: details.progress } : {},
  };
}

/**
 * The plan of one look. ECS numbers a deployment as its revision: `ecs-svc/` and that number is what it writes into each task's
 * `startedBy`.
 */
export function planOfCall({ stage, serviceArn, revisionArn }: HookCall, { plan }: GateTerms): Plan {
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
function isTerms(value: unknown): value is GateTerms {
  const { plan, verifier, looks, intervalSeconds, patienceSeconds, alerts } = fields(value) as Partial<GateTerms>;
  const numbers = [looks, intervalSeconds, patienceSeconds, plan?.timing?.roundDeadlineMs];
  return typeof verifier === 'string' && typeof plan?.service?.cluster === 'string' && numbers.every((number) => typeof number === 'number')
    && (alerts === undefined || isTopicArn(alerts.topicArn));
}

function isProgress(value: unknown): value is Progress {
  const { stage, tasks, began, verified, down, judged } = fields(value) as Partial<Progress>;
  return typeof stage === 'string' && typeof tasks === 'string' && [began, verified, down].every((number) => typeof number === 'number') && typeof judged === 'boolean';
}
