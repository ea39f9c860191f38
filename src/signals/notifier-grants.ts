import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Policy, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IConstruct } from 'constructs';
import { publishTo } from './publish-to';
import { ensureChild } from '../aws/ensure-child';
import { relativeAddress } from '../aws/relative-address';
import type { IDeepVerifier } from '../verification/deep-verifier-options';
import { registryArn } from '../verification/registry-arn';

/** The verifiers that the notifier may call for the services of one stack. */
interface AllowedVerifiers {
  readonly plans: PolicyStatement;
  readonly verifiers: PolicyStatement;
  readonly known: Set<string>;
}

const POLICY_ID = 'LayeredHealthPublish';
const ALARMS_ID = 'Alarms';

/** What the notifier may do, and who may call it. */
export class NotifierGrants {
  private readonly verifiers = new Map<Stack, AllowedVerifiers>();
  private fallback?: ITopic;

  /**
   * @param owner the construct that policies in other stacks are named after
   * @param notifier the function
   */
  constructor(private readonly owner: IConstruct, private readonly notifier: LambdaFunction) {}

  public allowPublish(scope: IConstruct, topic: ITopic): void {
    this.policyIn(Stack.of(scope)).addStatements(...publishTo(topic, scope));
  }

  /** The topic that gets alerts about alarms whose plan cannot be read. One of another stack could close a circle of stacks. */
  public setFallback(topic: ITopic): void {
    if (this.fallback || Stack.of(topic) !== Stack.of(this.owner)) { return; }
    this.fallback = topic;
    this.notifier.addEnvironment('FALLBACK_TOPIC_ARN', topic.topicArn);
  }

  /** One permission for all alarms of the account and region: one for each would exceed the limit of the function's policy. */
  public allowAlarms(): void {
    if (this.notifier.node.tryFindChild(ALARMS_ID)) { return; }
    const stack = Stack.of(this.owner);
    this.notifier.addPermission(ALARMS_ID, {
      principal: new ServicePrincipal('lambda.alarms.cloudwatch.amazonaws.com'),
      sourceAccount: stack.account,
      sourceArn: stack.formatArn({ service: 'cloudwatch', resource: 'alarm', resourceName: '*', arnFormat: ArnFormat.COLON_RESOURCE_NAME }),
    });
  }

  /** By verifier, not by service: what the role may do does not grow with the services of a stack. */
  public allowVerifier(scope: IConstruct, verifier: IDeepVerifier): void {
    const stack = Stack.of(scope);
    const allowed = this.verifiers.get(stack) ?? {
      plans: new PolicyStatement({ actions: ['ssm:GetParameters'] }),
      verifiers: new PolicyStatement({ actions: ['lambda:InvokeFunction'] }),
      known: new Set<string>(),
    };
    if (allowed.known.has(verifier.verifierName)) { return; }
    allowed.plans.addResources(registryArn(stack, verifier.verifierName));
    allowed.verifiers.addResources(verifier.function.functionArn);
    allowed.known.add(verifier.verifierName);
    if (this.verifiers.has(stack)) { return; }
    this.verifiers.set(stack, allowed);
    this.policyIn(stack).addStatements(allowed.plans, allowed.verifiers);
  }

  /** In the stack of the service, which already depends on the notifier's: the other way round would be a circle. */
  private policyIn(stack: Stack): Policy {
    const id = `${POLICY_ID}-${relativeAddress(stack, this.owner)}`;
    return ensureChild(stack, id, () => new Policy(stack, id, { roles: [this.notifier.role!] }));
  }
}
