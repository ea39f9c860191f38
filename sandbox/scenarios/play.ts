import { FAULT_KINDS } from './faults';
import { unmet, type Observation, type ObservedTask } from './observation';
import type { PlayedLook, PlayedMessage, PlayedScenario, PlayedState, PlayedStep } from './played';
import type { DoStep, ExpectStep, NeverStep, Scenario, Step, WaitStep } from './scenario';
import { Scene } from './scene';
import type { Report } from '../../lambda/verification/report/report';
import { SHORTEST_TIMEOUT_MS } from '../checks/floors';
import { Sandbox, type SandboxOptions } from '../sandbox';
import type { SandboxEvent } from '../shared/event-log';
import type { Message } from '../shared/message-log';
import { sleep } from '../shared/repeat';
import type { Service } from '../tasks/service';

const TIME_SCALE = 30;
const POLL_MS = 40;

/** How scenarios are played. */
export interface PlayOptions {
  readonly template: SandboxOptions['template'];
  readonly run: Readonly<Record<string, string>>;
  /** Default: what the scenario states. */
  readonly environment?: SandboxOptions['environment'];
  readonly bundles?: SandboxOptions['bundles'];
  readonly bootAllowanceMs?: number;
  /** Whether the sandbox runs on at the end; who was told of it stops it. Default: false. */
  readonly keep?: boolean;
  /** Hears of the sandbox, which it may stop. */
  started?(sandbox: Sandbox): void;
  /** Hears of each step as it begins. */
  onStep?(step: Step): void;
}

/** Plays a scenario in a sandbox of its own. Rejects only when the template or a command cannot be understood. */
export async function playScenario(scenario: Scenario, options: PlayOptions): Promise<PlayedScenario> {
  const began = performance.now();
  const sandbox = await Sandbox.start({
    template: options.template,
    run: options.run,
    environment: options.environment ?? scenario.environment,
    bundles: options.bundles,
    bootAllowanceMs: options.bootAllowanceMs,
    directory: scenario.directory,
    timeScale: scenario.timeScale ?? TIME_SCALE,
    scaledTimeoutFloorMs: scenario.scaledTimeouts ? SHORTEST_TIMEOUT_MS : undefined,
    alarms: true,
  });
  options.started?.(sandbox);
  try {
    const named = sandbox.services.find(({ model }) => model.logicalId === scenario.service);
    const service = named ?? sandbox.service(scenario.service);
    const played = await new Player(scenario, sandbox, service).play(options.onStep);
    return { ...played, seconds: (performance.now() - began) / 1000 };
  } finally {
    if (!options.keep) { await sandbox.stop(); }
  }
}

/** What must not be observed, and since when. */
interface Forbidden {
  readonly played: PlayedStep;
  readonly step: NeverStep;
  /** AWS seconds after the start. */
  readonly until: number;
  readonly since: Marks;
}

/** How much there was of what is only added to. */
interface Marks {
  readonly messages: number;
  readonly events: number;
  readonly answers: number;
}

class Player {
  private readonly start: number;
  private readonly scene: Scene;
  private readonly steps: PlayedStep[] = [];
  private readonly looks: PlayedLook[] = [];
  private readonly states: PlayedState[] = [];
  private readonly messages: PlayedMessage[] = [];
  private readonly events: Array<{ readonly at: number; readonly what: string }> = [];
  private readonly forbidden: Forbidden[] = [];
  private report?: Report;
  /** Sandbox time from which on a look counts. */
  private changedAt = 0;
  private since: Marks = { messages: 0, events: 0, answers: 0 };

  constructor(private readonly scenario: Scenario, private readonly sandbox: Sandbox, private readonly service: Service) {
    this.start = sandbox.clock.now;
    this.scene = new Scene(sandbox, service);
  }

