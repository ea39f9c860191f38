import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IParameter } from 'aws-cdk-lib/aws-ssm';
import { checkArguments } from './check-arguments';
import { checkHeaderName } from './endpoint-checks';
import type { SecretHeaderPlan } from '../shared/plan';

/** Options of a header whose value is a secret. */
export interface SecretHeaderOptions {
  /**
   * Text before the secret in the header, e.g. `Bearer `.
   * @default - nothing
   */
  readonly prefix?: string;

  /**
   * Field to read where the value of the secret is a JSON object, e.g. `token` of `{"token":"…"}`.
   * @default - the whole value
   */
  readonly field?: string;
}

/**
 * A header whose value the verifier reads just before it sends the request. The value is in no template, log, metric, error or alert.
 */
export class SecretHeader {
  /**
   * A value from AWS Secrets Manager.
   * @param name name of the header
   * @param secret the secret; the verifier may read it
   */
  public static fromSecretsManager(name: string, secret: ISecret, options: SecretHeaderOptions = {}): SecretHeader {
    checkArguments('SecretHeader.fromSecretsManager', { name, secret, options });
    return new SecretHeader({ name: checkHeaderName(name), source: 'secretsmanager', id: secret.secretArn, ...options }, (grantee) => {
      secret.grantRead(grantee);
    });
  }

  /**
   * A value from SSM Parameter Store, also of type SecureString.
   * @param name name of the header
   * @param parameter the parameter; the verifier may read it
   */
  public static fromParameter(name: string, parameter: IParameter, options: SecretHeaderOptions = {}): SecretHeader {
    checkArguments('SecretHeader.fromParameter', { name, parameter, options });
    return new SecretHeader({ name: checkHeaderName(name), source: 'ssm', id: parameter.parameterName, ...options }, (grantee) => {
      parameter.grantRead(grantee);
    });
  }

  private constructor(
    /** @internal */
    public readonly _plan: SecretHeaderPlan,
    private readonly grant: (grantee: IGrantable) => void,
  ) {}

  /** Grants a principal to read the value. */
  public grantRead(grantee: IGrantable): void {
    checkArguments('SecretHeader.grantRead', { grantee });
    this.grant(grantee);
  }
}
