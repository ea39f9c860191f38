import { Annotations, Stack, Token } from 'aws-cdk-lib';
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { type BaseService, type ContainerDefinition, NetworkMode } from 'aws-cdk-lib/aws-ecs';
import { CfnExperimentTemplate } from 'aws-cdk-lib/aws-fis';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { experimentActions, planActions, type PlannedAction } from './experiment-actions';
import { experimentRole } from './experiment-role';
import { addFaultAgent } from './fault-agent';
import { readScheduled } from './scenario-file';
import { operatingSystemOf } from '../aws/operating-system';
import { renderedProperties } from '../aws/rendered-properties';
import { serviceResource, taskDefinitionResource } from '../aws/service-resource';
import { checkArguments } from '../contract/check-arguments';
import { fail, failureText } from '../contract/errors';
import { requireInteger } from '../contract/require-integer';

/** Which scenario is played on which service, and what stops it. */
export interface FaultExperimentProps {
  /**
   * Path of the scenario file, relative to the present directory: the file that `sandbox --scenario` plays.
   * @see https://github.com/cdk-ecs-layered-health/cdk-ecs-layered-health/blob/main/docs/scenarios.md
   */
  readonly scenario: string;

  /** The service whose tasks get the faults. */
  readonly service: BaseService;

  /** AWS FIS stops the experiment as soon as this alarm is in ALARM: an alarm on what clients see, such as the load balancer's errors. */
  readonly stopAlarm: IAlarm;

  /**
   * Container whose port and process the scenario means.
   * @default - the default container of the task definition
   */
  readonly container?: ContainerDefinition;

  /**
   * Port whose packets `drop-packets` drops, 1–65535.
   * @default - the first port that the container maps
   */
  readonly port?: number;

  /**
   * Name of the process that `kill` kills, as `killall` takes it.
   * @default - the program that the command of the container starts with; without a command `kill` is refused
   */
  readonly processName?: string;

  /**
   * Gives the task definition what faults inside tasks need: fault injection turned on, the process namespace shared (`pidMode: task`), and
   * a container with the agent of Systems Manager. Without it the task definition is left as it is.
   * @default true
   */
  readonly prepareTaskDefinition?: boolean;

  /**
   * Allows an experiment in what looks like production by its name: a part of the path of this construct, or the name of the stack, the
   * cluster or the service, that is prod, production, prd or live.
   * @default false
   */
  readonly allowInProduction?: boolean;
}

const PRODUCTION = /(?:^|[^a-z])(?:prod|production|prd|live)(?:$|[^a-z])/;

/**
 * A scenario of the sandbox as an experiment of AWS Fault Injection Service on a service. Nothing happens until somebody starts the
 * experiment.
 *
 * Adds an experiment template and its role, which may do what this scenario needs, in the cluster of this service. Faults inside tasks
 * (all but `drain` and `drain-instances`) also add a container and a role to the task definition.
 *
 * AWS FIS selects its tasks once, at the start, and waits for nothing that is observed: each `expect` takes all of its time. Whether it
 * came true is checked afterwards, from the reports of the verifier, by `cdk-ecs-layered-health scenario-check`.
 *
 * @throws when AWS FIS cannot play a step, with each of them and the reason; when the scenario file cannot be understood, with line and
 * column; when a name says production
 * @see https://docs.aws.amazon.com/fis/latest/userguide/ecs-task-actions.html
 */
export class FaultExperiment extends Construct {
  /** The experiment template. */
  public readonly template: CfnExperimentTemplate;
  /** The role that AWS FIS assumes while the experiment runs. */
  public readonly role: IRole;

  constructor(scope: Construct, id: string, props: FaultExperimentProps) {
    checkArguments('FaultExperiment', { scope, id, props });
    super(scope, id);
    const { service, stopAlarm, prepareTaskDefinition = true, allowInProduction = false } = props;
    const { cluster, taskDefinition } = service;
    if (props.port !== undefined) {
      requireInteger({
        what: 'port', value: props.port, min: 1, max: 65_535, fix: 'pass the port on which the container listens', at: this.node.path,
      });
    }
    if (!allowInProduction) { this.refuseProduction(service); }
    const container = props.container ?? taskDefinition.defaultContainer;
    const scenario = readScheduled(props.scenario, this.node.path);
    const planned = planActions(scenario, {
      port: props.port ?? container?.portMappings[0]?.containerPort,
      processName: props.processName ?? (container && programOf(container)),
      onInstances: !taskDefinition.isFargateCompatible,
    }, this.node.path);
    const inTasks = planned.some(({ action }) => action.document);
    if (inTasks) {
      this.requireReach(service, planned);
      if (prepareTaskDefinition && container) { addFaultAgent(taskDefinition, container); }
      if (!prepareTaskDefinition) { this.requirePrepared(service); }
    }
    this.role = experimentRole(this, cluster, planned);
    this.template = new CfnExperimentTemplate(this, 'Template', {
      description: `${scenario.name} (cdk-ecs-layered-health)`.slice(0, 512),
      roleArn: this.role.roleArn,
      stopConditions: [{ source: 'aws:cloudwatch:alarm', value: stopAlarm.alarmArn }],
      experimentOptions: { accountTargeting: 'single-account', emptyTargetResolutionMode: 'fail' },
      ...experimentActions(scenario, planned, {
        clusterName: cluster.clusterName, clusterArn: cluster.clusterArn, serviceName: service.serviceName, region: Stack.of(this).region,
      }, this.node.path),
      tags: { Name: this.node.path },
    });
    this.template.node.addDependency(this.role);
    Annotations.of(this).addInfo(
      'AWS FIS plays the faults and checks no expectation: start it while the service is healthy, and run '
        + `'npx cdk-ecs-layered-health scenario-check ${props.scenario}' afterwards.`,
    );
  }

