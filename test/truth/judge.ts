import type { Facts } from './causes';
import type { Checker } from './checker';
import { type Look, look } from './look';
import type { Answer } from './processes';
import { drawWorld, Play, type World } from './world';
import { NO_RESTART } from '../../lambda/diagnosis/diagnose-service';
import { FAULTS } from '../../lambda/diagnosis/faults';
import type { History } from '../../lambda/diagnosis/history';
import type { Diagnosis, Fault } from '../../lambda/shared/verdict';
import type { NoticePlan, TimingPlan } from '../../src/shared/plan';

export type Wrong = 'wrong cause' | 'wrong remedy' | 'harmful' | 'silent' | 'called';

/** What one look came to. */
export interface Minute {
  readonly minute: number;
  readonly look?: Look;
  readonly isTold: boolean;
  readonly serving: number;
  /** Faults each of which would be right, where the look is scored. */
  readonly truth?: readonly Fault[];
  readonly wrong: readonly Wrong[];
}

export interface Judgement {
  readonly world: World;
  readonly wrong: readonly { readonly minute: number; readonly what: Wrong }[];
  /** Whether a verdict was due, and whether it named two causes with the careful remedy. */
  readonly isScored: boolean;
  readonly isCareful: boolean;
  /** What was said when it was due first: the gravest fault. */
  readonly said?: Fault;
  readonly expected?: readonly Fault[];
  /** Minutes from the fault's beginning to people being told, or acted for. */
  readonly toldAfter?: number;
}

const LOOK = 60;
/** Crashes of the last 15 minutes are told, and what was unsteady for 20: nobody is still told after that and the alarm's window. */
const LONGEST_MEMORY = 1200 + 3 * LOOK;
/** The default alarms: 2 of the last 3 minutes (src/signals/health-alarms.ts). */
const [DATAPOINTS, PERIODS] = [2, 3];

/**
 * Plays a world minute by minute, and judges what was said.
 *
 * @param believed times that the diagnosis is told instead of the true ones
 * @param lie what is said instead of the diagnosis
 */
export function judge(
  seed: number, watch?: (play: Play, minute: Minute) => void, believed: Partial<TimingPlan> = {},
  lie: (said: Look) => Look = (said) => said,
): Judgement {
  const world = drawWorld(seed);
  const play = new Play(world);
  const { service } = play;
  const { timing } = world.terms.plan;
  const overdue = timing.replacementSeconds + (timing.target ?? timing.container).recoversSeconds;
  // The budget's worst case: noticed, replaced, let in; and two looks.
  const worst = timing.container.failsSeconds + overdue + 2 * LOOK;
  const wrong: { minute: number; what: Wrong }[] = [];
  let history: History | undefined;
  const breaching: boolean[] = [];
  let settled = 0;
  let unserved: number | undefined;
  let lacked = 0;
  let wasTold = false;
  let lastTold = 0;
  let candidate: { readonly seen: Look; readonly truth: readonly Fault[]; readonly minute: number } | undefined;
  let hasForgotten = false;
  let startedAt = 0;
  let quietSince = 0;
  let due: Pick<Judgement, 'said' | 'expected'> | undefined;
  let isCareful = false;
  let toldAfter: number | undefined;

  // Of what never was well, or what nobody remembers, no restart is advised.
  const mayBeCareful = () => hasForgotten || world.cause?.isFromBirth === true || world.cause?.areNew === true;

  for (let minute = 1; minute <= world.minutes; minute += 1) {
    for (let at = (minute - 1) * LOOK + 5; at <= minute * LOOK; at += 5) {
      play.advanceTo(at);
      const serves = service.tasks.some((task) => service.serves(task));
      unserved = serves ? undefined : unserved ?? at;
    }
    const now = service.now;
    if (world.coldStarts.has(minute)) {
      history = undefined;
      hasForgotten = true;
      // A verifier that has just started has not settled either.
      settled = -1;
      startedAt = now;
    }
    const seen = world.ecsUnread.has(minute) ? undefined : lie(look(play, history, world.targetsUnread.has(minute), believed));
    if (seen) { history = seen.seen.history; }
    const isBlind = !seen || seen.seen.service.fault === 'PROBER_FAULT';
    breaching.push(isBlind || seen.counts.needsPeople > 0 || seen.counts.restartWouldHelp > 0);
    const isTold = isTellingOf(breaching);
    const mistakes: Wrong[] = [];

    const facts = play.facts(now - startedAt);
    const isActive =
      play.isActive && (!world.cause!.effect || !world.cause!.truth(facts).length || facts.affected.length > 0 || hasOwnSigns(play));
    if (isActive && isTold) { toldAfter ??= minute - Math.ceil(world.begins / LOOK); }
    const truth = isActive ? world.cause!.truth(facts) : [];
    settled = truth.length > 0 && isSettled(play, facts) ? settled + 1 : 0;
    const isDue = seen !== undefined && settled >= 2;
    if (isDue) {
      const found = verdictOn(seen, truth, mayBeCareful());
      if (found === 'CAREFUL') { isCareful = true; } else if (found) { mistakes.push(found); }
      if (!due || mistakes.length > 0) { due = { said: seen.seen.service.fault, expected: truth }; }
    }
    // What is replaced so soon is judged by what was said last.
    if (seen && settled === 1) { candidate = { seen, truth, minute }; }
    const mayHelp = play.isActive && world.cause!.helps(facts);
    if (seen && !mayHelp && advisesRestart(seen)) { mistakes.push('harmful'); }
    if (isTold) { lastTold = now; }
    // A verifier that starts anew has lost since when nobody serves,, which makes it more careful.
    const unservedFor = unserved === undefined ? 0 : now - Math.max(unserved, lastTold, startedAt);
    if (service.desired > 0 && unservedFor > worst) { mistakes.push('silent'); }

    // Nobody is called by what is over, once everybody has had the time to notice.
    if (play.isActive || unserved !== undefined) { quietSince = now; }
    if (unserved !== undefined) { lacked = now - unserved; }
    // Of an outage that lasted longer than a replacement, people are told rightly as long as the alarm's window holds it.
    const allowed = Math.max(afterwards(world), lacked > overdue ? (PERIODS - 1) * LOOK : 0);
    const isCalled = isTold && !wasTold && !(isBlind && !world.ecsUnread.size);
    if ((isCalled && now - quietSince > allowed) || (isTold && now - quietSince > LONGEST_MEMORY)) { mistakes.push('called'); }
    wasTold = isTold;
    wrong.push(...mistakes.map((what) => ({ minute, what })));
    watch?.(play, {
      minute,
      isTold,
      wrong: mistakes,
      serving: service.tasks.filter((task) => service.serves(task)).length,
      ...seen ? { look: seen } : {},
      ...isDue ? { truth } : {},
    });
  }
  if (!due && candidate) {
    const found = verdictOn(candidate.seen, candidate.truth, mayBeCareful());
    due = { said: candidate.seen.seen.service.fault, expected: candidate.truth };
    if (found === 'CAREFUL') { isCareful = true; } else if (found) { wrong.push({ minute: candidate.minute, what: found }); }
  }
  return {
    world, wrong, isScored: due !== undefined, isCareful, ...due, ...toldAfter === undefined ? {} : { toldAfter },
  };
}

