import type { State } from './processes';
import type { Random } from './random';
import type { Service } from './service';
import type { Effect, End, Task } from './task';
import type { Terms } from './terms';
import type { Fault } from '../../lambda/shared/verdict';

/** How many of the tasks a fault concerns. */
export type Share = 'ONE' | 'SOME' | 'ALL';

export interface Wanted extends Partial<Terms> {
  readonly isWorker?: boolean;
  /** Whether readiness must be asked of its own. */
  readonly hasReadiness?: true;
}

/** What is true at one moment, as far as it decides what should be said. */
export interface Facts {
  readonly service: Service;
  /** Running tasks that have the fault, those that had it and are being stopped, and all running ones. */
  readonly affected: readonly Task[];
  readonly fallen: readonly Task[];
  readonly running: readonly Task[];
  /** Seconds since it began. */
  readonly age: number;
  readonly share: Share;
  readonly isTargetsUnread: boolean;
  /** Seconds of which the verifier remembers what it saw. */
  readonly remembered: number;
}

/** What is wrong in a world: how it comes about, and what is then right to say. */
export interface Cause {
  readonly name: string;
  readonly wants: (random: Random) => Wanted;
  readonly shares: readonly Share[];
  /** What it does to a task that has it. */
  readonly effect?: (task: Task, random: Random) => Effect;
  /** Whether the tasks that replace others have it as well. */
  readonly isSticky?: boolean;
  /** Whether it begins with new tasks, which never were well. */
  readonly isFromBirth?: boolean;
  /** Whether it is in new tasks alone, which never were well. */
  readonly areNew?: true;
  /** What it does beyond that, at its beginning. */
  readonly begin?: (service: Service, random: Random) => void;
  /** Faults each of which is right; none where it is right to say nothing to people. */
  readonly truth: (facts: Facts) => readonly Fault[];
  /** Whether a restart of what has it helps. */
  readonly helps: (facts: Facts) => boolean;
  /** Whether all that can see it have, beside the checks of containers and targets. */
  readonly isShown?: (facts: Facts) => boolean;
}

/** Whether one task at least was seen ten times. */
function isSeenLong({ age, remembered, affected, service: { now } }: Facts): boolean {
  return Math.min(age, remembered) > 600 && affected.some((task) => task.ageAt(now) > task.startupSeconds + 600);
}

const any = () => ({});
const never = () => false;

/**
 * Whether so many have it that the cause is common; undefined where that depends on who of the young counts already, or of those that are
 * being stopped still.
 */
function isCommon({ affected, fallen, running, service: { now, terms: { plan: { timing, systemicShare } } } }: Facts): boolean | undefined {
  const isOld = (task: Task) => task.ageAt(now) >= timing.startupSeconds;
  const has = new Set([...affected, ...fallen]);
  const judged = [running, running.filter(isOld), running.filter((task) => isOld(task) || !has.has(task))];
  const bases = affected.length === 0 ? judged : judged.flatMap((base) => [base, [...base, ...fallen]]);
  const verdicts = new Set(bases.map((base) => {
    const sick = base.filter((task) => has.has(task)).length;
    return sick >= 2 && sick / base.length > systemicShare;
  }));
  return verdicts.size > 1 ? undefined : [...verdicts][0]!;
}

/** A fault of the process, which another process would not have: unless so many have it that something common causes it. */
function ofProcess(name: string, state: State, fault: Fault, wants: Cause['wants'] = any): Cause {
  return {
    name,
    wants,
    shares: ['ONE', 'SOME', 'ALL'],
    effect: () => ({ state }),
    truth: (facts) => {
      const own = facts.service.terms.plan.worker ? 'LIVENESS_FAILED' : fault;
      const common = isCommon(facts);
      // Where nothing tells it from another cause, both are named instead; a restart is no right remedy then.
      return common === false ? [own] : ['SYSTEMIC', own];
    },
    helps: (facts) => !isCommon(facts),
  };
}

/** A fault of release or configuration: every task has it, and so has each that replaces one. */
function ofRelease(name: string, effect: Effect, faults: readonly Fault[], more: Partial<Cause> = {}): Cause {
  return {
    name, wants: any, shares: ['ALL'], effect: () => effect, isSticky: true, truth: () => faults, helps: never, ...more,
  };
}