  private refuseProduction(service: BaseService): void {
    const { serviceName: name } = serviceResource(service, this);
    const names = [this.node.path, Stack.of(this).stackName, service.cluster.clusterName, name ?? '']
      .filter((each) => !Token.isUnresolved(each));
    const found = names.find((each) => PRODUCTION.test(each.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase()));
    if (found !== undefined) {
      fail({
        what: 'An experiment breaks tasks, and this looks like production',
        got: `'${found}'`,
        allowed: 'a stack, a cluster and a service whose names do not say production',
        fix: 'leave it out of production, or pass allowInProduction: true',
        at: this.node.path,
      });
    }
  }

  /** What an agent in the task cannot do is refused at once where it is known, and at synthesis what the author may still change. */
  private requireReach(service: BaseService, planned: readonly PlannedAction[]): void {
    const { taskDefinition } = service;
    const at = this.node.path;
    const { networkMode } = taskDefinition;
    if (planned.some(({ action }) => action.network) && networkMode !== NetworkMode.AWS_VPC && networkMode !== NetworkMode.HOST) {
      fail({
        what: 'Faults of the network need a network of the task\'s own',
        got: `network mode ${networkMode}`,
        allowed: 'awsvpc, host',
        fix: 'change the network mode, or leave faults of the network out of the scenario',
        at,
      });
    }
    if (operatingSystemOf(taskDefinition, taskDefinitionResource(taskDefinition, this))?._operatingSystemFamily.startsWith('WINDOWS')) {
      fail({ what: 'Faults inside tasks are for Linux', got: 'a Windows task', allowed: 'Linux', fix: 'use drain alone', at });
    }
    this.node.addValidation({
      validate: () => (renderedProperties(serviceResource(service, this)).EnableExecuteCommand === true
        ? [failureText({
          what: 'ECS Exec runs the agent that faults inside tasks need',
          got: 'enableExecuteCommand: true',
          allowed: 'a service without ECS Exec',
          fix: 'turn it off where experiments run',
          at,
        })]
        : []),
    });
  }

  private requirePrepared(service: BaseService): void {
    const resource = taskDefinitionResource(service.taskDefinition, this);
    this.node.addValidation({
      validate: () => {
        const { EnableFaultInjection, PidMode, ContainerDefinitions = [] } = renderedProperties(resource);
        const agent = (ContainerDefinitions as Array<{ readonly Environment?: ReadonlyArray<{ readonly Name: string }> }>)
          .some(({ Environment = [] }) => Environment.some(({ Name }) => Name === 'MANAGED_INSTANCE_ROLE_NAME'));
        const missing = [
          ...EnableFaultInjection === true ? [] : ['enableFaultInjection: true'],
          ...PidMode === 'task' ? [] : ['pidMode: task'],
          ...agent ? [] : ['the container with the agent of Systems Manager'],
        ];
        return missing.length === 0 ? [] : [failureText({
          what: 'The task definition lacks what faults inside tasks need',
          got: `one without ${missing.join(', ')}`,
          allowed: 'what https://docs.aws.amazon.com/fis/latest/userguide/ecs-task-actions.html requires',
          fix: 'add it, or leave out prepareTaskDefinition: false',
          at: this.node.path,
        })];
      },
    });
  }
}

/** What `killall` calls a process: the program's file name, as the command of the container states it. */
function programOf(container: ContainerDefinition): string | undefined {
  const { entryPoint = [], command = [] } = (container as unknown as {
    readonly props: {
      readonly entryPoint?: readonly string[]; readonly command?: readonly string[];
    };
  }).props;
  const [program] = [...entryPoint, ...command];
  return program === undefined || Token.isUnresolved(program) || /^(\/bin\/)?(ba|da)?sh$/.test(program) ? undefined : program.split('/').pop();
}
