import { Checker } from './checker';
import { type Answer, answerOf, type Behaviour, BEHAVIOURS, type State } from './processes';
import type { Random } from './random';
import type { Terms } from './terms';
import type { StoppedContainer } from '../../lambda/diagnosis/evidence';

/** What a fault does to one task. */
export interface Effect {
  readonly state?: State;
  /** What happens to packets of the prober, and of the load balancer. */
  readonly toProber?: 'DROPPED' | 'UNREACHABLE';
  readonly toLoadBalancer?: 'DROPPED';
  readonly isAgentLost?: true;
  /** What the load balancer is answered to its own question, which is not the contract's. */
  readonly ownCheck?: Answer;
  /** What the container's check comes to by itself. */
  readonly containerCheck?: 'FAILED';
  /** The load balancer cannot check for a reason of its own. */
  readonly isUnavailable?: true;
  readonly exposes?: true;
}

export type Lifecycle = 'PROVISIONING' | 'PENDING' | 'RUNNING' | 'DEACTIVATING' | 'STOPPING' | 'STOPPED';

/** How a task ended, as ECS tells it. */
export interface End {
  readonly stopCode: string;
  readonly reason: string;
  readonly container?: StoppedContainer;
}

let lastNumber = 0;

/** One task: what ECS does with it, what its process does, and what those who check it believe. Times in seconds. */
export class Task {
  public static restart(): void {
    lastNumber = 0;
  }

  public readonly name: string;
  public readonly arn: string;
  public lifecycle: Lifecycle = 'PROVISIONING';
  public startedAt: number | undefined;
  public stoppingAt: number | undefined;
  public stoppedAt: number | undefined;
  public end: End | undefined;
  public effect: Effect = {};
  public container: Checker | undefined;
  public target: Checker | undefined;
  public readonly pullStartedAt: number;
  public readonly pullStoppedAt: number;
  private readonly boot: number;

  constructor(
    private readonly terms: Terms, private readonly random: Random, public readonly createdAt: number, public readonly zone: string,
    public readonly deployment: string, public readonly isStuck: boolean,
  ) {
    lastNumber += 1;
    this.name = `task-${String(lastNumber).padStart(6, '0')}`;
    this.arn = `arn:aws:ecs:eu-west-1:111122223333:task/prod/${this.name}`;
    // A network interface, then the image: a minute or two.
    this.pullStartedAt = createdAt + random.integer(5, 30);
    this.pullStoppedAt = this.pullStartedAt + random.integer(5, 60);
    this.boot = Math.floor(terms.plan.timing.startupSeconds * (0.2 + 0.75 * random.next()));
  }

  public get isLive(): boolean {
    return this.lifecycle === 'PROVISIONING' || this.lifecycle === 'PENDING' || this.lifecycle === 'RUNNING';
  }

  public get startupSeconds(): number {
    return this.terms.plan.timing.startupSeconds;
  }

  public ageAt(now: number): number {
    return this.startedAt === undefined ? 0 : now - this.startedAt;
  }

  public behaviour(now: number): Behaviour {
    if (this.ageAt(now) < this.boot) { return BEHAVIOURS.boots; }
    return BEHAVIOURS[this.effect.state ?? 'well'];
  }

  /** On its way through its lifecycle, and checked. */
  public advance(now: number): void {
    if (this.lifecycle === 'PROVISIONING' && now >= this.pullStartedAt) { this.lifecycle = 'PENDING'; }
    if (this.lifecycle === 'PENDING' && now >= this.pullStoppedAt && !this.isStuck) { this.run(now); }
    if (this.lifecycle === 'RUNNING') {
      this.container?.advance(now, () => this.answerInside(now));
      this.target?.advance(now, () => this.answerLoadBalancer(now));
    }
    // Deregistered, then SIGTERM, then SIGKILL: task-lifecycle-explanation.html of the ECS developer guide.
    if (this.lifecycle === 'DEACTIVATING' && now >= this.stoppingAt! + this.drain) { this.lifecycle = 'STOPPING'; }
    if (this.lifecycle === 'STOPPING' && now >= this.stoppingAt! + this.drain + this.stopTime) {
      this.lifecycle = 'STOPPED';
      this.stoppedAt = now;
    }
  }

