import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { RecoveryMethod } from './recovery-method';
import { checkArguments } from '../contract/check-arguments';
import { HealthMethod, type HttpEndpointOptions } from '../contract/endpoint-options';
import { HealthEndpoint } from '../contract/health-endpoint';
import { HealthFormat } from '../contract/health-format';

/**
 * How the application behind one task is requested to recover, or to exit.
 *
 * A function or state machine gets `{ incident, cluster, service, task: { taskArn, task, address, startedAt, fault, layer, evidence } }`.
 * Its answer does not count: the verifier decides whether it helped.
 */
export class ApplicationRecovery {
  /**
   * The prober sends one HTTP request to that one task: a POST unless the options say otherwise. Only the status code of the answer counts.
   * @param path path with query, starting with `/`
   * @param options as those of a health endpoint; the value of a secret header is read just before the request, and stored nowhere
   */
  public static http(path: string, options: HttpEndpointOptions = {}): ApplicationRecovery {
    checkArguments('ApplicationRecovery.http', { path, options });
    return new ApplicationRecovery({ endpoint: HealthEndpoint.http(path, asRequest(options)) });
  }

  /**
   * As `http`, over TLS.
   * @param path path with query, starting with `/`
   * @param options as those of `http`
   */
  public static https(path: string, options: HttpEndpointOptions = {}): ApplicationRecovery {
    checkArguments('ApplicationRecovery.https', { path, options });
    return new ApplicationRecovery({ endpoint: HealthEndpoint.https(path, asRequest(options)) });
  }

  /**
   * A function of yours, which knows how to reach the application. Recovery waits for it, at most until the task is verified again.
   * @param fn the function
   */
  public static lambda(fn: IFunction): ApplicationRecovery {
    checkArguments('ApplicationRecovery.lambda', { fn });
    return new ApplicationRecovery({ fn });
  }

  /**
   * A state machine of yours. Recovery starts it and does not wait for it.
   * @param machine the state machine
   */
  public static stateMachine(machine: IStateMachine): ApplicationRecovery {
    checkArguments('ApplicationRecovery.stateMachine', { machine });
    return new ApplicationRecovery({ machine });
  }

  /** @internal */
  public readonly _method: RecoveryMethod;

  private constructor(method: RecoveryMethod) {
    this._method = method;
  }
}

function asRequest(options: HttpEndpointOptions): HttpEndpointOptions {
  return { method: HealthMethod.POST, format: HealthFormat.STATUS_ONLY, ...options };
}
