import { Duration } from 'aws-cdk-lib';
import type { IStringParameter } from 'aws-cdk-lib/aws-ssm';
import { DefinitionBody, type IStateMachine, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { ApplicationRecovery } from './application-recovery';
import { recoveryDefinition } from './recovery-definition';
import { type RecoveryFigures, recoveryFigures } from './recovery-figures';
import { requestEndpoint } from './recovery-method';
import { RecoveryMode, type StagedRecoveryProps } from './recovery-options';
import { recoveryRole } from './recovery-role';
import { RecoveryShared } from './recovery-shared';
import { alarmStarts, startOn } from './start-on';
import { validateOptions } from './validate-options';
import { alertsPlan } from '../aws/alerts-plan';
import { publishedPort } from '../aws/port-mappings';
import { checkSameRegion } from '../aws/same-region';
import { checkArguments } from '../contract/check-arguments';
import { fail, failureText } from '../contract/errors';
import { LONGEST_EXECUTION } from '../contract/limits';
import { withoutUndefined } from '../contract/without-undefined';
import type { AskedApplication, RecoverySettings } from '../shared/recovery-settings';
import { allowProber, taskConnections } from '../verification/task-connections';

/** How many tasks one recovery handles at most, one after the other: each is verified before the next. */
const MAX_TASKS = 5;
/** Timeout of a request to an application, unless its options say otherwise. */
const REQUEST_TIMEOUT = Duration.seconds(5);

/**
 * Recovers a service in stages, with a restart as the last resort: it verifies the service again, requests the application to recover,
 * restarts the container in place, and only then stops one task, so that ECS replaces it. After each stage it verifies again.
 *
 * It only observes unless `mode` is `RecoveryMode.ACT`. Guards keep it from acting where that could do harm; at each end it sends an alert,
 * with the guard that stopped it. Adds a state machine, a rule and their roles; all services of a stack share the function that decides and
 * the ledger.
 */
export class StagedRecovery extends Construct {
  /** Runs a recovery. The alarm starts it, and so can you, with any JSON object as input. */
  public readonly stateMachine: IStateMachine;
  /** Its value `off` stops everything that recovery does. */
  public readonly killSwitch: IStringParameter;

  constructor(scope: Construct, id: string, props: StagedRecoveryProps) {
    checkArguments('StagedRecovery', { scope, id, props });
    super(scope, id);
    const { verification, service, contract, logGroup, alarms, alert } = props;
    validateOptions(this, props);
    checkSameRegion(this, 'A service is recovered from its own region', service, 'recover it in a stack of its region');
    const shared = RecoveryShared.forStack(this);
    shared.allowService(verification, service);
    const decider = shared.ensureDecider();
    this.killSwitch = props.killSwitch ?? shared.ensureKillSwitch();
    shared.allowKillSwitch(this.killSwitch);
    for (const recovery of [props.application, props.restartInPlace]) { this.allowRequests(recovery, props, shared); }
    this.node.addValidation({ validate: () => withoutRestartPolicy(props) });
    const figures = recoveryFigures(contract, props.approvalWithin);
    const longest = MAX_TASKS * figures.lock.toSeconds();
    if (longest > LONGEST_EXECUTION) {
      fail({
        what: 'A recovery may take longer than an execution of Step Functions can',
        got: `${longest} s for ${MAX_TASKS} tasks`,
        allowed: `at most ${LONGEST_EXECUTION} s`,
        fix: 'shorten startup, or leave recovery out',
        at: this.node.path,
      });
    }
    const settings = this.settings(props, figures);
    const role = recoveryRole(this, props, {
      decider,
      ledger: shared.ledger,
      key: `${service.cluster.clusterName}/${service.serviceName}`,
    });
    const machine = new StateMachine(this, 'StateMachine', {
      comment: 'Recovers one ECS service in stages (cdk-ecs-layered-health)',
      definitionBody: DefinitionBody.fromChainable(recoveryDefinition(this, {
        ...props, settings, figures, decider, ledger: shared.ledger, topic: alert.topic,
      })),
      role,
      timeout: Duration.seconds(longest),
      logs: logGroup && { destination: logGroup, level: LogLevel.ALL, includeExecutionData: true },
    });
    this.stateMachine = machine;
    // An alarm that arrives late, or twice, meets the lock and a fresh verification.
    startOn(this, machine, 'Starts the recovery of one ECS service', { WhenRestartWouldHelp: alarmStarts([alarms.restartAlarm()]) });
  }

  private settings(props: StagedRecoveryProps, figures: RecoveryFigures): RecoverySettings {
    const { verification, service, contractName, application, restartInPlace, mode = RecoveryMode.OBSERVE, alert } = props;
    const sendsRequests = [application, restartInPlace].some((recovery) => requestEndpoint(recovery?._method));
    return withoutUndefined({
      service: { cluster: service.cluster.clusterName, name: service.serviceName, contractName },
      plan: verification.planName,
      mode,
      format: alertsPlan(alert).format,
      application: application && { attempts: figures.attempts, ...requestPlan(application) },
      exit: restartInPlace && requestPlan(restartInPlace),
      approval: figures.approval !== undefined,
      prober: sendsRequests ? verification.verifier.prober?.functionName : undefined,
      killSwitch: this.killSwitch.parameterName,
      maxAffectedShare: props.maxAffectedShare ?? verification.verifier.systemicShare,
      minHealthyTasks: props.minHealthyTasks,
      restarts: props.maxRestarts ?? 2,
      windowSeconds: (props.restartWindow ?? Duration.hours(1)).toSeconds(),
      maintenance: props.maintenance ?? [],
      tasks: MAX_TASKS,
      lockSeconds: figures.lock.toSeconds(),
    });
  }

  private allowRequests(recovery: ApplicationRecovery | undefined, props: StagedRecoveryProps, shared: RecoveryShared): void {
    const endpoint = requestEndpoint(recovery?._method);
    if (!endpoint) { return; }
    const { service, contract, verification: { verifier }, securityGroups } = props;
    endpoint.secretHeaders.forEach((header) => header.grantRead(shared.ensureDecider()));
    if (!verifier.prober) { return; }
    shared.allowProber(verifier.prober);
    const port = endpoint.port ?? contract.port;
    if (!contract.isWorker && [contract.port, contract.liveness.port, contract.readiness?.port].includes(port)) { return; }
    const published = publishedPort(service, containerOf(props), port, false);
    if (published) {
      allowProber(taskConnections(this, service, securityGroups), verifier, published, 'Recovery of cdk-ecs-layered-health');
    }
  }
}

function requestPlan({ _method }: ApplicationRecovery): AskedApplication {
  const endpoint = requestEndpoint(_method);
  return endpoint ? { endpoint: endpoint._plan(REQUEST_TIMEOUT.toMilliseconds()) } : {};
}

function containerOf({ container, verification }: StagedRecoveryProps) {
  return container ?? verification._verified.container;
}

/** Without a restart policy, the task ends with its container: the restart in place would be a replacement. */
function withoutRestartPolicy(props: StagedRecoveryProps): string[] {
  const container = props.restartInPlace && containerOf(props);
  if (!container) { return []; }
  const { restartPolicy } = container.renderContainerDefinition();
  const enabled = restartPolicy && 'enabled' in restartPolicy && restartPolicy.enabled;
  return enabled ? [] : [failureText({
    what: `Container '${container.containerName}' is not started again in its task when it exits`,
    got: 'restartInPlace without a restart policy',
    allowed: 'both',
    fix: 'pass enableRestartPolicy: true to addContainer, or leave restartInPlace out',
  })];
}