  public stop(now: number, end: End): void {
    this.stoppingAt = now;
    this.end = end;
    this.lifecycle = this.drain > 0 ? 'DEACTIVATING' : 'STOPPING';
  }

  /** Ended by itself, without being drained. */
  public die(now: number, end: End): void {
    this.stoppingAt = now;
    this.stoppedAt = now;
    this.end = end;
    this.lifecycle = 'STOPPED';
  }

  /** What the load balancer's check gets. */
  public answerLoadBalancer(now: number): Answer {
    const { toLoadBalancer, ownCheck } = this.effect;
    if (toLoadBalancer === 'DROPPED') { return 'TIMEOUT'; }
    const { port, readiness, liveness, luck = 0, tls } = this.behaviour(now);
    if (port === 'SILENT') { return 'TIMEOUT'; }
    if (port === 'CLOSED' || port === 'LOOPBACK') { return 'FAILED'; }
    if (ownCheck) { return ownCheck; }
    // A connection is enough for a TCP check, and the kernel makes it while the process hangs.
    if (!this.terms.asksReadiness) { return 'WELL'; }
    // A load balancer does not validate certificates.
    if (this.terms.overTls && (tls === 'TIMEOUT' || tls === 'PROTOCOL_ERROR')) { return tls === 'TIMEOUT' ? 'TIMEOUT' : 'FAILED'; }
    if (luck > 0 && this.random.chance(luck)) { return 'TIMEOUT'; }
    return answerOf(this.terms.plan.readiness ? readiness : liveness);
  }

  /** What the container's own check gets, on localhost. */
  public answerInside(now: number): Answer {
    if (this.effect.containerCheck) { return this.effect.containerCheck; }
    const { port, liveness, inside = liveness, luck = 0 } = this.behaviour(now);
    if (port === 'SILENT') { return 'TIMEOUT'; }
    if (port === 'CLOSED' || port === 'OWN_ADDRESS') { return 'FAILED'; }
    if (luck > 0 && this.random.chance(luck)) { return 'TIMEOUT'; }
    return answerOf(inside);
  }

  /** Whether it would answer a request of a client that reaches it. */
  public isWell(now: number): boolean {
    if (this.lifecycle !== 'RUNNING' || this.effect.toLoadBalancer === 'DROPPED') { return false; }
    const { port, liveness, readiness, tls } = this.behaviour(now);
    const open = port === 'OPEN' || port === 'OWN_ADDRESS' || this.terms.plan.worker !== undefined;
    const brokenTls = this.terms.overTls && tls !== undefined && tls !== 'CERTIFICATE_EXPIRING';
    return open && !brokenTls && answerOf(liveness) === 'WELL' && answerOf(readiness) === 'WELL';
  }

  private get drain(): number {
    return this.terms.loadBalancer ? this.terms.budget.targetGroup?.deregistrationDelay ?? 0 : 0;
  }

  private get stopTime(): number {
    return Math.min(this.terms.budget.container.stopTimeout, 10);
  }

  private run(now: number): void {
    this.lifecycle = 'RUNNING';
    this.startedAt = now;
    const { container, targetGroup } = this.terms.budget;
    if (this.terms.isChecked) {
      this.container = new Checker({
        interval: container.interval,
        timeout: container.timeout,
        failures: container.retries,
        successes: 1,
        startPeriod: container.startPeriod,
        waitsAfterCheck: this.terms.waitsAfterCheck,
      }, now);
    }
    if (this.terms.loadBalancer && targetGroup) {
      this.target = new Checker({
        interval: targetGroup.interval,
        timeout: targetGroup.timeout,
        failures: targetGroup.unhealthyThreshold,
        successes: targetGroup.healthyThreshold,
        startPeriod: 0,
        waitsAfterCheck: false,
      }, now + this.terms.registrationSeconds);
    }
  }
}