/** What the load balancer alone shows; nothing where it cannot be asked. */
function byLoadBalancer(fault: Fault): Cause['truth'] {
  return ({ isTargetsUnread }) => (isTargetsUnread ? [] : [fault]);
}

/** A fault of the network or of a host. */
function ofNetwork(name: string, shares: readonly Share[], effect: Effect, truth: Cause['truth'], more: Partial<Cause> = {}): Cause {
  return { name, wants: () => ({ isWorker: false }), shares, effect: () => effect, truth, helps: never, ...more };
}

const probed = () => ({ isWorker: false });
const balanced = () => ({ isWorker: false, loadBalancer: 'ALB' as const });
const withReadiness = () => ({ isWorker: false, hasReadiness: true as const });

/** What the tasks of a bad release may do, and what is then right to say of them. */
const BAD_RELEASES: Readonly<Partial<Record<State, readonly Fault[]>>> = {
  'liveness fails': ['LIVENESS_FAILED'],
  'closed its port': ['PORT_CLOSED', 'LISTENS_ELSEWHERE'],
  'hangs': ['HUNG'],
  'speaks another protocol': ['OTHER_PROTOCOL'],
};

const DIFFERENT: readonly State[] = ['hangs', 'closed its port', 'hangs with a full accept queue', 'liveness fails'];

/** Tasks that end by themselves after a time. */
function crashes(name: string, end: End, fault: Fault): Cause {
  return {
    name,
    wants: any,
    shares: ['ALL'],
    isSticky: true,
    effect: () => ({}),
    begin: (service, random) => {
      const after = random.pick([2, 10, 45, 150, 270]);
      service.endOf = (task, now) => (task.startedAt !== undefined && task.ageAt(now) >= after ? end : undefined);
    },
    truth: () => [fault],
    helps: never,
    isShown: ({ service: { stopped, now }, age }) => (
      age > 300 && stopped.filter(({ end: how, stoppedAt }) => how === end && now - stoppedAt! < 900).length >= 3
    ),
  };
}

/** What keeps ECS from starting tasks, noticed when some have to be started. */
function noStart(name: string, kind: 'NO_CAPACITY' | 'IMAGE' | 'STUCK', isShown: (facts: Facts) => boolean): Cause {
  return {
    name,
    wants: any,
    shares: ['ONE', 'ALL'],
    begin: (service, random) => {
      service.launchFault = () => ({ kind });
      const lost = random.chance(0.5) ? service.live : service.live.slice(0, 1);
      lost.forEach((task) => task.die(service.now, { stopCode: 'SpotInterruption', reason: 'Your Spot Task was interrupted.' }));
    },
    truth: () => ['DOES_NOT_START'],
    helps: never,
    isShown,
  };
}

