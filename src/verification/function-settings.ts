import { Aspects, AspectPriority, Stack, Token } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { type CfnLogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IConstruct } from 'constructs';
import { OWN_RESOURCES } from './own-resources';
import { checkSameRegion } from '../aws/same-region';
import { checkArguments } from '../contract/check-arguments';
import { fail } from '../contract/errors';

/** How the Lambda functions of this library run and log. */
export interface FunctionSettingsProps {
  /**
   * How long the logs of the functions are kept.
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays;

  /**
   * A symmetric KMS key, in the region of the functions, that encrypts their logs and the flow logs of `RejectedTraffic.inVpc`. The policy
   * of a key of this app is extended, so that CloudWatch Logs may use it; that of an imported key must allow it already.
   * See https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
   * @default - CloudWatch Logs encrypts them with a key of its own
   */
  readonly logEncryptionKey?: IKey;

  /**
   * Concurrent executions that are reserved for each function, 1 or more. They are taken from those of the account, and no function gets
   * more. The verifier needs one for each shard and one for each alert, gate and recovery that verifies at the same time; the prober one
   * for each five hundred tasks as well, and one more to hold idle connections once an hour. A prober that is refused is called again until
   * the sweep ends. See
   * https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
   * @default - none are reserved
   */
  readonly reservedConcurrency?: number;
}

const SETTINGS = new WeakMap<IConstruct, FunctionSettingsProps>();

/**
 * Settings for all Lambda functions of this library below a construct: verifier, prober, notifier, gate, and those of the recoveries,
 * whether you create them or they are created on first demand and shared by a stack.
 */
export class FunctionSettings {
  /**
   * Applies settings to all functions of this library below a construct, also to those that are created later. Of several constructs above
   * a function, the nearest decides, for each setting on its own.
   * @param scope an app, a stage, a stack, or a construct such as a `DeepVerifier`
   * @param settings what is left out stays as it is
   * @throws when `reservedConcurrency` is not a whole number of at least 1; at synthesis, when the key is in another region than a function
   */
  public static apply(scope: IConstruct, settings: FunctionSettingsProps): void {
    checkArguments('FunctionSettings.apply', { scope, settings });
    const { logEncryptionKey, reservedConcurrency } = settings;
    const isKnown = reservedConcurrency !== undefined && !Token.isUnresolved(reservedConcurrency);
    if (isKnown && !(Number.isInteger(reservedConcurrency) && reservedConcurrency >= 1)) {
      fail({
        what: 'reservedConcurrency is out of range',
        got: String(reservedConcurrency),
        allowed: 'a whole number of at least 1',
        fix: 'pass a few more than the verifier has shards, or leave it out',
        at: scope.node.path,
      });
    }
    if (logEncryptionKey) { allowLogs(logEncryptionKey); }
    // Before the aspects that only read, such as those of cdk-nag.
    if (!SETTINGS.has(scope)) { Aspects.of(scope).add({ visit: change }, { priority: AspectPriority.MUTATING }); }
    SETTINGS.set(scope, { ...SETTINGS.get(scope), ...settings });
  }

  private constructor() {}
}

/** The order of aspects with the same priority is not defined, so each of them sets what all of them ask for. */
function change(node: IConstruct): void {
  const settings: FunctionSettingsProps = Object.assign({}, ...node.node.scopes.map((scope) => SETTINGS.get(scope)));
  const { logEncryptionKey, logRetention, reservedConcurrency } = settings;
  const isFunctionLog = OWN_RESOURCES.functionLogs.has(node);
  if (reservedConcurrency !== undefined && OWN_RESOURCES.functions.has(node)) {
    (node as CfnFunction).reservedConcurrentExecutions = reservedConcurrency;
  }
  if (logRetention !== undefined && isFunctionLog) {
    (node as CfnLogGroup).retentionInDays = logRetention === RetentionDays.INFINITE ? undefined : logRetention;
  }
  if (logEncryptionKey && (isFunctionLog || OWN_RESOURCES.otherLogs.has(node))) {
    const todo = 'apply a key of each region to the stacks there';
    checkSameRegion(node, 'Logs are encrypted with a key of their own region', logEncryptionKey, todo);
    (node as CfnLogGroup).kmsKeyId = logEncryptionKey.keyArn;
  }
}

/** Any log group of the account, because those of this library get their names from CloudFormation, and each would need the key before. */
function allowLogs(key: IKey): void {
  const { partition, region, account } = Stack.of(key);
  key.addToResourcePolicy(new PolicyStatement({
    principals: [new ServicePrincipal(`logs.${region}.amazonaws.com`)],
    actions: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
    resources: ['*'],
    conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:${region}:${account}:log-group:*` } },
  }));
}
