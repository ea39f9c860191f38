import { Duration, Stack } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IStringParameter } from 'aws-cdk-lib/aws-ssm';
import { DefinitionBody, IStateMachine, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { ApplicationRecovery } from './application-recovery';
import { checkOptions } from './check-options';
import { recoveryDefinition } from './recovery-definition';
import { type RecoveryFigures, recoveryFigures } from './recovery-figures';
import { RecoveryFunction } from './recovery-function';
import { RecoveryMode, StagedRecoveryProps } from './recovery-options';
import { recoveryRole } from './recovery-role';
import type { AskedApplication, RecoverySettings } from './recovery-settings';
import { publishedPort } from '../aws/port-mappings';
import { checkSameRegion } from '../aws/same-region';
import { checkArguments } from '../contract/check-arguments';
import { fail } from '../contract/errors';
import { LONGEST_EXECUTION } from '../contract/limits';
import { AlertFormat } from '../signals/alert-format';
import { letIn, taskConnections } from '../verification/task-connections';

/** One recovery deals with so many tasks at most, one after the other: each of them is verified before the next. */
const MOST_TASKS = 5;
/** An alarm that is told later than this has ended, or is told again. */
const LATEST_START = Duration.minutes(5);
/** Timeout of a request to an application that names none. */
const REQUEST_TIMEOUT = Duration.seconds(5);

/**
 * Recovers a service in stages, and restarts as the last resort: it verifies afresh, asks the application to recover, restarts the
 * container in place, and only then stops one task, so that ECS replaces it. After each stage it verifies again.
 *
 * It only observes until it is told to act. Guards keep it from acting where that could do harm; each way out is told to people with the
 * guard that held. Adds a state machine, a rule and their roles; what decides, and remembers, is shared by all services of a stack.
 */
export class StagedRecovery extends Construct {
  /** Runs a recovery; the alarm starts it, and so can you, with any JSON object as input. */
  public readonly stateMachine: IStateMachine;
  /** Its value `off` stops all acts. */
  public readonly killSwitch: IStringParameter;

  public constructor(scope: Construct, id: string, props: StagedRecoveryProps) {
    checkArguments('StagedRecovery', { scope, id, props });
    super(scope, id);
    const { verification, service, contract, logGroup, alertTopic } = props;
    checkOptions(this, props);
    checkSameRegion(this, 'A service is recovered from its own region', service, 'recover it in a stack of its region');
    const shared = RecoveryFunction.forStack(this);
    shared.allowService(verification, service);
    this.killSwitch = props.killSwitch ?? shared.killSwitch;
    shared.allowSwitch(this.killSwitch);
    for (const asked of [props.application, props.restartInPlace]) { this.letAsk(asked, props, shared); }
    this.node.addValidation({ validate: () => withoutRestartPolicy(props) });
    const figures = recoveryFigures(contract, props.approvalWithin);
    const longest = MOST_TASKS * figures.lock.toSeconds();
    if (longest > LONGEST_EXECUTION) {
      fail('A recovery may take longer than Step Functions lets it', `${longest} s for ${MOST_TASKS} tasks`,
        `at most ${LONGEST_EXECUTION} s`, 'shorten startup, or leave recovery out', this.node.path);
    }
    const settings = this.settings(props, figures);
    const role = recoveryRole(this, props, { decider: shared.function, ledger: shared.ledger, key: `${service.cluster.clusterName}/${service.serviceName}` });
    const machine = new StateMachine(this, 'StateMachine', {
      comment: 'Recovers one ECS service in stages (cdk-ecs-layered-health)',
      definitionBody: DefinitionBody.fromChainable(recoveryDefinition(this, {
        ...props, settings, figures, decider: shared.function, ledger: shared.ledger, topic: alertTopic,
      })),
      // The CDK would add statements without conditions, and versions of functions, in a policy resource of its own.
      role: role.withoutPolicyUpdates(),
      timeout: Duration.seconds(longest),
      logs: logGroup && { destination: logGroup, level: LogLevel.ALL, includeExecutionData: true },
    });
    this.stateMachine = machine;
    this.startBy(props, machine);
  }

  private settings(props: StagedRecoveryProps, figures: RecoveryFigures): RecoverySettings {
    const { verification, service, part, application, restartInPlace, mode = RecoveryMode.OBSERVE, alertFormat = AlertFormat.TEXT } = props;
    const asksItself = [application, restartInPlace].some((asked) => asked?._way.endpoint);
    return withoutUndefined({
      service: { cluster: service.cluster.clusterName, name: service.serviceName, part },
      schedule: verification.schedule.scheduleName,
      mode,
      format: alertFormat,
      application: application && { attempts: figures.attempts, ...endpointOf(application) },
      exit: restartInPlace && endpointOf(restartInPlace),
      approval: figures.approval !== undefined,
      prober: asksItself ? verification.verifier.prober?.functionName : undefined,
      killSwitch: this.killSwitch.parameterName,
      maxAffectedShare: props.maxAffectedShare ?? verification.verifier.systemicShare,
      minHealthyTasks: props.minHealthyTasks,
      restarts: props.maxRestarts ?? 2,
      windowSeconds: (props.restartWindow ?? Duration.hours(1)).toSeconds(),
      maintenance: props.maintenance ?? [],
      tasks: MOST_TASKS,
      lockSeconds: figures.lock.toSeconds(),
    });
  }

  private letAsk(asked: ApplicationRecovery | undefined, props: StagedRecoveryProps, shared: RecoveryFunction): void {
    const endpoint = asked?._way.endpoint;
    if (!endpoint) { return; }
    const { service, contract, verification: { verifier }, securityGroups } = props;
    endpoint.secretHeaders.forEach((header) => header.grantRead(shared.function));
    if (!verifier.prober) { return; }
    shared.allowProber(verifier.prober);
    const port = endpoint.port ?? contract.port;
    if (!contract.isWorker && [contract.port, contract.liveness.port, contract.readiness?.port].includes(port)) { return; }
    const published = publishedPort(service, containerOf(props), port, false);
    if (published) { letIn(taskConnections(this, service, securityGroups), verifier, published, 'Recovery of cdk-ecs-layered-health'); }
  }

  /** Only the begin of an alarm counts; what is late, or comes twice, meets the lock and a fresh look. */
  private startBy({ alarms }: StagedRecoveryProps, machine: StateMachine): void {
    const role = new Role(this, 'StartRole', {
      assumedBy: new ServicePrincipal('events.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } } }),
      description: 'Starts the recovery of one ECS service (cdk-ecs-layered-health)',
      inlinePolicies: { Start: new PolicyDocument({ statements: [new PolicyStatement({ actions: ['states:StartExecution'], resources: [machine.stateMachineArn] })] }) },
    });
    new Rule(this, 'WhenRestartWouldHelp', {
      description: 'Starts the recovery of one ECS service',
      eventPattern: {
        source: ['aws.cloudwatch'],
        detailType: ['CloudWatch Alarm State Change'],
        resources: [alarms.restartWouldHelp.alarmArn],
        detail: { state: { value: ['ALARM'] } },
      },
      targets: [new SfnStateMachine(machine, { role: role.withoutPolicyUpdates(), maxEventAge: LATEST_START, retryAttempts: 3 })],
    });
  }
}

function endpointOf({ _way: { endpoint } }: ApplicationRecovery): AskedApplication {
  return endpoint ? { endpoint: endpoint._plan(REQUEST_TIMEOUT.toMilliseconds()) } : {};
}

function containerOf({ container, verification }: StagedRecoveryProps) {
  return container ?? verification._verified.container;
}

/** Without a restart policy, the task ends with its container: that would be the last resort, without its guards' name. */
function withoutRestartPolicy(props: StagedRecoveryProps): string[] {
  const container = props.restartInPlace && containerOf(props);
  if (!container) { return []; }
  const { restartPolicy } = container.renderContainerDefinition();
  const enabled = restartPolicy && 'enabled' in restartPolicy && restartPolicy.enabled;
  return enabled ? [] : [`Container '${container.containerName}' is not started again in its task when it exits: got restartInPlace without a restart policy, allowed: both. Pass enableRestartPolicy: true to addContainer, or leave restartInPlace out.`];
}

/** The definition is JSON: a key without a value must not be there at all. */
function withoutUndefined<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
