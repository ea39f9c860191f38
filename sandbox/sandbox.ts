import type { AlarmWatch } from './alarms/alarm-watch';
import type { ApiFaults } from './api/api-faults';
import { assemble, type Assembly } from './assemble';
import { TrafficShiftDeployment, type Deployed } from './deployments/traffic-shift-deployment';
import { describeState } from './describe';
import type { Listener } from './listeners/listener';
import type { SandboxOptions } from './options';
import type { EventBus } from './rules/event-bus';
import type { Clock } from './shared/clock';
import type { EventLog } from './shared/event-log';
import type { MessageLog } from './shared/message-log';
import type { Network } from './shared/network';
import type { OutputLine } from './shared/output-line';
import { sleep } from './shared/repeat';
import type { Signal } from './shared/signal';
import type { Execution } from './state-machines/state-machines';
import type { Service } from './tasks/service';
import type { TargetGroup } from './tasks/target-group';
import type { Task } from './tasks/task';
import { DEFAULT_PLACE, functionName } from './template/identifiers';
import { registeredPlan } from './template/registered-plan';
import type { Report } from '../lambda/verification/report/report';
import type { Plan } from '../src/shared/plan';
import type { VerifierRecord } from '../src/shared/registry';

export type { SandboxOptions } from './options';

/**
 * A synthesized template that runs on loopback: tasks are real processes, checks are real checks, and the AWS APIs that the functions
 * call are served over HTTP. When the process that started it ends without `stop()`, a guardian kills everything it started.
 */
export class Sandbox {
  /** Starts everything. It resolves while the first tasks boot; wait for them with `until`. */
  public static async start(options: SandboxOptions): Promise<Sandbox> {
    return new Sandbox(await assemble(options));
  }

  /** URL for AWS_ENDPOINT_URL. */
  public readonly endpoint: string;
  public readonly services: readonly Service[];
  public readonly targetGroups: readonly TargetGroup[];
  /** Everything that happened so far; `listen` adds a listener for what happens next. */
  public readonly events: EventLog;
  /** Region, fake credentials and endpoint with which the AWS CLI and SDKs call the sandbox. */
  public readonly awsEnvironment: Readonly<Record<string, string>>;
  /** Messages published to topics so far; `listen` adds a listener for those that follow. */
  public readonly messages: MessageLog;
  /** Parameters of Systems Manager by name; functions read a changed value from then on. */
  public readonly parameters: Map<string, string>;
  private stopWork?: Promise<void>;

  private constructor(private readonly assembly: Assembly) {
    this.endpoint = assembly.endpoint;
    this.services = assembly.services;
    this.targetGroups = assembly.targetGroups;
    this.events = assembly.events;
    this.awsEnvironment = assembly.awsEnvironment;
    this.messages = assembly.messages;
    this.parameters = assembly.parameters;
  }

  /** A service by its name; the only one when no name is given. */
  public service(name?: string): Service {
    const found =
      name === undefined && this.services.length === 1 ? this.services[0] : this.services.find((service) => service.name === name);
    if (!found) {
      throw new Error(
        `There is no service '${name ?? ''}'; the sandbox runs `
          + `${this.services.map((service) => service.name).join(', ')}, name one of them.`,
      );
    }
    return found;
  }

  /** Tasks of a service whose desired status is RUNNING, oldest first; of all services when no name is given. */
  public tasks(service?: string): readonly Task[] {
    return service === undefined ? this.services.flatMap((each) => each.active) : this.service(service).active;
  }

  /** The plan by which a service is registered in the template, and the name of the function that verifies it. */
  public plan(service?: string): { readonly functionName: string; readonly plan: Plan } {
    const { name } = this.service(service);
    for (const [parameter, value] of this.parameters) {
      const plan = parse(value) as Partial<Plan> | undefined;
      const [, verifier] = /^(.+)\/plans\//.exec(parameter) ?? [];
      if (verifier && plan?.service?.name === name) {
        const record = parse(this.parameters.get(`${verifier}/verifier`) ?? '') as Partial<VerifierRecord> | undefined;
        return { functionName: functionName(record?.function ?? ''), plan: plan as Plan };
      }
    }
    throw new Error(
      `No AWS::SSM::Parameter of the template holds a plan for the service ${name}, so there is nothing to verify `
        + 'it with; add a LayeredHealth or a ServiceVerification.',
    );
  }

  /** Runs the shipped verifier for a service with the plan of the template, and `changes` of it. */
  public async verify(service?: string, changes: Partial<Plan> = {}): Promise<Report> {
    const found = this.plan(service);
    return await this.invoke(found.functionName, { ...found.plan, ...changes }) as Report;
  }

