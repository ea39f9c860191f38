import { Fn } from 'aws-cdk-lib';
import { Connections, type ISecurityGroup, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Function as LambdaFunction, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { StringListParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import type { IDeepVerifier, NamedVerifierOptions } from './deep-verifier-options';
import { fail } from '../contract/errors';
import { requireShare } from '../contract/require-number';
import { VERIFIER_EXPORTS, VERIFIER_NAME, verifierExports } from '../shared/registry';

/** In place of what a verifier does not have. */
const NONE = 'none';

/** A verifier that another stack has deployed: what is needed of it is read from its parameter at deployment. */
export class NamedVerifier extends Construct implements IDeepVerifier {
  public readonly verifierName: string;
  public readonly function: IFunction;
  public readonly prober?: IFunction;
  public readonly connections: Connections;
  public readonly systemicShare: number;

  constructor(scope: Construct, id: string, name: string, { prober = true, systemicShare = 0.5 }: NamedVerifierOptions) {
    super(scope, id);
    this.verifierName = requireName(name, this.node.path);
    this.systemicShare = requireShare('systemicShare', systemicShare, this.node.path);
    // One parameter for all, because CloudFormation warns of those that a template does not refer to.
    const exported = StringListParameter.valueForTypedListParameter(this, verifierExports(this.verifierName));
    const read = (what: typeof VERIFIER_EXPORTS[number]) => Fn.select(VERIFIER_EXPORTS.indexOf(what), exported);
    this.function = LambdaFunction.fromFunctionAttributes(this, 'Verifier', {
      functionArn: read('function'),
      role: Role.fromRoleArn(this, 'Role', read('role')),
      sameEnvironment: true,
    });
    this.prober = prober
      ? LambdaFunction.fromFunctionAttributes(this, 'Prober', { functionArn: read('prober'), sameEnvironment: true })
      : undefined;
    this.connections = new Connections({
      securityGroups: prober
        ? [SecurityGroup.fromSecurityGroupId(this, 'ProberSecurityGroup', read('security-group'), { mutable: false })]
        : [],
    });
  }
}

/** Writes what stacks need that refer to a verifier by its name. */
export function publishName(verifier: Construct & IDeepVerifier, name: string, securityGroup: ISecurityGroup | undefined): void {
  const { function: fn, prober } = verifier;
  const exported: Record<typeof VERIFIER_EXPORTS[number], string> = {
    'function': fn.functionArn,
    'role': fn.role!.roleArn,
    'prober': prober?.functionArn ?? NONE,
    'security-group': securityGroup?.securityGroupId ?? NONE,
  };
  new StringListParameter(verifier, 'Exports', {
    parameterName: verifierExports(name),
    description: `What stacks need that verify their services with ${name} (cdk-ecs-layered-health)`,
    stringListValue: VERIFIER_EXPORTS.map((what) => exported[what]),
  });
}

export function requireName(name: string, at: string): string {
  if (VERIFIER_NAME.test(name)) { return name; }
  return fail({
    what: 'The name of a verifier is part of parameters and alarms',
    got: JSON.stringify(name),
    allowed: '1 to 64 letters, digits, _ and -, known at synthesis',
    fix: "pass a name such as 'prod'",
    at,
  });
}