export const CAUSES: readonly Cause[] = [
  ofProcess('hangs', 'hangs', 'HUNG'),
  ofProcess('hangs over TLS', 'hangs', 'HUNG', () => ({ isWorker: false, overTls: true })),
  ofProcess('hangs with a full accept queue', 'hangs with a full accept queue', 'HUNG'),
  ofProcess('closed its port', 'closed its port', 'PORT_CLOSED', probed),
  ofProcess('liveness fails', 'liveness fails', 'LIVENESS_FAILED'),
  ofProcess('liveness alone fails', 'liveness alone fails', 'LIVENESS_FAILED'),
  ofProcess('resets TLS', 'resets TLS', 'LIVENESS_FAILED', () => ({ isWorker: false, overTls: true })),
  {
    name: 'a component is down',
    wants: withReadiness,
    shares: ['ONE', 'SOME', 'ALL'],
    effect: () => ({ state: 'a component is down' }),
    truth: (facts) => {
      const common = isCommon(facts);
      if (common === undefined) {
        return ['COMPONENT_DOWN', 'DEPENDENCY_DOWN', 'SYSTEMIC'];
      }
      return common ? ['DEPENDENCY_DOWN'] : ['COMPONENT_DOWN'];
    },
    helps: (facts) => !isCommon(facts),
  },
  {
    name: 'a dependency is down',
    wants: (random) => {
      const desired = random.pick([1, 2, 3, 6]);
      return { isWorker: false, hasReadiness: true, desired, ...(desired === 1 ? { hasDependency: true } : {}) };
    },
    shares: ['ALL'],
    effect: () => ({ state: 'the database is down' }),
    isSticky: true,
    // One task that is left cannot tell who of all is missing what.
    truth: ({ affected, service: { terms } }) =>
      affected.length > 1 || terms.hasDependency ? ['DEPENDENCY_DOWN'] : ['DEPENDENCY_DOWN', 'COMPONENT_DOWN'],
    helps: ({ affected, service: { terms } }) => affected.length < 2 && !terms.hasDependency,
  },
  {
    name: 'all fail in different ways',
    wants: (random) => ({ isWorker: false, desired: random.pick([2, 3, 4, 6]) }),
    shares: ['ALL'],
    effect: (_task, random) => ({ state: random.pick(DIFFERENT) }),
    truth: (facts) => (isCommon(facts) ? ['SYSTEMIC'] : ['SYSTEMIC', 'HUNG', 'PORT_CLOSED', 'LIVENESS_FAILED']),
    helps: (facts) => !isCommon(facts),
  },

  ofRelease('listens on loopback', { state: 'listens on loopback' }, ['LISTENS_ELSEWHERE'], {
    wants: probed,
    isFromBirth: true,
    // Only who asks inside sees that it listens at all.
    truth: ({ service: { terms } }) => (terms.isChecked ? ['LISTENS_ELSEWHERE'] : ['LISTENS_ELSEWHERE', 'SYSTEMIC', 'PORT_CLOSED']),
  }),
  ofRelease('listens on another port', { state: 'closed its port' }, ['LISTENS_ELSEWHERE', 'SYSTEMIC', 'PORT_CLOSED'], {
    wants: probed,
    isFromBirth: true,
  }),
  ofRelease('speaks another protocol', { state: 'speaks another protocol' }, ['OTHER_PROTOCOL'], {
    wants: () => ({ isWorker: false, overTls: false }),
    isFromBirth: true,
  }),
  ofRelease('no TLS at a TLS port', { state: 'speaks another protocol' }, ['OTHER_PROTOCOL', 'SYSTEMIC'], {
    wants: () => ({ isWorker: false, overTls: true }),
    isFromBirth: true,
  }),
  ofRelease('its certificate is invalid', { state: 'certificate is invalid' }, ['TLS_INVALID'], {
    wants: () => ({ isWorker: false, overTls: true }),
  }),
  ofRelease('its certificate expires soon', { state: 'certificate expires soon' }, ['TLS_EXPIRING'], {
    wants: () => ({ isWorker: false, overTls: true }),
  }),
  ofRelease('says that it needs people', { state: 'needs people' }, ['DEPENDENCY_DOWN'], { wants: withReadiness }),
  ofRelease('sheds load', { state: 'sheds load' }, ['OVERLOADED'], { wants: probed }),
  ofRelease('is slow', { state: 'is slow' }, ['SLOW'], { wants: probed }),
  ofRelease('answers near the timeout', { state: 'answers near the timeout' }, ['CHECK_NEAR_TIMEOUT'], {
    wants: () => ({ isWorker: false, isChecked: true }),
  }),
  ofRelease('flaps', { state: 'flaps' }, ['UNSTEADY'], {
    wants: probed,
    isShown: (facts) => isSeenLong(facts),
    // What is seen a few times only is no more than that.
    helps: (facts) => !isSeenLong(facts),
  }),
  ofRelease('refuses the Host header', { state: 'refuses the Host header' }, ['REQUEST_REFUSED'], { wants: probed, isFromBirth: true }),
  ofRelease('serves nothing at the path', { state: 'serves nothing at the path' }, ['ENDPOINT_MISSING'], {
    wants: probed,
    isFromBirth: true,
  }),
  ofRelease('never gets ready', { state: 'is not ready yet' }, ['DOES_NOT_START'], { wants: probed, isFromBirth: true }),
  {
    name: 'is out of service for ever',
    wants: () => ({ isWorker: false, hasReadiness: true, asksReadiness: false, loadBalancer: undefined }),
    shares: ['ONE', 'ALL'],
    isSticky: true,
    effect: () => ({ state: 'is out of service' }),
    truth: () => ['STUCK_OUT_OF_SERVICE'],
    helps: never,
    isShown: ({ age, service, remembered }) => Math.min(age, remembered) > service.terms.plan.timing.drainSeconds + 60,
  },
  ofRelease('its container check lacks its binary', { containerCheck: 'FAILED' }, ['CONTAINER_CHECK_BROKEN'], {
    wants: () => ({ isWorker: false, isChecked: true }),
  }),
  ofRelease('listens on its own address alone', { state: 'listens on its own address only' }, ['CONTAINER_CHECK_BROKEN'], {
    wants: () => ({ isWorker: false, isChecked: true }),
    isFromBirth: true,
  }),

  ofNetwork(
    'a security group shuts everybody out',
    ['ALL'],
    { toProber: 'DROPPED', toLoadBalancer: 'DROPPED' },
    () => ['PORT_FILTERED'],
    { isSticky: true },
  ),
  ofNetwork(
    'a security group shuts the prober out',
    ['ALL'],
    { toProber: 'DROPPED' },
    // Who cannot ask the load balancer sees what a security group for everybody shows.
    ({ service: { terms }, isTargetsUnread }) => (terms.loadBalancer && !isTargetsUnread ? ['PROBER_CUT_OFF'] : ['PORT_FILTERED']),
    { isSticky: true },
  ),
  ofNetwork(
    'a security group shuts the load balancer out',
    ['ALL'],
    { toLoadBalancer: 'DROPPED' },
    byLoadBalancer('LOAD_BALANCER_BLOCKED'),
    { wants: () => ({ isWorker: false, loadBalancer: 'ALB', asksReadiness: true }), isSticky: true },
  ),
  ofNetwork("a target group's path is wrong", ['ALL'], { ownCheck: 'MISMATCH' }, byLoadBalancer('LOAD_BALANCER_MISCONFIGURED'), {
    wants: balanced,
    isSticky: true,
  }),
  ofNetwork('the load balancer has trouble of its own', ['ALL'], { isUnavailable: true }, byLoadBalancer('LOAD_BALANCER_FAULT'), {
    wants: balanced,
    isSticky: true,
  }),
  ofNetwork('an instance is lost', ['ONE'], { toProber: 'DROPPED', toLoadBalancer: 'DROPPED', isAgentLost: true }, () => ['HOST_LOST']),
  ofNetwork('an instance is unreachable', ['ONE'], { toProber: 'UNREACHABLE', toLoadBalancer: 'DROPPED' }, () => ['HOST_UNREACHABLE']),
  ofNetwork(
    'one task loses its network',
    ['ONE'],
    { toProber: 'DROPPED', toLoadBalancer: 'DROPPED' },
    ({ running, service: { terms } }) =>
      running.length > 1 && terms.isChecked ? ['HOST_UNREACHABLE'] : ['HOST_UNREACHABLE', 'PORT_FILTERED'],
  ),
  ofNetwork('a port is exposed', ['ONE', 'ALL'], { exposes: true }, () => ['PORT_EXPOSED'], { isSticky: true }),
  {
    name: 'a zone is down',
    wants: (random) => ({ isWorker: false, zones: ['eu-west-1a', 'eu-west-1b'], desired: random.pick([4, 6, 12]) }),
    shares: ['SOME'],
    isSticky: true,
    effect: () => ({ toProber: 'DROPPED', toLoadBalancer: 'DROPPED' }),
    truth: ({ affected, running, service: { now } }) =>
      affected.filter((task) => task.ageAt(now) > 600).length >= 2 && running.length - affected.length >= 2
        ? ['ZONE_DOWN']
        : ['ZONE_DOWN', 'PORT_FILTERED', 'HOST_UNREACHABLE'],
    helps: never,
  },

  noStart('tasks stay PENDING', 'STUCK', ({ age, service }) => age > service.terms.plan.timing.startupSeconds + 660),
  noStart(
    'the image cannot be pulled',
    'IMAGE',
    ({ age, service }) => age > 200 && service.stopped.some(({ end }) => end?.stopCode === 'TaskFailedToStart'),
  ),
  noStart('there is no capacity', 'NO_CAPACITY', ({ age, service }) => age > 30 && service.isPlacementFailing),
  crashes(
    'exits again and again',
    { stopCode: 'EssentialContainerExited', reason: 'Essential container in task exited', container: { name: 'app', exitCode: 1 } },
    'CRASH_LOOP',
  ),
  crashes(
    'runs out of memory again and again',
    {
      stopCode: 'EssentialContainerExited',
      reason: 'OutOfMemoryError: Container killed due to memory usage',
      container: { name: 'app', exitCode: 137, reason: 'OutOfMemoryError: Container killed due to memory usage' },
    },
    'OUT_OF_MEMORY',
  ),
  {
    name: 'a deployment begins while all tasks hang',
    wants: (random) => ({ isWorker: false, desired: random.pick([2, 3, 4]), isChecked: false, loadBalancer: undefined }),
    shares: ['ALL'],
    effect: () => ({ state: 'hangs' }),
    begin: (service) => {
      service.launchFault = (deployment) => (deployment === 'ecs-svc/1' ? undefined : { kind: 'STUCK' });
      service.deploy();
    },
    truth: ({ affected }) => (affected.length > 1 ? ['SYSTEMIC'] : ['HUNG', 'SYSTEMIC']),
    helps: ({ affected }) => affected.length < 2,
  },
  {
    name: 'a bad release is deployed',
    wants: () => ({ isWorker: false, hasHeadroom: true }),
    shares: ['ALL'],
    begin: (service, random) => {
      service.hasBreaker = random.chance(0.7);
      const id = service.deploy();
      const state = random.pick(Object.keys(BAD_RELEASES) as (keyof typeof BAD_RELEASES)[]);
      service.effectOf = (task) => (task.deployment === id ? { state } : {});
    },
    // A deployment explains its own tasks for as long as it may take; after that, what is wrong with them.
    truth: ({ service: { tasks } }) => ['CRASH_LOOP', 'SYSTEMIC', ...tasks.flatMap(({ effect: { state } }) => BAD_RELEASES[state!] ?? [])],
    helps: never,
    areNew: true,
    isShown: ({ age, service }) => (
      !service.hasBreaker && age > service.terms.plan.timing.deploymentSeconds + 60
      && service.tasks.some((task) => (
        task.effect.state && task.lifecycle === 'RUNNING' && task.ageAt(service.now) > task.startupSeconds + 60
      ))
    ),
  },
];

