import type { AlarmWatch } from './alarms/alarm-watch';
import { BlueGreenDeployment, type Deployed } from './deployments/blue-green';
import { describeState } from './describe';
import type { EventLog } from './events';
import { Machinery } from './machinery';
import type { MessageLog } from './messages';
import { oneRound } from './one-round';
import type { SandboxOptions } from './options';
import { sleep } from './repeat';
import type { Execution } from './state-machines/state-machines';
import type { Service } from './tasks/service';
import type { TargetGroup } from './tasks/target-group';
import type { Task } from './tasks/task';
import { DEFAULT_PLACE } from './template/identifiers';
import type { Report } from '../lambda/report/report';
import type { Plan } from '../src/verification/plan';

export type { SandboxOptions } from './options';

/**
 * A synthesized template that runs on loopback: tasks are real processes, checks are real checks, and the AWS APIs that the Lambdas
 * call are served over HTTP. When the process that started it ends without `stop()`, a guardian kills everything it started.
 */
export class Sandbox {
  /** Starts everything; the first tasks boot when this resolves, `until` waits for them. */
  static async start(options: SandboxOptions): Promise<Sandbox> {
    return new Sandbox(await Machinery.start(options));
  }

  /** URL for AWS_ENDPOINT_URL. */
  readonly endpoint: string;
  readonly services: readonly Service[];
  readonly targetGroups: readonly TargetGroup[];
  /** Everything that happened, with `listen` for what happens next. */
  readonly events: EventLog;
  /** Region, fake credentials and endpoint for whoever wants to read the sandbox's AWS API. */
  readonly awsEnvironment: Readonly<Record<string, string>>;
  /** What was published to topics, with `listen` for what is published next. */
  readonly messages: MessageLog;
  /** Parameters of the Systems Manager; what is changed here is what the Lambdas read from then on. */
  readonly parameters: Map<string, string>;
  private stopWork?: Promise<void>;

  private constructor(private readonly machinery: Machinery) {
    this.endpoint = machinery.endpoint;
    this.services = machinery.services;
    this.targetGroups = machinery.targetGroups;
    this.events = machinery.events;
    this.awsEnvironment = machinery.awsEnvironment;
    this.messages = machinery.messages;
    this.parameters = machinery.parameters;
  }

  /** A service by its name; the only one when no name is given. */
  service(name?: string): Service {
    const found = name === undefined && this.services.length === 1 ? this.services[0] : this.services.find((service) => service.name === name);
    if (!found) {
      throw new Error(`There is no service '${name ?? ''}'; the sandbox runs ${this.services.map((service) => service.name).join(', ')}, name one of them.`);
    }
    return found;
  }

  /** Tasks of a service that are meant to run, oldest first; of all services when no name is given. */
  tasks(service?: string): readonly Task[] {
    return service === undefined ? this.services.flatMap((each) => each.active) : this.service(service).active;
  }

  /** What a service's schedule hands to the verifier. */
  plan(service?: string): { readonly functionName: string; readonly plan: Plan } {
    const { name } = this.service(service);
    const schedule = this.machinery.model.schedules.find(({ input }) => (input as Partial<Plan> | null)?.service?.name === name);
    if (!schedule) {
      throw new Error(`No AWS::Scheduler::Schedule of the template has a plan for the service ${name}, so there is nothing to verify it with; add a DeepVerifier.`);
    }
    return { functionName: schedule.functionName, plan: schedule.input as Plan };
  }

  /** Has the shipped verifier look at a service once, with the plan of the template's schedule; in one round unless `changes` says otherwise. */
  async verify(service?: string, changes: Partial<Plan> = {}): Promise<Report> {
    const { functionName, plan } = this.plan(service);
    return await this.invoke(functionName, { ...oneRound(plan), ...changes }) as Report;
  }

  /** Invokes a function of the template by its name, or by what its LAYERED_HEALTH_FUNCTION says, and throws what it throws. */
  async invoke(name: string, event: unknown): Promise<unknown> {
    return this.machinery.functions.invoke(name, event);
  }

  /** Lines that a function wrote, logs and metrics (EMF), oldest first. */
  functionOutput(name: string): readonly string[] {
    return this.machinery.functions.find(name).output;
  }

  /** Executions of the template's state machines, oldest first; a rule starts them where the sandbox was started with `alarms`. */
  get executions(): readonly Execution[] {
    return this.machinery.stateMachines.executions;
  }

  /** Starts a state machine of the template by its name, or the only one. */
  execute(stateMachine?: string, input: unknown = {}): Execution {
    const known = this.machinery.model.stateMachines;
    const found = known.filter(({ name }) => stateMachine === undefined || name === stateMachine);
    if (found.length !== 1) {
      throw new Error(`There is no state machine '${stateMachine ?? ''}'; the template has ${known.map(({ name }) => name).join(', ') || 'none'}, name one of them.`);
    }
    return this.machinery.stateMachines.start(found[0].arn, input);
  }

  /** Deploys another revision blue/green, with the hooks of the template; `command` starts its containers. */
  async deploy(command: string, service?: string): Promise<Deployed> {
    const { functions: { byName: functions }, clock, events, stopping } = this.machinery;
    return new BlueGreenDeployment(this.service(service), { functions, clock, events, stopping, place: DEFAULT_PLACE }).run(command);
  }

  /** Answers calls of an operation of ECS, such as `StopTask`, with a ThrottlingException; the answer ends that. */
  throttle(operation: string): () => void {
    this.machinery.ecs.throttled.add(operation);
    return () => this.machinery.ecs.throttled.delete(operation);
  }

  /** The alarms of the template, minute by minute; only where the sandbox was started with `alarms`. */
  get alarms(): AlarmWatch {
    const { watch } = this.machinery;
    if (!watch) {
      throw new Error('The sandbox plays no alarms; start it with the option alarms: true.');
    }
    return watch;
  }

  /** Waits until something is so; after the given real time throws, saying what was waited for and how things stood. */
  async until(predicate: () => boolean, timeoutMs: number, what = 'the expected state'): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    while (!predicate()) {
      if (Date.now() > deadline) {
        throw new Error(`Waited ${timeoutMs} ms for ${what} in vain.\n${describeState(this.services, this.events)}`);
      }
      if (!await sleep(25, this.machinery.stopping)) {
        throw new Error(`The sandbox stopped while waiting for ${what}.`);
      }
    }
  }

  /** Stops everything at once: afterwards no process and no port is left. Further calls wait for the first. */
  async stop(): Promise<void> {
    this.stopWork ??= this.machinery.stop();
    return this.stopWork;
  }
}