  /** Invokes a function of the template by its name, or by the value of its LAYERED_HEALTH_FUNCTION, and throws what it throws. */
  public async invoke(name: string, event: unknown): Promise<unknown> {
    return this.assembly.functions.invoke(name, event);
  }

  /** Lines that a function has logged, metrics (EMF) included, oldest first. */
  public functionOutput(name: string): readonly string[] {
    return this.assembly.functions.find(name).output;
  }

  /** Executions of the template's state machines, oldest first; rules start them if the sandbox was started with `alarms`. */
  public get executions(): readonly Execution[] {
    return this.assembly.stateMachines.executions;
  }

  /** Starts a state machine of the template by its name, or the only one. */
  public execute(stateMachine?: string, input: unknown = {}): Execution {
    const known = this.assembly.model.stateMachines;
    const found = known.filter(({ name }) => stateMachine === undefined || name === stateMachine);
    if (found.length !== 1) {
      throw new Error(
        `There is no state machine '${stateMachine ?? ''}'; the template has `
          + `${known.map(({ name }) => name).join(', ') || 'none'}, name one of them.`,
      );
    }
    return this.assembly.stateMachines.start(found[0].arn, input);
  }

  /**
   * Deploys another revision as the template states it: beside the serving one, with hooks and shifts of traffic, or rolling. Resolves once
   * the deployment has succeeded or was rolled back; `command` starts the containers of the new revision.
   */
  public async deploy(command: string, serviceName?: string): Promise<Deployed> {
    const { functions: { byName: functions }, forwarding, clock, events, stopping, watch } = this.assembly;
    const service = this.service(serviceName);
    if (service.model.shift) {
      return new TrafficShiftDeployment(service, service.model.shift, {
        functions, forwarding, clock, events, stopping, place: DEFAULT_PLACE, inAlarm: () => watch?.inAlarm ?? [],
      }).run(command);
    }
    const rollout = service.rollOut(command);
    while (service.next === rollout.revision) {
      if (!await sleep(25, stopping)) { throw new Error('The sandbox stops.'); }
    }
    return { status: rollout.broken ? 'ROLLED_BACK' : 'SUCCESSFUL' };
  }

  /** Listeners of the template's Application Load Balancers, in its order. */
  public get listeners(): readonly Listener[] {
    return this.assembly.listeners;
  }

  /** What is wrong with the AWS API that the functions call. */
  public get api(): ApiFaults {
    return this.assembly.apiFaults;
  }

  /** What lies between the tasks and those who ask them. */
  public get network(): Network {
    return this.assembly.network;
  }

  /** Every change of a task's status. */
  public get taskChanges(): Signal<Task> {
    return this.assembly.taskChanges;
  }

  /** The bus of EventBridge; without `alarms` no rule hears of it. */
  public get bus(): EventBus {
    return this.assembly.bus;
  }

  /** Every line that the processes of containers write. */
  public get output(): Signal<OutputLine> {
    return this.assembly.output;
  }

  /** Sandbox time, as tasks, events, alarms and functions are told it. */
  public get clock(): Clock {
    return this.assembly.clock;
  }

  /** Sets the calendar of the functions that many seconds ahead of the sandbox's; behind where negative. */
  public skewFunctions(seconds: number): void {
    this.assembly.skewMs.value = seconds * 1000;
  }

  /** The alarms of the template; only if the sandbox was started with `alarms`. */
  public get alarms(): AlarmWatch {
    const { watch } = this.assembly;
    if (!watch) {
      throw new Error('The sandbox runs without alarms; start it with the option alarms: true.');
    }
    return watch;
  }

  /** Whether the template has a plan for the service. */
  public verifies(service: string): boolean {
    return registeredPlan(this.assembly.model, service) !== undefined;
  }

  /** Lets some real time pass; throws when the sandbox stops meanwhile. */
  public async pause(milliseconds: number): Promise<void> {
    if (!await sleep(milliseconds, this.assembly.stopping)) { throw new Error('The sandbox was stopped.'); }
  }

  /** Waits until the predicate is true; after the given real time it throws, with the state of the tasks and the last events. */
  public async until(predicate: () => boolean, timeoutMs: number, what = 'the expected state'): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    while (!predicate()) {
      if (Date.now() > deadline) {
        throw new Error(`Timed out after ${timeoutMs} ms while waiting for ${what}.\n${describeState(this.services, this.events)}`);
      }
      if (!await sleep(25, this.assembly.stopping)) {
        throw new Error(`The sandbox stopped while waiting for ${what}.`);
      }
    }
  }

  /** Stops everything at once: afterwards no process and no port is left. Further calls wait for the first one. */
  public async stop(): Promise<void> {
    this.stopWork ??= this.assembly.stop();
    return this.stopWork;
  }
}

/** A value that is JSON; undefined for any other. */
function parse(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}
