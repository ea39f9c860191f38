import { Duration, Stack } from 'aws-cdk-lib';
import { type IRole, Policy, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { ensureChild } from '../aws/ensure-child';
import { publishTo } from '../signals/publish-to';
import type { IDeepVerifier } from '../verification/deep-verifier-options';
import { bundledFunction } from '../verification/functions';

/** Long enough for the longest round of a verification, the start of the functions it needs, and an alert. */
const TIMEOUT = Duration.seconds(90);

/** Id in the stack of the function that all its gates share. */
const SHARED_ID = 'LayeredHealthGate';

/**
 * The function that ECS calls, and the role with which ECS calls it. It may call verifiers and publish to topics, and read or change
 * nothing else in AWS.
 */
export class GateFunction extends Construct {
  /** The one that all gates of a stack share; the first call creates it. */
  public static forStack(scope: Construct): GateFunction {
    const stack = Stack.of(scope);
    return ensureChild(stack, SHARED_ID, () => new GateFunction(stack, SHARED_ID));
  }

  public readonly function: IFunction;
  /** The role with which ECS calls the function, and can do nothing else. */
  public readonly hookRole: IRole;

  private readonly policy: Policy;
  private readonly verifiers = new PolicyStatement({ actions: ['lambda:InvokeFunction'] });
  private readonly allowed = new Set<IDeepVerifier>();

  private constructor(scope: Construct, id: string) {
    super(scope, id);
    this.function = bundledFunction(this, 'Gate', {
      bundle: 'gate',
      description: 'Decides for ECS whether a deployment may continue',
      timeout: TIMEOUT,
    });
    this.policy = new Policy(this, 'VerifyAndAlert', { roles: [this.function.role!] });
    // Inline, so that it is there as soon as the role is: ECS rolls back when it cannot call.
    this.hookRole = new Role(this, 'HookRole', {
      // AWS documents the trust without a condition. A condition that ECS does not meet would roll back every deployment, so this one
      // holds where ECS says for which account it acts, and only there.
      // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/blue-green-permissions.html
      assumedBy: new ServicePrincipal('ecs.amazonaws.com', {
        conditions: { StringEqualsIfExists: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
      description: 'Calls the deployment gate of cdk-ecs-layered-health',
      inlinePolicies: {
        CallGate: new PolicyDocument({
          statements: [new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [this.function.functionArn] })],
        }),
      },
    }).withoutPolicyUpdates();
  }

  /** Allows the function to call a verifier. */
  public allowVerifier(verifier: IDeepVerifier): void {
    if (this.allowed.has(verifier)) { return; }
    if (this.allowed.size === 0) { this.policy.addStatements(this.verifiers); }
    this.allowed.add(verifier);
    this.verifiers.addResources(verifier.function.functionArn);
  }

  /** Allows the function to publish to a topic. */
  public allowTopic(scope: Construct, topic: ITopic): void {
    this.policy.addStatements(...publishTo(topic, scope));
  }
}
