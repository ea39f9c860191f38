import { diagnoseContainer } from './diagnose-container';
import type { TaskTerms, TaskVerdict } from './diagnose-task';
import type { ExaminedTask, TargetEvidence, TaskEvidence } from './evidence';
import { comingOrGoing, isBeingStopped, type Passage, registering, starting } from './excuses';
import { explain } from './explain';
import { diagnosis } from './faults';
import {
  describeTarget, type Observations, observeContainer, observeEarlier, observeLoadBalancer, observePace,
  observeProbe, observeSisters,
} from './observations';
import { portStateOf, sistersOf, type PortState } from './port-states';
import { answeredWell, unprobed, withComponents } from './probe-evidence';
import { TASK_CAUSES } from './task-causes';
import { UNPROBED_CAUSES } from './unprobed-causes';
import type { CheckResult, Outcome, TargetProbe } from '../shared/check-result';
import type { Diagnosis } from '../shared/verdict';

/** What bears on a service's tasks, beside what ECS and the load balancers say of each. */
export interface OnceContext {
  /** Target groups that ask over HTTP: healthy ones were answered well, which a connection alone does not prove. */
  readonly asksHttp: ReadonlySet<string>;
  /** Milliseconds since the epoch of the latest time at which ECS found all of the service's tasks well. */
  readonly steadyAt?: number;
  /** Whether security groups let the load balancer's checks through; absent where that is not known. */
  readonly path?: NonNullable<Observations['path']>;
  /** How much of its CPU the service uses; absent where that is not known. */
  readonly load?: NonNullable<Observations['load']>;
  /** What tasks answered to whoever asked them now, by ARN; those of which nothing is known are missing. */
  readonly probes?: ReadonlyMap<string, TargetProbe>;
}

/**
 * Tasks that are seen once, by whoever has no history of them: what explains best what ECS and the load balancers say, and what the tasks
 * answer where somebody asks them. ECS and load balancers have counted their own failures, so what they say is settled.
 */
export function examineOnce(tasks: readonly TaskEvidence[], context: OnceContext, terms: TaskTerms, now: number): ExaminedTask[] {
  const probed = tasks.map(({ taskArn }) => context.probes?.get(taskArn));
  const sisters = sistersOf(tasks.map((task, index) => portStateOf(task, probed[index] && observeProbe(probed[index]).port)));
  return tasks.map((task, index) => {
    const probe = probed[index];
    return {
      evidence: task, ...probe ? { probe } : {}, ...diagnoseOnce({ task, probe, sisters: sisters[index] }, context, terms, now),
    };
  });
}

interface SeenOnce {
  readonly task: TaskEvidence;
  readonly probe: TargetProbe | undefined;
  readonly sisters: PortState | undefined;
}

function diagnoseOnce(seen: SeenOnce, context: OnceContext, terms: TaskTerms, now: number): TaskVerdict {
  const { task, probe } = seen;
  const { timing } = terms;
  const passage: Passage = { task, timing, now };
  const passing = comingOrGoing(passage);
  if (passing) { return { diagnosis: passing, further: [], view: isBeingStopped(task) ? 'LEAVING' : 'COMING' }; }
  const isProbed = probe !== undefined && unprobed(probe) === undefined;
  const observations = observe(isProbed ? seen : { ...seen, probe: undefined }, context, terms, now);
  const [first, ...further] = explain(observations, isProbed ? TASK_CAUSES : UNPROBED_CAUSES);
  const initial = registering(passage);
  if (initial && !first) { return { diagnosis: initial, further: [] }; }
  const answered = isProbed ? answeredWell(probe) : undefined;
  if (!first) { return { diagnosis: answered ? diagnosis('HEALTHY', [answered]) : well(task, observations), further: [] }; }
  const young = starting(passage, first, Math.max(timing.startupSeconds, timing.containerSeconds ?? 0));
  if (young) { return { diagnosis: young, further: [] }; }
  const evidence = isProbed ? [...withComponents(first.evidence, probe), ...answered ? [answered] : []] : first.evidence;
  return { diagnosis: { ...first, evidence }, further };
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

function observe({ task, probe, sisters }: SeenOnce, context: OnceContext, terms: TaskTerms, now: number): Observations {
  const { steadyAt, asksHttp, path, load } = context;
  const isSteadySince = steadyAt !== undefined && steadyAt > Date.parse(task.startedAt ?? '');
  const { loadBalancer, ownCheck } = observeLoadBalancer(task, terms, () => true);
  const told = answersOf(task.targets, asksHttp);
  const asked = probe?.checks ?? [];
  const untold = told.filter(({ check: name }) => !asked.some((own) => own.check === name));
  return {
    // What nobody asked it now, its load balancer may have been answered.
    ...observeProbe({ id: task.taskArn, checks: [...asked, ...untold] }),
    ...probe ? observePace(probe, terms) : {},
    ...loadBalancer ? { loadBalancer } : {},
    ...ownCheck ? { ownCheck } : {},
    ...observeSisters(sisters),
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
