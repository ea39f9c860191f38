import { type Cause, CAUSES, type Event, EVENTS, type Facts, type Share, type Wanted } from './causes';
import { Random } from './random';
import { Service } from './service';
import { type Effect, Task } from './task';
import { drawTerms, type Terms } from './terms';

/** Worlds in which nothing is wrong. */
const WELL_SHARE = 0.25;

/** One drawn world: a service, and what happens to it and to those who observe it. */
export interface World {
  readonly seed: number;
  readonly terms: Terms;
  readonly cause?: Cause;
  readonly share: Share;
  readonly event?: Event;
  /** Second at which it begins, and at which the fault is over. */
  readonly begins: number;
  readonly ends: number;
  readonly minutes: number;
  /** Looks at which DescribeTargetHealth is throttled, at which ECS cannot be read, and before which the verifier starts anew. */
  readonly targetsUnread: ReadonlySet<number>;
  readonly ecsUnread: ReadonlySet<number>;
  readonly coldStarts: ReadonlySet<number>;
  readonly random: Random;
}

export function drawWorld(seed: number): World {
  const random = new Random(seed);
  const isWell = random.chance(WELL_SHARE);
  const cause = isWell ? undefined : random.pick(CAUSES);
  const event = isWell ? random.pick(EVENTS) : undefined;
  const { hasReadiness, ...wanted }: Wanted = cause?.wants(random) ?? {};
  let terms = drawTerms(random, wanted);
  for (let tries = 0; tries < 20 && !fits(terms, hasReadiness); tries += 1) { terms = drawTerms(random, wanted); }
  const minutes = 50;
  const begins = random.integer(4, 8) * 60 + random.integer(0, 11) * 5;
  const lasts = random.pick([15, 25, 60]) * 60;
  const looks = (probability: number) => new Set(Array.from({ length: minutes }, (_, at) => at).filter(() => random.chance(probability)));
  const isTroubled = random.chance(0.2);
  return {
    seed,
    terms,
    begins,
    minutes,
    random,
    share: random.pick(cause?.shares ?? ['ALL']),
    ends: begins + lasts,
    ...cause ? { cause } : {},
    ...event ? { event } : {},
    targetsUnread: looks(isTroubled ? 0.4 : 0),
    ecsUnread: apart(looks(isTroubled ? 0.05 : 0)),
    coldStarts: looks(random.chance(0.3) ? 0.03 : 0),
  };
}

/** Every process fault of a worker is seen by its container check alone. */
function fits(terms: Terms, hasReadiness: true | undefined): boolean {
  return !hasReadiness || terms.plan.readiness !== undefined;
}

/** A read that fails twice within three minutes is told, and rightly so. */
function apart(looks: ReadonlySet<number>): ReadonlySet<number> {
  const kept = new Set<number>();
  for (const look of looks) { if (!kept.has(look - 1) && !kept.has(look - 2)) { kept.add(look); } }
  return kept;
}

/** A world that is being played. */
export class Play {
  public readonly service: Service;
  private hasBegun = false;
  private hasEnded = false;
  private chosen = new Set<string>();
  private readonly effects = new Map<string, Effect>();

  constructor(public readonly world: World) {
    Task.restart();
    this.service = new Service(world.terms, world.random);
  }

  public get isActive(): boolean {
    return this.hasBegun && !this.hasEnded && this.world.cause !== undefined;
  }

  public get isDatabaseDown(): boolean {
    return this.isActive && this.world.cause!.name === 'a dependency is down';
  }

  public advanceTo(time: number): void {
    const { begins, ends, cause } = this.world;
    if (!this.hasBegun && time >= begins) {
      this.service.advanceTo(begins);
      this.hasBegun = true;
      this.begin();
    }
    if (cause && !this.hasEnded && time >= ends) {
      this.service.advanceTo(ends);
      this.hasEnded = true;
      this.end();
    }
    this.service.advanceTo(time);
  }

  /** @param remembered seconds since the verifier has been started */
  public facts(remembered: number): Facts {
    const { service, world: { share, begins } } = this;
    const running = service.tasks.filter(({ lifecycle }) => lifecycle === 'RUNNING');
    const isTargetsUnread = this.world.targetsUnread.has(Math.round(service.now / 60));
    return {
      service,
      share,
      running,
      isTargetsUnread,
      remembered,
      affected: running.filter((task) => this.effects.has(task.arn)),
      fallen: service.tasks.filter(({ arn, stoppingAt }) => stoppingAt !== undefined && this.effects.has(arn)),
      age: service.now - begins,
    };
  }

  private begin(): void {
    const { service, world: { cause, share, event, random } } = this;
    event?.happen(service, random);
    if (!cause) { return; }
    const { live } = service;
    const some = cause.name === 'a zone is down'
      ? live.filter(({ zone }) => zone === 'eu-west-1a')
      : live.slice(0, share === 'ONE' ? 1 : share === 'ALL' ? live.length : Math.max(1, Math.floor(live.length / 2)));
    this.chosen = new Set(some.map(({ arn }) => arn));
    if (cause.effect) { service.effectOf = (task) => this.effectOf(task, cause); }
    cause.begin?.(service, random);
    if (cause.isFromBirth) {
      // A tag of an image that has moved: the tasks that are there were started before it did.
      this.chosen = new Set();
      for (const task of live) { task.stop(service.now, { stopCode: 'ServiceSchedulerInitiated', reason: 'Task retired' }); }
    }
  }

  private effectOf(task: Task, { effect, isSticky, name }: Cause): Effect {
    const known = this.effects.get(task.arn);
    if (known) { return known; }
    const isNew = task.createdAt >= this.world.begins;
    const has = this.chosen.has(task.arn)
      || (isSticky && isNew && this.world.share !== 'ONE' && (name !== 'a zone is down' || task.zone === 'eu-west-1a'));
    if (!has) { return {}; }
    const drawn = effect!(task, this.world.random);
    this.effects.set(task.arn, drawn);
    return drawn;
  }

  private end(): void {
    const { service } = this;
    for (const task of service.tasks) { task.effect = {}; }
    this.effects.clear();
    this.chosen.clear();
    service.effectOf = undefined;
    service.endOf = undefined;
    service.launchFault = undefined;
    for (const task of service.live.filter(({ isStuck }) => isStuck)) {
      task.die(service.now, { stopCode: 'UserInitiated', reason: 'Task stopped by user' });
    }
  }
}
