import { Connections, type ISecurityGroup, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Function as LambdaFunction, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import type { IDeepVerifier, NamedVerifierOptions } from './deep-verifier-options';
import { fail } from '../contract/errors';
import { requireShare } from '../contract/require-number';
import { VERIFIER_NAME, verifierExport } from '../shared/registry';

/** A verifier that another stack has deployed: what is needed of it is read from its parameters at deployment. */
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
    this.function = LambdaFunction.fromFunctionAttributes(this, 'Verifier', {
      functionArn: this.read('function'),
      role: Role.fromRoleArn(this, 'Role', this.read('role')),
      sameEnvironment: true,
    });
    this.prober = prober
      ? LambdaFunction.fromFunctionAttributes(this, 'Prober', { functionArn: this.read('prober'), sameEnvironment: true })
      : undefined;
    this.connections = new Connections({
      securityGroups: prober
        ? [SecurityGroup.fromSecurityGroupId(this, 'ProberSecurityGroup', this.read('security-group'), { mutable: false })]
        : [],
    });
  }

  private read(what: Parameters<typeof verifierExport>[1]): string {
    return StringParameter.valueForStringParameter(this, verifierExport(this.verifierName, what));
  }
}

/** Writes what stacks need that refer to a verifier by its name. */
export function publishName(verifier: Construct & IDeepVerifier, name: string, securityGroup: ISecurityGroup | undefined): void {
  const { function: fn, prober } = verifier;
  const exported = {
    function: fn.functionArn,
    role: fn.role!.roleArn,
    ...prober ? { prober: prober.functionArn } : {},
    ...securityGroup ? { 'security-group': securityGroup.securityGroupId } : {},
  };
  for (const [what, stringValue] of Object.entries(exported)) {
    new StringParameter(verifier, `Export-${what}`, {
      parameterName: verifierExport(name, what as keyof typeof exported),
      description: `What stacks need that verify their services with ${name} (cdk-ecs-layered-health)`,
      stringValue,
    });
  }
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
