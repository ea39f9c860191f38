import { Duration, Stack } from 'aws-cdk-lib';
import { IRole, Policy, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { publishTo } from '../signals/publish-to';
import type { DeepVerifier } from '../verification/deep-verifier';
import { bundledFunction } from '../verification/functions';

/** Long enough for the longest round of a verification, the start of the functions it needs, and telling. */
const TIMEOUT = Duration.seconds(90);

/** Where the function that all gates of a stack share is found in the tree. */
const SHARED_ID = 'LayeredHealthGate';

/** The function that ECS calls, and the role with which it does. It may call verifiers and tell topics, and read or change nothing in AWS. */
export class GateFunction extends Construct {
  /** The one of a stack; it is created when it is first asked for. */
  public static forStack(scope: Construct): GateFunction {
    const stack = Stack.of(scope);
    return stack.node.tryFindChild(SHARED_ID) as GateFunction | undefined ?? new GateFunction(stack, SHARED_ID);
  }

  public readonly lambda: IFunction;
  /** With which ECS calls the function, and can do nothing else. */
  public readonly hookRole: IRole;

  private readonly policy: Policy;
  private readonly verifiers = new PolicyStatement({ actions: ['lambda:InvokeFunction'] });
  private readonly allowed = new Set<DeepVerifier>();

  private constructor(scope: Construct, id: string) {
    super(scope, id);
    this.lambda = bundledFunction(this, 'Gate', {
      bundle: 'gate',
      description: 'Says to ECS whether a deployment may go on',
      timeout: TIMEOUT,
    });
    this.policy = new Policy(this, 'VerifyAndTell', { roles: [this.lambda.role!] });
    // Inline, so that it is there as soon as the role is: ECS rolls back when it cannot call.
    this.hookRole = new Role(this, 'HookRole', {
      // As AWS documents it; a condition that ECS does not meet would roll back every deployment.
      // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/blue-green-permissions.html
      assumedBy: new ServicePrincipal('ecs.amazonaws.com'),
      description: 'Calls the deployment gate of cdk-ecs-layered-health',
      inlinePolicies: {
        CallGate: new PolicyDocument({ statements: [new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [this.lambda.functionArn] })] }),
      },
    }).withoutPolicyUpdates();
  }

  /** Lets the function have a service verified. */
  public allowVerifier(verifier: DeepVerifier): void {
    if (this.allowed.has(verifier)) { return; }
    if (this.allowed.size === 0) { this.policy.addStatements(this.verifiers); }
    this.allowed.add(verifier);
    this.verifiers.addResources(verifier.verifier.functionArn);
  }

  /** Lets the function tell a topic. */
  public allowTopic(asker: Construct, topic: ITopic): void {
    this.policy.addStatements(...publishTo(topic, asker));
  }
}
