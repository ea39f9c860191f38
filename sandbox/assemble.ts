import { AlarmBoard } from './alarms/alarm-board';
import { AlarmWatch } from './alarms/alarm-watch';
import { AlarmsApi } from './api/alarms';
import { ApiFaults } from './api/api-faults';
import { Ec2Api } from './api/ec2';
import { EcsApi } from './api/ecs';
import { LambdaApi } from './api/lambda';
import { LoadBalancingApi } from './api/load-balancing';
import { LogsApi } from './api/logs';
import { MetricsApi } from './api/metrics';
import { NotificationsApi } from './api/notifications';
import { ParametersApi } from './api/parameters';
import { RateLimits } from './api/rate-limits';
import { Route53Api } from './api/route53';
import { ScalingApi } from './api/scaling';
import { SecretsApi } from './api/secrets';
import { ApiServer } from './api/server';
import { taskStateChange } from './api/task-state-change';
import { awsEnvironment } from './aws-environment';
import { bundleFolders, Functions } from './functions/functions';
import { gauges } from './gauges';
import { Forwarding } from './listeners/forwarding';
import { Listener, type ServedRequest } from './listeners/listener';
import { resolveOptions, validateCommands, validateEnvironment, type SandboxOptions } from './options';
import { ProcessRegistry } from './processes/process-registry';
import { requestMetrics } from './request-metrics';
import { EventBus } from './rules/event-bus';
import { Clock } from './shared/clock';
import { EventLog } from './shared/event-log';
import { LoopbackBlock } from './shared/loopback-block';
import { MessageLog } from './shared/message-log';
import { Network } from './shared/network';
import type { OutputLine } from './shared/output-line';
import { Signal } from './shared/signal';
import { StateMachines } from './state-machines/state-machines';
import { Service } from './tasks/service';
import { TargetGroup } from './tasks/target-group';
import type { Task, TaskContext } from './tasks/task';
import { balancerHost, DEFAULT_PLACE } from './template/identifiers';
import type { TemplateModel } from './template/model';
import { readListeners } from './template/read-listeners';
import { loadTemplate, readTemplate } from './template/read-template';
import { withEnvironment } from './template/with-environment';

/** The parts of a running sandbox. */
export interface Assembly {
  readonly model: TemplateModel;
  readonly services: readonly Service[];
  readonly targetGroups: readonly TargetGroup[];
  /** By which weights the listeners forward. */
  readonly forwarding: Forwarding;
  readonly listeners: readonly Listener[];
  readonly functions: Functions;
  readonly stateMachines: StateMachines;
  /** Absent where the sandbox was started without `alarms`. */
  readonly watch?: AlarmWatch;
  readonly clock: Clock;
  readonly network: Network;
  readonly apiFaults: ApiFaults;
  /** How far the calendar of the functions is ahead. */
  readonly skewMs: { value: number };
  readonly taskChanges: Signal<Task>;
  readonly bus: EventBus;
  /** What the processes of containers write. */
  readonly output: Signal<OutputLine>;
  readonly events: EventLog;
  readonly messages: MessageLog;
  readonly parameters: Map<string, string>;
  readonly awsEnvironment: Readonly<Record<string, string>>;
  readonly endpoint: string;
  /** Aborts when the sandbox stops. */
  readonly stopping: AbortSignal;
  /** Stops everything at once: afterwards no process and no port is left. */
  readonly stop: () => Promise<void>;
}