/** Events after which all is well, with nobody to call. */
export interface Event {
  readonly name: string;
  readonly happen: (service: Service, random: Random) => void;
}

export const EVENTS: readonly Event[] = [
  { name: 'nothing happens', happen: () => {} },
  { name: 'a good release is deployed', happen: (service) => void service.deploy() },
  { name: 'scales out', happen: (service, random) => { service.desired += random.integer(1, 4); } },
  { name: 'scales in', happen: (service) => { service.desired = Math.max(1, Math.floor(service.desired / 2)); } },
  {
    name: 'Spot takes a task',
    happen: (service, random) => {
      const taken = random.pick(service.live);
      // SIGTERM comes before the deregistration there.
      taken.stop(service.now, { stopCode: 'SpotInterruption', reason: 'Your Spot Task was interrupted.' });
    },
  },
  {
    name: 'one task crashes once',
    happen: (service, random) => random.pick(service.live).die(service.now, {
      stopCode: 'EssentialContainerExited', reason: 'Essential container in task exited', container: { name: 'app', exitCode: 1 },
    }),
  },
  {
    name: 'somebody stops a task',
    happen: (service, random) => random.pick(service.live).stop(service.now, { stopCode: 'UserInitiated', reason: 'Task stopped by user' }),
  },
  {
    name: 'Fargate retires all tasks, one after the other',
    happen: (service) => void service.deploy(),
  },
];