  public async play(onStep?: (step: Step) => void): Promise<Omit<PlayedScenario, 'seconds'>> {
    const deaf = [
      this.sandbox.alarms.looks.listen(({ began, answer }) => this.onLook(began, answer as Report)),
      this.sandbox.messages.listen((message) => this.onMessage(message)),
      this.sandbox.events.listen((event) => this.onEvent(event)),
    ];
    const ended = new AbortController();
    const watching = this.watch(ended.signal);
    let problem: string | undefined;
    try {
      for (const step of this.scenario.steps) {
        onStep?.(step);
        const played: PlayedStep = { step, from: this.now };
        this.steps.push(played);
        await this.take(step, played);
        if (played.problem) { break; }
      }
      await this.outlast();
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error);
    }
    ended.abort();
    await watching;
    deaf.forEach((stop) => stop());
    const { scenario, steps, looks, states, messages, events } = this;
    const passed = !problem && steps.every((step) => !step.problem);
    return { scenario, passed, steps, looks, states, messages, events, ...problem ? { problem } : {} };
  }

  private async take(step: Step, played: PlayedStep): Promise<void> {
    switch (step.kind) {
      case 'wait': await this.wait(step, played); break;
      case 'do': await this.cause(step); break;
      case 'expect': await this.expect(step, played); break;
      case 'never': this.forbid(step, played); return;
    }
    played.to = this.now;
  }

  private async wait({ until, withinSeconds }: WaitStep, played: PlayedStep): Promise<void> {
    if (until === 'healthy') {
      const isVerified = () => !this.sandbox.verifies(this.service.name) || this.report?.fault === 'HEALTHY';
      const { service } = this;
      const reached = await this.until(withinSeconds, () => service.deployed && service.steady && !service.next && isVerified());
      if (!reached) { played.problem = `the service was not healthy within ${withinSeconds} s`; }
    } else {
      await this.until(until, () => false);
    }
  }

  private async cause({ fault, parameters }: DoStep): Promise<void> {
    this.since = this.marks;
    this.sandbox.events.add('note', `scenario: ${fault}`);
    await FAULT_KINDS[fault].cause(this.scene, parameters);
    this.changedAt = this.sandbox.clock.now;
    this.report = undefined;
  }

  private async expect({ expected, withinSeconds }: ExpectStep, played: PlayedStep): Promise<void> {
    if (!await this.until(withinSeconds, () => unmet(expected, this.observe()).length === 0)) {
      played.problem = `not within ${withinSeconds} s: ${unmet(expected, this.observe()).join('; ')}`;
    }
  }

  private forbid(step: NeverStep, played: PlayedStep): void {
    const until = step.forSeconds === undefined ? Infinity : this.now + step.forSeconds;
    this.forbidden.push({ played, step, until, since: this.marks });
  }

  /** What must not happen for a time that is stated is waited for. */
  private async outlast(): Promise<void> {
    const last = Math.max(0, ...this.forbidden.map(({ until }) => until).filter(Number.isFinite));
    await this.until(last - this.now, () => this.forbidden.some(({ played }) => played.problem !== undefined));
  }

  /** Watches in the background what must never be, and what ECS and the load balancer believe. */
  private async watch(signal: AbortSignal): Promise<void> {
    do {
      const tasks = this.observedTasks;
      if (JSON.stringify(tasks) !== JSON.stringify(this.states.at(-1)?.tasks)) { this.states.push({ at: this.now, tasks }); }
      for (const { played, step, until, since } of this.forbidden) {
        if (!played.problem && this.now <= until && unmet(step.expected, this.observe(since)).length === 0) {
          played.problem = `it was observed after ${this.now - played.from} s`;
          played.to = this.now;
        }
      }
    } while (await sleep(POLL_MS, signal));
  }

  private async until(seconds: number, isMet: () => boolean): Promise<boolean> {
    const deadline = this.now + seconds;
    for (;;) {
      if (isMet()) { return true; }
      if (this.now >= deadline) { return false; }
      await this.sandbox.pause(POLL_MS);
    }
  }

  private get marks(): Marks {
    return { messages: this.sandbox.messages.all.length, events: this.events.length, answers: this.scene.answers.length };
  }

  private observe(since = this.since): Observation {
    return {
      report: this.report,
      tasks: this.observedTasks,
      messages: this.sandbox.messages.all.slice(since.messages),
      alarms: this.sandbox.alarms.inAlarm,
      events: this.events.slice(since.events).map(({ what }) => what),
      answers: this.scene.answers.slice(since.answers),
    };
  }

  private get observedTasks(): ObservedTask[] {
    return this.service.tasks.filter(({ lastStatus }) => lastStatus !== 'STOPPED').map((task) => ({
      id: task.id,
      status: task.lastStatus,
      health: task.healthStatus,
      targets: task.targets.map(({ health }) => health.state),
      serves: task.ready,
    }));
  }

  private onLook(began: number, report: Report): void {
    if (report.service !== this.service.name) { return; }
    const { status, fault, layer, remedy, evidence, summary } = report;
    const tasks = report.tasks.map((task) => ({
      task: task.task,
      status: task.status,
      fault: task.fault,
      layer: task.layer,
      remedy: task.remedy,
      evidence: task.evidence,
      checks: task.checks.map((check) => ({ layer: check.layer, check: check.check, status: check.status, outcome: check.outcome })),
    }));
    this.looks.push({ at: this.seconds(began), service: { status, fault, layer, remedy, evidence }, summary, tasks });
    if (began >= this.changedAt) { this.report = report; }
  }

  private onMessage({ subject, text }: Message): void {
    this.messages.push({ at: this.now, subject, text });
  }

  private onEvent({ service, task, what }: SandboxEvent): void {
    if (service !== undefined && service !== this.service.name) { return; }
    this.events.push({ at: this.now, what: `${task ? `task ${task.slice(0, 8)}: ` : ''}${what}` });
  }

  private get now(): number {
    return this.seconds(this.sandbox.clock.now);
  }

  /** A verification may have begun before the scenario. */
  private seconds(moment: number): number {
    return Math.max(0, Math.round((moment - this.start) / 1000));
  }
}
