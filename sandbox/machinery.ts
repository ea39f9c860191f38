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
import { EventLog } from './events';
import { bundleFolders, Functions } from './functions/functions';
import { MessageLog } from './messages';
import { checkCommands, resolveOptions, type ResolvedOptions, type SandboxOptions } from './options';
import { ProcessRegistry } from './processes/process-registry';
import { EventBus } from './rules/event-bus';
import { taskStateChange } from './rules/happenings';
import { StateMachines } from './state-machines/state-machines';
import type { SandboxContext } from './tasks/context';
import { Service } from './tasks/service';
import { TargetGroup } from './tasks/target-group';
import { DEFAULT_PLACE } from './template/identifiers';
import type { TemplateModel } from './template/model';
import { loadTemplate, readTemplate } from './template/read-template';

/** Everything that a sandbox runs, wired together, from its start to its end. */
export class Machinery {
  /** Starts everything; whatever is wrong with template or options is thrown before anything runs. */
  static async start(options: SandboxOptions): Promise<Machinery> {
    const resolved = resolveOptions(options);
    const model = readTemplate(loadTemplate(resolved.template));
    checkCommands(model, resolved.run);
    const folders = bundleFolders(model.functions, resolved.bundles);
    // What may fail comes before what must be given back.
    const board = resolved.alarms ? new AlarmBoard(model.alarms) : undefined;
    const addresses = await LoopbackBlock.reserve();
    const server = new ApiServer();
    await server.listen();
    return new Machinery(model, resolved, folders, board, addresses, server);
  }

  readonly awsEnvironment: Readonly<Record<string, string>>;
  readonly events = new EventLog();
  readonly messages = new MessageLog();
  readonly clock: Clock;
  readonly targetGroups: readonly TargetGroup[];
  readonly services: readonly Service[];
  readonly functions: Functions;
  readonly ecs: EcsApi;
  readonly parameters: Map<string, string>;
  readonly stateMachines: StateMachines;
  readonly watch?: AlarmWatch;
  private readonly bus?: EventBus;
  private readonly registry = new ProcessRegistry();
  private readonly abort = new AbortController();
  private readonly scheduling: Promise<unknown>;

  private constructor(
    readonly model: TemplateModel,
    options: ResolvedOptions,
    folders: ReadonlyMap<string, string>,
    board: AlarmBoard | undefined,
    private readonly addresses: LoopbackBlock,
    private readonly server: ApiServer,
  ) {
    const { events, messages, stopping } = this;
    this.awsEnvironment = awsEnvironment(server.endpoint);
    const clock = this.clock = new Clock(options.timeScale);
    const groups = new Map(model.targetGroups.map((group) => [group.arn, new TargetGroup(group)]));
    const context: SandboxContext = {
      clock,
      events,
      registry: this.registry,
      addresses,
      targetGroups: groups,
      place: DEFAULT_PLACE,
      directory: options.directory,
      bootAllowanceMs: options.bootAllowanceMs,
      shortestTimeoutMs: options.shortestTimeoutMs,
      stopping,
      taskChanged: (task) => { stopping.aborted || this.bus?.put(taskStateChange(task, clock)); },
      command: (service, container) => options.run[`${service}/${container}`] ?? options.run[container],
      awsEnvironment: () => ({ ...this.awsEnvironment }),
    };
    this.targetGroups = [...groups.values()];
    this.services = model.services.map((service) => new Service(service, context, options.replacementDelayMs));
    this.functions = new Functions(model.functions, folders, this.awsEnvironment, this.registry, (line) => this.watch?.hear(line));
    const functions = this.functions.byName;
    const tellFailure = (why: string) => { stopping.aborted || events.add('note', why); };
    const ecs = this.ecs = new EcsApi(this.services, clock);
    const notifications = new NotificationsApi(messages);
    const parameters = new ParametersApi(model.parameters);
    this.parameters = parameters.values;
    const stateMachines = this.stateMachines = new StateMachines(model.stateMachines, { ecs, notifications, functions, clock, events, stopping });
    server.serve({
      ecs,
      parameters,
      stateMachines,
      loadBalancing: new LoadBalancingApi(groups),
      lambda: new LambdaApi(functions, tellFailure),
      notifications,
      scheduler: new SchedulerApi(model.schedules),
    });
    model.notes.forEach((note) => events.add('note', note));
    if (board) {
      const targets = { stateMachines, functions, tellFailure, messages, events, place: DEFAULT_PLACE };
      const bus = this.bus = new EventBus(model.rules, targets);
      this.watch = new AlarmWatch(model, board, { ...targets, bus, clock, stopping });
    }
    this.scheduling = Promise.all([...this.services.map(async (service) => service.run()), this.watch?.run()]);
  }

  get endpoint(): string {
    return this.server.endpoint;
  }

  /** Says that everything ends. */
  get stopping(): AbortSignal {
    return this.abort.signal;
  }

  /** Stops everything at once: afterwards no process and no port is left. */
  async stop(): Promise<void> {
    this.abort.abort();
    await this.scheduling;
    // The server first: a function that still lives must not have another started.
    await this.server.close();
    await this.registry.close();
    await this.stateMachines.end();
    await this.addresses.close();
  }
}
