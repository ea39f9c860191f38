import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Aws, type Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Effect, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, type FunctionProps, Runtime, RuntimeFamily } from 'aws-cdk-lib/aws-lambda';
import { type ILogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { OWN_RESOURCES } from './own-resources';
import { FUNCTION_MEMORY } from '../contract/budget-cost';
import { fail } from '../contract/errors';

/** Named here, because the enum of the peer floor does not have it yet. */
const NODEJS_24 = new Runtime('nodejs24.x', RuntimeFamily.NODEJS, { supportsInlineCode: true });

/**
 * Names are looked up on libuv's threads, of which lookups may use half: with the default of four, two names whose resolver hangs
 * would keep every other name waiting.
 */
const LOOKUP_THREADS = '64';

/** What differs between the functions. */
export interface BundledFunctionProps extends Pick<FunctionProps, 'vpc' | 'vpcSubnets' | 'securityGroups' | 'allowPublicSubnet'> {
  readonly bundle: 'verifier' | 'prober' | 'notifier' | 'gate' | 'recovery' | 'recovery-instances';
  readonly description: string;
  readonly timeout: Duration;
  /** Statements of the role beside writing its own log. */
  readonly statements?: PolicyStatement[];
  /** Further statements of the role, which may still grow. */
  readonly policies?: Record<string, PolicyDocument>;
  readonly environment?: Record<string, string>;
  /** MiB. */
  readonly memory?: number;
}

/** A function whose code travels in this package, with a role that may write to its own log group and what is named. */
export function bundledFunction(scope: Construct, id: string, props: BundledFunctionProps): LambdaFunction {
  const { bundle, statements = [], policies, environment, memory = FUNCTION_MEMORY, ...rest } = props;
  const logGroup = new LogGroup(scope, `${id}Log`, { retention: RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY });
  const created = new LambdaFunction(scope, id, {
    ...rest,
    runtime: NODEJS_24,
    architecture: Architecture.ARM_64,
    memorySize: memory,
    handler: 'index.handler',
    code: Code.fromAsset(assetPath(bundle, scope)),
    environment: { ...environment, LAYERED_HEALTH_FUNCTION: bundle, UV_THREADPOOL_SIZE: LOOKUP_THREADS },
    logGroup,
    role: new Role(scope, `${id}Role`, {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `${rest.description} (cdk-ecs-layered-health)`,
      inlinePolicies: { [bundle]: new PolicyDocument({ statements: [writeTo(logGroup), ...statements] }), ...policies },
    }),
  });
  OWN_RESOURCES.functionLogs.add(logGroup.node.defaultChild!);
  OWN_RESOURCES.functions.add(created.node.defaultChild!);
  return created;
}

/**
 * What Lambda needs on the role to put a function into a VPC, denied to the function's own code: calls from
 * inside an execution environment carry lambda:SourceFunctionArn, those of the Lambda service do not.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
 */
export function networkInterfaceStatements(): PolicyStatement[] {
  return [
    new PolicyStatement({
      sid: 'LambdaServiceAttachesTheFunctionToTheVpc',
      actions: [
        'ec2:CreateNetworkInterface', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets', 'ec2:DeleteNetworkInterface',
        'ec2:AssignPrivateIpAddresses', 'ec2:UnassignPrivateIpAddresses',
      ],
      // Lambda checks these without naming an interface; the same list and resource as AWSLambdaVPCAccessExecutionRole.
      resources: ['*'],
    }),
    new PolicyStatement({
      sid: 'TheCodeItselfCallsNothing',
      effect: Effect.DENY,
      // Writing its log is done with the role from inside the environment, so it is the one exception.
      notActions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: ['*'],
      conditions: { ArnLike: { 'lambda:SourceFunctionArn': `arn:${Aws.PARTITION}:lambda:*:*:function:*` } },
    }),
  ];
}

function writeTo(logGroup: ILogGroup): PolicyStatement {
  return new PolicyStatement({ sid: 'OwnLog', actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] });
}

/** Both src/ in the repository and lib/ in the package lie two levels above this file's folder. */
function assetPath(bundle: string, scope: Construct): string {
  const path = join(__dirname, '..', '..', 'assets', bundle);
  if (!existsSync(join(path, 'index.js'))) {
    fail({
      what: 'The bundle of a Lambda function is missing',
      got: path,
      allowed: 'the package as it was published, or a clone after npm ci',
      fix: "run 'npm run bundle'",
      at: scope.node.path,
    });
  }
  return path;
}
