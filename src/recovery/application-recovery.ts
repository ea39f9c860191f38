import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { checkArguments } from '../contract/check-arguments';
import { HealthMethod, HttpEndpointOptions } from '../contract/endpoint-options';
import { HealthEndpoint } from '../contract/health-endpoint';
import { HealthFormat } from '../contract/health-format';

/**
 * How the application behind one task is asked for something: to recover, or to exit.
 *
 * A function or state machine gets `{ incident, cluster, service, task: { taskArn, task, address, startedAt, fault, layer, evidence } }`.
 * Whatever it answers, the verifier says whether it helped.
 */
export class ApplicationRecovery {
  /**
   * One HTTP request to that one task, by the prober. A POST unless the options say otherwise; only the status code of the answer counts.
   * @param path path with query, starting with `/`
   * @param options as those of a health endpoint; the value of a secret header is read just before the request, and written nowhere
   */
  public static http(path: string, options: HttpEndpointOptions = {}): ApplicationRecovery {
    checkArguments('ApplicationRecovery.http', { path, options });
    return new ApplicationRecovery({ endpoint: HealthEndpoint.http(path, asRequest(options)) });
  }

  /**
   * As `http`, over TLS.
   * @param path path with query, starting with `/`
   */
  public static https(path: string, options: HttpEndpointOptions = {}): ApplicationRecovery {
    checkArguments('ApplicationRecovery.https', { path, options });
    return new ApplicationRecovery({ endpoint: HealthEndpoint.https(path, asRequest(options)) });
  }

  /**
   * A function of yours, which knows how to reach the application. It is waited for, at most until the task is verified again.
   * @param fn the function
   */
  public static lambda(fn: IFunction): ApplicationRecovery {
    checkArguments('ApplicationRecovery.lambda', { fn });
    return new ApplicationRecovery({ fn });
  }

  /**
   * A state machine of yours. It is started, and not waited for.
   * @param machine the state machine
   */
  public static stateMachine(machine: IStateMachine): ApplicationRecovery {
    checkArguments('ApplicationRecovery.stateMachine', { machine });
    return new ApplicationRecovery({ machine });
  }

  private constructor(
    /** @internal exactly one of them */
    public readonly _way: { readonly endpoint?: HealthEndpoint; readonly fn?: IFunction; readonly machine?: IStateMachine },
  ) {}
}

function asRequest(options: HttpEndpointOptions): HttpEndpointOptions {
  return { method: HealthMethod.POST, format: HealthFormat.STATUS_ONLY, ...options };
}
