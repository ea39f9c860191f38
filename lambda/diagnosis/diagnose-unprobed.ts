import { diagnoseContainer } from './diagnose-container';
import type { TaskTerms, TaskVerdict } from './diagnose-task';
import type { ExaminedTask, TargetEvidence, TaskEvidence } from './evidence';
import { comingOrGoing, isBeingStopped, type Passage, registering, starting } from './excuses';
import { explain } from './explain';
import { diagnosis } from './faults';
import {
  describeTarget, type Observations, observeContainer, observeEarlier, observeLoadBalancer, observeProbe,
} from './observations';
import { UNPROBED_CAUSES } from './unprobed-causes';
import type { CheckResult, Outcome } from '../shared/check-result';
import type { Diagnosis } from '../shared/verdict';

/** What of a service's surroundings bears on its tasks, beside what ECS and the load balancers say of each. */
export interface UnprobedContext {
  /** Target groups that ask over HTTP: healthy ones were answered well, which a connection alone does not prove. */
  readonly asksHttp: ReadonlySet<string>;
  /** Milliseconds since the epoch of the latest time at which ECS found all of the service's tasks well. */
  readonly steadyAt?: number;
  /** Whether security groups let the load balancer's checks through; absent where that is not known. */
  readonly path?: NonNullable<Observations['path']>;
  /** How much of its CPU the service uses; absent where that is not known. */
  readonly load?: NonNullable<Observations['load']>;
}

/**
 * Tasks that no prober asks: what explains best what ECS and the load balancers say of them. These have counted their own failures, so
 * what they say is settled.
 */
export function examineUnprobed(
  tasks: readonly TaskEvidence[], context: UnprobedContext, terms: TaskTerms, now: number,
): ExaminedTask[] {
  return tasks.map((task) => ({ evidence: task, ...diagnoseUnprobed(task, context, terms, now) }));
}

function diagnoseUnprobed(task: TaskEvidence, context: UnprobedContext, terms: TaskTerms, now: number): TaskVerdict {
  const { timing } = terms;
  const passage: Passage = { task, timing, now };
  const passing = comingOrGoing(passage);
  if (passing) { return { diagnosis: passing, further: [], view: isBeingStopped(task) ? 'LEAVING' : 'COMING' }; }
  const observations = observe(task, context, terms, now);
  const [first, ...further] = explain(observations, UNPROBED_CAUSES);
  const initial = registering(passage);
  if (initial && !first) { return { diagnosis: initial, further: [] }; }
  if (!first) { return { diagnosis: well(task, observations), further: [] }; }
  const young = starting(passage, first, Math.max(timing.startupSeconds, timing.containerSeconds ?? 0));
  return young ? { diagnosis: young, further: [] } : { diagnosis: first, further };
}

function well(task: TaskEvidence, { loadBalancer, container }: Observations): Diagnosis {
  if (loadBalancer?.saw === 'HEALTHY') {
    return diagnosis('HEALTHY', [loadBalancer.words, ...container ? [container.words] : []]);
  }
  const { fault, evidence } = diagnoseContainer(task);
  if (fault !== 'PROBER_FAULT' || !task.agentConnected) { return diagnosis(fault, evidence); }
  return diagnosis(fault, [`ECS knows no health of its container, and ${
    task.targetsIncomplete ? 'its target group could not be read' : 'no target group knows it: nothing checks it'}`]);
}

function observe(task: TaskEvidence, context: UnprobedContext, terms: TaskTerms, now: number): Observations {
  const { steadyAt, asksHttp, path, load } = context;
  const isSteadySince = steadyAt !== undefined && steadyAt > Date.parse(task.startedAt ?? '');
  const { loadBalancer } = observeLoadBalancer(task, terms, () => true);
  return {
    ...observeProbe({ id: task.taskArn, checks: answersOf(task.targets, asksHttp) }),
    ...loadBalancer ? { loadBalancer } : {},
    ...observeContainer(task, () => true, false),
    ...isSteadySince
      ? { earlier: { saw: 'WELL', settled: true, words: 'ECS found the service steady after it had started' } }
      : observeEarlier(task, terms, {}, undefined, now),
    ...path ? { path } : {},
    ...load ? { load } : {},
  };
}

/** What a load balancer was answered, as checks of its own: it connects from inside the network, as a prober does. */
function answersOf(targets: readonly TargetEvidence[], asksHttp: ReadonlySet<string>): CheckResult[] {
  const failing = targets.find(({ state }) => state.startsWith('unhealthy'));
  if (!failing) {
    return targets.filter(({ state }) => state === 'healthy').slice(0, 1).flatMap((target) => [
      check('network', 'OK', target), check('port', 'OK', target),
      ...asksHttp.has(target.arn ?? '') ? [check('readiness', 'OK', target)] : [],
    ]);
  }
  const code = codeOf(failing);
  if (code === undefined) { return []; }
  return [check('network', 'OK', failing), check('port', 'OK', failing), check('readiness', outcomeOf(code), failing)];
}

function check(name: 'network' | 'port' | 'readiness', outcome: Outcome, target: TargetEvidence): CheckResult {
  const layer = ({ network: 'L3', port: 'L4', readiness: 'L7' } as const)[name];
  const code = codeOf(target);
  const detail = name === 'readiness' && code !== undefined
    ? `the health check of target group ${target.targetGroup} is answered with status ${code}` : describeTarget(target);
  return { layer, check: name, status: outcome === 'OK' ? 'UP' : 'DOWN', outcome, ms: 0, detail };
}

/** The code of an answer that does not match: `Health checks failed with these codes: [503]`. The last of several is the latest. */
function codeOf({ reason, description = '' }: TargetEvidence): number | undefined {
  const codes = reason === 'Target.ResponseCodeMismatch' ? /\[([\d, ]+)\]/.exec(description)?.[1].split(',') : undefined;
  const code = Number(codes?.at(-1));
  return Number.isInteger(code) && code > 0 ? code : undefined;
}

/** As the prober takes the same codes. */
function outcomeOf(code: number): Outcome {
  if (code === 400 || code === 421) { return 'REQUEST_REFUSED'; }
  if (code === 429) { return 'OVERLOADED'; }
  return code >= 500 || code < 100 ? 'UNHEALTHY' : 'MISSING';
}