function isTellingOf(breaching: readonly boolean[]): boolean {
  return breaching.slice(-PERIODS).filter(Boolean).length >= DATAPOINTS;
}

/** Let in again, seen, and out of the alarm's window. */
function afterwards({ terms: { plan: { timing } }, cause }: World): number {
  return cause ? (timing.target ?? timing.container).recoversSeconds + timing.container.recoversSeconds + (PERIODS + 1) * LOOK : 0;
}

/** Whether a cause shows otherwise than on tasks that run. */
function hasOwnSigns({ world: { cause } }: Play): boolean {
  return cause?.isShown !== undefined && cause.begin !== undefined;
}

/** Whether each who checks the tasks believes what is so, and no excuse is left that the contract grants. */
function isSettled(play: Play, facts: Facts): boolean {
  const { world: { cause, terms: { plan: { timing } } } } = play;
  const { service: { now }, affected, age } = facts;
  if (cause!.isShown && !cause!.isShown(facts)) { return false; }
  if (!cause!.effect || hasOwnSigns(play)) { return true; }
  const youngest = Math.max(timing.startupSeconds, timing.containerSeconds ?? 0) + (timing.target?.recoversSeconds ?? 0) + LOOK;
  const grown = affected.filter((task) => task.ageAt(now) > youngest);
  return grown.length > 0 && affected.every((task) => {
    if (task.effect.isAgentLost || task.behaviour(now).luck !== undefined) { return true; }
    const hasNoticed = (checker: Checker | undefined, answer: Answer, { failsSeconds }: NoticePlan) => (
      !checker || (checker.isSettled(answer) && (answer !== 'WELL' || age > failsSeconds + LOOK))
    );
    return hasNoticed(task.container, task.answerInside(now), timing.container)
      && (task.effect.isUnavailable || hasNoticed(task.target, task.answerLoadBalancer(now), timing.target ?? timing.container));
  });
}

/**
 * What is wrong with what was said: a cause that is not there, beside the right one or instead of it, or another remedy than the cause has.
 * CAREFUL where two causes were named, the right one among them, and the careful remedy. The careful remedy alone is right where the
 * verifier has lost what it saw before, and beside what no restart helps.
 */
function verdictOn({ seen: { service, further } }: Look, truth: readonly Fault[], mayBeCareful: boolean): Wrong | 'CAREFUL' | undefined {
  const all = [service, ...further];
  const isRight = ({ fault, alternatives = [] }: Diagnosis) => [fault, ...alternatives].some((each) => truth.includes(each));
  // Who names everything is right about nothing.
  if (!all.every((each) => isRight(each) || CONSEQUENCES.includes(each.fault))) { return 'wrong cause'; }
  const named = all.find(({ fault }) => truth.includes(fault));
  if (named) {
    if (named.remedy === FAULTS[named.fault].remedy) { return undefined; }
    if (named.remedy !== 'ALERT') { return 'wrong remedy'; }
    if (named.alternatives) { return 'CAREFUL'; }
    return mayBeCareful || all.some(({ fault }) => NO_RESTART.includes(fault)) ? undefined : 'wrong remedy';
  }
  const both = all.find(({ alternatives }) => alternatives?.some((fault) => truth.includes(fault)));
  if (both) { return both.remedy === 'ALERT' ? 'CAREFUL' : 'wrong remedy'; }
  return 'wrong cause';
}

/** What ECS does about any cause that ends tasks; it may be told beside the cause. */
const CONSEQUENCES: readonly Fault[] = [
  'CRASH_LOOP', 'TOO_FEW_SERVE', 'TASKS_MISSING', 'DOES_NOT_START', 'DEPLOYING', 'REPLACING', 'LOAD_BALANCER_RETURNING',
];

function advisesRestart({ seen: { service, further }, counts }: Look): boolean {
  return counts.restartWouldHelp > 0 || [service, ...further].some(({ remedy }) => remedy === 'RESTART' || remedy === 'RECOVER');
}
