import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, Aspects } from 'aws-cdk-lib';
import { AwsSolutionsChecks, type INagLogger, type NagLoggerErrorData, type NagLoggerNonComplianceData } from 'cdk-nag';

const output = mkdtempSync(join(tmpdir(), 'layered-health-nag-'));
afterAll(() => rmSync(output, { recursive: true, force: true }));

/** What the AwsSolutions pack says of this library's resources, and why it stays. docs/security.md says the same to users. */
const EXPLAINED: Record<string, string> = {
  'AwsSolutions-IAM5[Resource::*] ProberRole':
    'Lambda attaches a function to a VPC with actions that name no interface; they are denied to the code itself',
  'AwsSolutions-IAM5[Resource::*] VerifierRole':
    'elasticloadbalancing:Describe* and ec2:DescribeInstances know no resource, ecs:ListTasks only container instances; the cluster is '
    + 'the condition',
  'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ecs:<AWS::Region>:<AWS::AccountId>:service/<Cluster>/*] VerifierRole':
    'one statement a cluster, so that the policy of fifty services stays below the limit',
  'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ecs:<AWS::Region>:<AWS::AccountId>:task/<Cluster>/*] VerifierRole':
    'task ids are not known before the tasks run',
  'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ecs:<AWS::Region>:<AWS::AccountId>:container-instance/<Cluster>/*] VerifierRole':
    'instances come and go; only where tasks share their address',
  'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ssm:<AWS::Region>:<AWS::AccountId>:parameter/<Verifier>/plans/*] VerifierRole':
    'which services register plans is not known to the verifier',
  'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ssm:<AWS::Region>:<AWS::AccountId>:parameter/<Verifier>/*] LayeredHealthPublish':
    'by verifier, so that the policy does not grow with the services',
  'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ssm:<AWS::Region>:<AWS::AccountId>:parameter/<Verifier>/*] InstanceRecovery/Read':
    'which services of the cluster register plans is not known to the recovery',
  'AwsSolutions-IAM5[Resource::*] InstanceRecovery/Read':
    'ecs:ListTasks knows only container instances as resource; the cluster is the condition',
  'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ecs:<AWS::Region>:<AWS::AccountId>:task/<Cluster>/*] InstanceRecovery/Read':
    'task ids are not known before the tasks run; the cluster is the condition, too',
  ['AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ecs:<AWS::Region>:<AWS::AccountId>:container-instance/<Cluster>/*] '
    + 'InstanceRecovery/Read']:
    'instances come and go; the cluster is the condition, too',
  'AwsSolutions-SF1 InstanceRecovery/StateMachine': 'Step Functions keeps the history of executions, and the function logs each decision',
  'AwsSolutions-SF2 InstanceRecovery/StateMachine': 'Step Functions keeps the history of executions, which says every step',
  'AwsSolutions-EC23 Service/SecurityGroup: cannot tell a rule from the addresses of the VPC':
    'an NLB without security groups checks from addresses of the VPC, and from nowhere else',
  'AwsSolutions-SQS3 LayeredHealthNotifier/DeadLetters': 'it is the dead-letter queue, of the rules and of the notifier',
};

class Findings implements INagLogger {
  public readonly found = new Set<string>();

  public onNonCompliance({ resource, ruleId, findingId }: NagLoggerNonComplianceData): void {
    const { path } = resource.node;
    if (!/LayeredHealth|\w+Health\/|InstanceRecovery\//.test(path)) { return; }
    const where =
      /LayeredHealthPublish|LayeredHealthNotifier\/DeadLetters|LayeredHealthRecovery\/Ledger|InstanceRecovery\/\w+/.exec(path)?.[0]
      ?? path.split('/').find((part) => /Role$/.test(part))
      ?? path;
    // An example that names its account and region is explained like one that does not.
    const finding = findingId
      ? `[${findingId.replace(/<(EcsDefault)?Cluster\w+>/, '<Cluster>').replace(/cdk-ecs-layered-health\/[\w-]+/, '<Verifier>').replace(/:[a-z]+-[a-z]+-\d:\d{12}:/, ':<AWS::Region>:<AWS::AccountId>:')}]`
      : '';
    this.found.add(`${ruleId.replace(/\[.*/, '')}${finding} ${where}`);
  }

  /** A rule that could not be evaluated explains nothing either. */
  public onError({ resource, ruleId, errorMessage }: NagLoggerErrorData): void {
    const { path } = resource.node;
    const cidr = /"Fn::GetAtt":\["Vpc\w+","CidrBlock"\]/.test(errorMessage) && /Service\/SecurityGroup\/Resource$/.test(path);
    this.found.add(
      cidr ? `${ruleId} Service/SecurityGroup: cannot tell a rule from the addresses of the VPC` : `${ruleId} ${path}: ${errorMessage}`,
    );
  }

  public onCompliance(): void {}
  public onSuppressed(): void {}
  public onSuppressedError(): void {}
  public onNotApplicable(): void {}
}

const EXAMPLES = readdirSync(join(__dirname, '..', 'examples')).filter((name) =>
  existsSync(join(__dirname, '..', 'examples', name, 'app.ts')),
);
const explained = new Set<string>();

test.each(EXAMPLES)('the AwsSolutions pack finds nothing unexplained in what the library adds to examples/%s', (name) => {
  process.env.CDK_OUTDIR = join(output, name);
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { app } = require(`../examples/${name}/app`) as { app: App };
  const findings = new Findings();
  Aspects.of(app).add(new AwsSolutionsChecks({ additionalLoggers: [findings], reports: false }));
  app.synth({ force: true });
  expect([...findings.found].filter((finding) => !(finding in EXPLAINED))).toEqual([]);
  findings.found.forEach((finding) => explained.add(finding));
});

test('no explanation is left over', () => {
  expect([...explained].sort()).toEqual(Object.keys(EXPLAINED).sort());
});
