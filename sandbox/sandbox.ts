import { LoopbackBlock } from './addresses';
import { EcsApi } from './api/ecs';
import { LambdaApi } from './api/lambda';
import { LoadBalancingApi } from './api/load-balancing';
import { ApiServer } from './api/server';
import { awsEnvironment } from './aws-environment';
import { Clock } from './clock';
import { EventLog } from './events';
import { bundleFolder, FUNCTION_VARIABLE } from './functions/bundles';
import { functionEnvironment } from './functions/environment';
import { LambdaFunction } from './functions/lambda-function';
import { checkCommands, resolveOptions, type ResolvedOptions, type SandboxOptions } from './options';
import { ProcessRegistry } from './processes/process-registry';
import { sleep } from './repeat';
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
    const folders = new Map(model.functions.filter((each) => each.environment[FUNCTION_VARIABLE])
      .map((each) => [each.name, bundleFolder(each.environment[FUNCTION_VARIABLE], resolved.bundles)]));
    const addresses = await LoopbackBlock.reserve();
    const server = new ApiServer();
    await server.listen();
    return new Sandbox(model, resolved, folders, addresses, server);
  }

  /** URL for AWS_ENDPOINT_URL. */
  readonly endpoint: string;
  readonly services: readonly Service[];
  readonly targetGroups: readonly TargetGroup[];
  /** Everything that happened, with `listen` for what happens next. */
  readonly events = new EventLog();
  /** Region, fake credentials and endpoint for whoever wants to read the sandbox's AWS API. */
  readonly awsEnvironment: Readonly<Record<string, string>>;
  private readonly functions: ReadonlyMap<string, LambdaFunction>;
  private readonly registry = new ProcessRegistry();
  private readonly stopping = new AbortController();
  private readonly scheduling: Promise<unknown>;
  private stopWork?: Promise<void>;

  private constructor(
    private readonly model: TemplateModel,
    options: ResolvedOptions,
    folders: ReadonlyMap<string, string>,
    private readonly addresses: LoopbackBlock,
    private readonly server: ApiServer,
  ) {
    this.endpoint = server.endpoint;
    this.awsEnvironment = awsEnvironment(this.endpoint);
    const clock = new Clock(options.timeScale);
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
      stopping: this.stopping.signal,
      command: (service, container) => options.run[`${service}/${container}`] ?? options.run[container],
      awsEnvironment: () => ({ ...this.awsEnvironment }),
    };
    this.targetGroups = [...groups.values()];
    this.services = model.services.map((service) => new Service(service, context, options.replacementDelayMs));
    this.functions = new Map(model.functions.filter((each) => folders.has(each.name)).map((each) => [
      each.name, new LambdaFunction(each, functionEnvironment(each, folders.get(each.name)!, this.awsEnvironment), this.registry),
    ]));
    server.serve({ ecs: new EcsApi(this.services, clock), loadBalancing: new LoadBalancingApi(groups), lambda: new LambdaApi(this.functions) });
    model.notes.forEach((note) => this.events.add('note', note));
    this.scheduling = Promise.all(this.services.map(async (service) => service.run()));
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

  /**
   * Has the shipped verifier look at a service once, with the plan of the template's schedule.
   *
   * Further rounds would only repeat the look at spacings in real seconds, so there is one unless `changes` says otherwise.
   */
  async verify(service?: string, changes: Partial<Plan> = {}): Promise<Report> {
    const { functionName, plan } = this.plan(service);
    return await this.invoke(functionName, { ...plan, timing: { ...plan.timing, rounds: 1 }, ...changes }) as Report;
  }

  /** Invokes a function of the template by its name, or by what its LAYERED_HEALTH_FUNCTION says, and throws what it throws. */
  async invoke(name: string, event: unknown): Promise<unknown> {
    const result = await this.lambda(name).invoke(event);
    const payload: unknown = JSON.parse(result.payload);
    if (result.failed) {
      const { errorType, errorMessage } = payload as { errorType?: string; errorMessage?: string };
      throw new Error(`The function ${name} failed: ${errorType}: ${errorMessage}`);
    }
    return payload;
  }

  /** Lines that a function wrote, logs and metrics (EMF), oldest first. */
  functionOutput(name: string): readonly string[] {
    return this.lambda(name).output;
  }

  /** Waits until something is so; after the given real time throws, saying what was waited for and how things stood. */
  async until(predicate: () => boolean, timeoutMs: number, what = 'the expected state'): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    while (!predicate()) {
      if (Date.now() > deadline) {
        throw new Error(`Waited ${timeoutMs} ms for ${what} in vain.\n${this.describe()}`);
      }
      if (!await sleep(25, this.stopping.signal)) {
        throw new Error(`The sandbox stopped while waiting for ${what}.`);
      }
    }
  }

  /** How things stand, for a person: a line a task, then the last events. */
  describe(): string {
    const tasks = this.services.flatMap((service) => service.tasks.map((task) => [
      `${service.name} ${task.id.slice(0, 8)} ${task.address} ${task.lastStatus} ${task.healthStatus}`,
      ...task.targets.map((target) => `${target.group.name}: ${target.health.state} ${target.health.reason ?? ''}`),
    ].join(' | ')));
    const events = this.events.all.slice(-20).map((event) => `${event.ms} ms ${event.task?.slice(0, 8) ?? event.service ?? ''} ${event.what}`);
    return [...tasks, ...events].join('\n');
  }

  /** Stops everything at once: afterwards no process and no port is left. Further calls wait for the first. */
  async stop(): Promise<void> {
    this.stopWork ??= this.stopEverything();
    return this.stopWork;
  }

  private async stopEverything(): Promise<void> {
    this.stopping.abort();
    await this.scheduling;
    await this.registry.close();
    await this.server.close();
    await this.addresses.close();
  }

  private lambda(name: string): LambdaFunction {
    const found = this.functions.get(name) ?? [...this.functions.values()].find((each) => each.model.environment[FUNCTION_VARIABLE] === name);
    if (!found) {
      throw new Error(`The sandbox runs no function '${name}'; it runs ${[...this.functions.keys()].join(', ') || 'none'}: `
        + `those of the template whose environment has ${FUNCTION_VARIABLE}.`);
    }
    return found;
  }
}
