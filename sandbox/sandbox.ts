import { LoopbackBlock } from './addresses';
import { AlarmBoard } from './alarms/alarm-board';
import { AlarmWatch } from './alarms/alarm-watch';
import { EcsApi } from './api/ecs';
import { LambdaApi } from './api/lambda';
import { LoadBalancingApi } from './api/load-balancing';
import { NotificationsApi } from './api/notifications';
import { ParametersApi } from './api/parameters';
import { SchedulerApi } from './api/scheduler';
import { ApiServer } from './api/server';
import { awsEnvironment } from './aws-environment';
import { Clock } from './clock';
import { BlueGreenDeployment, type Deployed } from './deployments/blue-green';
import { describeState } from './describe';
import { EventLog } from './events';
import { bundleFolders, Functions } from './functions/functions';
import { MessageLog } from './messages';
import { oneRound } from './one-round';
import { checkCommands, resolveOptions, type ResolvedOptions, type SandboxOptions } from './options';
import { ProcessRegistry } from './processes/process-registry';
import { sleep } from './repeat';
import { EventBus } from './rules/event-bus';
import { taskStateChange } from './rules/happenings';
import { type Execution, StateMachines } from './state-machines/state-machines';
import type { SandboxContext } from './tasks/context';
import { Service } from './tasks/service';
import { TargetGroup } from './tasks/target-group';
import type { Task } from './tasks/task';
import { DEFAULT_PLACE } from './template/identifiers';
import type { TemplateModel } from './template/model';
import { loadTemplate, readTemplate } from './template/read-template';
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
    const resolved = resolveOptions(options);
    const model = readTemplate(loadTemplate(resolved.template));
    checkCommands(model, resolved.run);
    const folders = bundleFolders(model.functions, resolved.bundles);
    // What may fail comes before what must be given back.
    const board = resolved.alarms ? new AlarmBoard(model.alarms) : undefined;
    const addresses = await LoopbackBlock.reserve();
    const server = new ApiServer();
    await server.listen();
    return new Sandbox(model, resolved, folders, board, addresses, server);
  }

  /** URL for AWS_ENDPOINT_URL. */
  readonly endpoint: string;
  readonly services: readonly Service[];
  readonly targetGroups: readonly TargetGroup[];
  /** Everything that happened, with `listen` for what happens next. */
  readonly events = new EventLog();
  /** Region, fake credentials and endpoint for whoever wants to read the sandbox's AWS API. */
  readonly awsEnvironment: Readonly<Record<string, string>>;
  /** What was published to topics, with `listen` for what is published next. */
  readonly messages = new MessageLog();
  /** Parameters of the Systems Manager; what is changed here is what the Lambdas read from then on. */
  readonly parameters: Map<string, string>;
  private readonly clock: Clock;
  private readonly ecs: EcsApi;
  private readonly stateMachines: StateMachines;
  private readonly functions: Functions;
  private readonly bus?: EventBus;
  private readonly watch?: AlarmWatch;
  private readonly registry = new ProcessRegistry();
  private readonly stopping = new AbortController();
  private readonly scheduling: Promise<unknown>;
  private stopWork?: Promise<void>;

  private constructor(
    private readonly model: TemplateModel,
    options: ResolvedOptions,
    folders: ReadonlyMap<string, string>,
    board: AlarmBoard | undefined,
    private readonly addresses: LoopbackBlock,
    private readonly server: ApiServer,
  ) {
    this.endpoint = server.endpoint;
    this.awsEnvironment = awsEnvironment(this.endpoint);
    const clock = new Clock(options.timeScale);
    this.clock = clock;
    const groups = new Map(model.targetGroups.map((group) => [group.arn, new TargetGroup(group)]));
    const context: SandboxContext = {
      clock,
      events: this.events,
      registry: this.registry,
      addresses,
      targetGroups: groups,
      place: DEFAULT_PLACE,
      directory: options.directory,
      bootAllowanceMs: options.bootAllowanceMs,
      shortestTimeoutMs: options.shortestTimeoutMs,
      stopping: this.stopping.signal,
      taskChanged: (task) => { this.stopping.signal.aborted || this.bus?.put(taskStateChange(task, clock)); },
      command: (service, container) => options.run[`${service}/${container}`] ?? options.run[container],
      awsEnvironment: () => ({ ...this.awsEnvironment }),
    };
    this.targetGroups = [...groups.values()];
    this.services = model.services.map((service) => new Service(service, context, options.replacementDelayMs));
    this.functions = new Functions(model.functions, folders, this.awsEnvironment, this.registry, (line) => this.watch?.hear(line));
    const functions = this.functions.byName;
    const tellFailure = (why: string) => { this.stopping.signal.aborted || this.events.add('note', why); };
    this.ecs = new EcsApi(this.services, clock);
    const notifications = new NotificationsApi(this.messages);
    const parameters = new ParametersApi(model.parameters);
    this.parameters = parameters.values;
    this.stateMachines = new StateMachines(model.stateMachines, {
      ecs: this.ecs, notifications, functions, clock, events: this.events, stopping: this.stopping.signal,
    });
    server.serve({
      ecs: this.ecs,
      parameters,
      stateMachines: this.stateMachines,
      loadBalancing: new LoadBalancingApi(groups),
      lambda: new LambdaApi(functions, tellFailure),
      notifications,
      scheduler: new SchedulerApi(model.schedules),
    });
    model.notes.forEach((note) => this.events.add('note', note));
    const targets = { stateMachines: this.stateMachines, functions, tellFailure, messages: this.messages, events: this.events, place: DEFAULT_PLACE };
    if (board) {
      this.bus = new EventBus(model.rules, targets);
      this.watch = new AlarmWatch(model, board, { ...targets, bus: this.bus, clock, stopping: this.stopping.signal });
    }
    this.scheduling = Promise.all([...this.services.map(async (service) => service.run()), this.watch?.run()]);
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
    const schedule = this.model.schedules.find(({ input }) => (input as Partial<Plan> | null)?.service?.name === name);
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
    return this.functions.invoke(name, event);
  }

  /** Lines that a function wrote, logs and metrics (EMF), oldest first. */
  functionOutput(name: string): readonly string[] {
    return this.functions.find(name).output;
  }

  /** Executions of the template's state machines, oldest first; a rule starts them where the sandbox was started with `alarms`. */
  get executions(): readonly Execution[] {
    return this.stateMachines.executions;
  }

  /** Starts a state machine of the template by its name, or the only one. */
  execute(stateMachine?: string, input: unknown = {}): Execution {
    const found = this.model.stateMachines.filter(({ name }) => stateMachine === undefined || name === stateMachine);
    if (found.length !== 1) {
      throw new Error(`There is no state machine '${stateMachine ?? ''}'; the template has ${this.model.stateMachines.map(({ name }) => name).join(', ') || 'none'}, name one of them.`);
    }
    return this.stateMachines.start(found[0].arn, input);
  }

  /** Deploys another revision blue/green, with the hooks of the template; `command` starts its containers. */
  async deploy(command: string, service?: string): Promise<Deployed> {
    const { functions: { byName: functions }, clock, events, stopping: { signal: stopping } } = this;
    return new BlueGreenDeployment(this.service(service), { functions, clock, events, stopping, place: DEFAULT_PLACE }).run(command);
  }

  /** Answers calls of an operation of ECS, such as `StopTask`, with a ThrottlingException; the answer ends that. */
  throttle(operation: string): () => void {
    this.ecs.throttled.add(operation);
    return () => this.ecs.throttled.delete(operation);
  }

  /** The alarms of the template, minute by minute; only where the sandbox was started with `alarms`. */
  get alarms(): AlarmWatch {
    if (!this.watch) {
      throw new Error('The sandbox plays no alarms; start it with the option alarms: true.');
    }
    return this.watch;
  }

  /** Waits until something is so; after the given real time throws, saying what was waited for and how things stood. */
  async until(predicate: () => boolean, timeoutMs: number, what = 'the expected state'): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    while (!predicate()) {
      if (Date.now() > deadline) {
        throw new Error(`Waited ${timeoutMs} ms for ${what} in vain.\n${describeState(this.services, this.events)}`);
      }
      if (!await sleep(25, this.stopping.signal)) {
        throw new Error(`The sandbox stopped while waiting for ${what}.`);
      }
    }
  }

  /** Stops everything at once: afterwards no process and no port is left. Further calls wait for the first. */
  async stop(): Promise<void> {
    this.stopWork ??= this.stopEverything();
    return this.stopWork;
  }

  private async stopEverything(): Promise<void> {
    this.stopping.abort();
    await this.scheduling;
    // The server first: a function that still lives must not have another started.
    await this.server.close();
    await this.registry.close();
    await this.stateMachines.end();
    await this.addresses.close();
  }
}