/** Starts every part of a sandbox; errors in the template and in the options are thrown before anything runs. */
export async function assemble(options: SandboxOptions): Promise<Assembly> {
  const {
    template, run, environment: given, bundles, alarms, timeScale, directory, bootAllowanceMs, scaledTimeoutFloorMs, replacementDelayMs,
  } = resolveOptions(options);
  const read = readTemplate(loadTemplate(template));
  validateCommands(read, run);
  validateEnvironment(read, given);
  const model = withEnvironment(read, given);
  const folders = bundleFolders(model.functions, bundles);
  const board = alarms ? new AlarmBoard(model.alarms) : undefined;

  // From here on there is something to give back.
  const addresses = await LoopbackBlock.reserve();
  const server = await ApiServer.listen();
  const registry = new ProcessRegistry();
  const abort = new AbortController();
  const stopping = abort.signal;
  const events = new EventLog();
  const messages = new MessageLog();
  const clock = new Clock(timeScale);
  const network = new Network();
  const apiFaults = new ApiFaults(stopping);
  const skewMs = { value: 0 };
  const environment = awsEnvironment(server.endpoint);
  const taskChanges = new Signal<Task>();
  const output = new Signal<OutputLine>();
  const logLines = new Signal<string>();
  const shared = { clock, events, messages, stopping, place: DEFAULT_PLACE };
  const reportFailure = (reason: string) => { stopping.aborted || events.add('note', reason); };

  const targetGroups = new Map(model.targetGroups.map((group) => [group.arn, new TargetGroup(group)]));
  const context: TaskContext = {
    ...shared,
    registry,
    addresses,
    targetGroups,
    directory,
    bootAllowanceMs,
    network,
    timeoutMs: (seconds) => (
      scaledTimeoutFloorMs === undefined ? seconds * 1000 : Math.max(clock.milliseconds(seconds), scaledTimeoutFloorMs)
    ),
    taskChanges,
    output,
    awsEnvironment: environment,
    command: (service, container) => run[`${service}/${container}`] ?? run[container],
  };
  const services = model.services.map((service) => new Service(service, context, replacementDelayMs));
  const forwarding = new Forwarding(readListeners(model.described), model.services);
  const served = new Signal<ServedRequest>();
  const balancers = new Map(forwarding.listeners.map(({ balancerArn }) => [balancerArn, '']));
  for (const balancer of balancers.keys()) {
    balancers.set(balancer, addresses.take());
    network.hosts[balancerHost(balancer)] = balancers.get(balancer)!;
  }
  const listeners = await Promise.all(forwarding.listeners.map(async (each) => (
    Listener.open(each, balancers.get(each.balancerArn)!, { forwarding, targetGroups, network, clock, served })
  )));
  const world = { registry, clock, network, skewMs };
  const functions = new Functions(model.functions, folders, environment, world, (line) => logLines.emit(line));

  const ecs = new EcsApi(services, apiFaults, model.described);
  const notifications = new NotificationsApi(messages, model.topics);
  const parameters = new ParametersApi(model.parameters);
  const stateMachines = new StateMachines(model.stateMachines, { ...shared, ecs, notifications, functions: functions.byName });
  // Without `alarms` nothing evaluates any.
  const alarmsApi = new AlarmsApi(model.described, (name) => (board ?? new AlarmBoard(model.alarms)).stateOf(name));
  server.serve({
    ec2: new Ec2Api(model.described, () => (
      services.filter((each) => each.model.launchType === 'EC2').flatMap(({ tasks }) => tasks)
    )),
    ecs,
    notifications,
    parameters,
    secrets: new SecretsApi(model.described),
    stateMachines,
    loadBalancing: new LoadBalancingApi(targetGroups, model.described, forwarding),
    logs: new LogsApi(services, model.described),
    cloudWatch: { operations: { ...new MetricsApi(services).operations, ...alarmsApi.operations } },
    scaling: new ScalingApi(model.described),
    dns: new Route53Api(model.described, listeners),
    lambda: new LambdaApi(functions.byName, reportFailure),
    limits: new RateLimits(clock),
  }, apiFaults);

  model.notes.forEach((note) => events.add('note', note));
  const bus = new EventBus(board ? model.rules : [], { ...shared, stateMachines, functions: functions.byName, reportFailure });
  const watch = board && new AlarmWatch(model, board, {
    ...shared, bus, functions: functions.byName, reportFailure, gauges: () => gauges(services, [...targetGroups.values()], model.described),
  });
  taskChanges.listen((task) => { stopping.aborted || bus.put(taskStateChange(task, clock)); });
  logLines.listen((line) => watch?.readLine(line));
  served.listen((request) => watch?.record(requestMetrics(request)));
  listeners.forEach(({ model: { port }, url }) => events.add('note', `The listener on port ${port} is ${url}`));
  const work = Promise.all([...services.map(async (service) => service.run()), watch?.run()]);

  return {
    model,
    services,
    forwarding,
    listeners,
    functions,
    stateMachines,
    watch,
    clock,
    network,
    apiFaults,
    skewMs,
    taskChanges,
    bus,
    output,
    events,
    messages,
    stopping,
    targetGroups: [...targetGroups.values()],
    parameters: parameters.values,
    awsEnvironment: environment,
    endpoint: server.endpoint,
    stop: async () => {
      abort.abort();
      await work;
      // The server first: a function that still runs must not invoke another one.
      await server.close();
      await Promise.all(listeners.map(async (listener) => listener.close()));
      await registry.close();
      await stateMachines.end();
      await addresses.close();
    },
  };
}
