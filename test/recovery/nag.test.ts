import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Aspects } from 'aws-cdk-lib';
import { AwsSolutionsChecks, type INagLogger, type NagLoggerErrorData, type NagLoggerNonComplianceData } from 'cdk-nag';
import { GivenStack } from './recovery-services';
import { RecoveryMode } from '../../src';

class Findings implements INagLogger {
  public readonly found = new Set<string>();

  public onNonCompliance({ resource, ruleId, findingId }: NagLoggerNonComplianceData): void {
    const { path } = resource.node;
    if (!/Recovery/.test(path)) { return; }
    const finding = findingId ? `[${findingId.replace(/.*:(\w+)\/.*$/, '…:$1/<cluster>/*')}]` : '';
    this.found.add(`${ruleId.replace(/\[.*/, '')}${finding} ${path.replace(/^Stack\//, '').replace(/\/Resource$/, '')}`);
  }

  public onError({ resource, ruleId, errorMessage }: NagLoggerErrorData): void {
    this.found.add(`${ruleId} ${resource.node.path}: ${errorMessage}`);
  }

  public onCompliance(): void {}
  public onSuppressed(): void {}
  public onSuppressedError(): void {}
  public onNotApplicable(): void {}
}

/** docs/security.md says why each of them stays. */
const EXPLAINED = [
  'AwsSolutions-IAM5[…:parameter/<cluster>/*] LayeredHealthRecovery/LayeredHealthAccess',
  'AwsSolutions-IAM5[…:service/<cluster>/*] LayeredHealthRecovery/LayeredHealthAccess',
  'AwsSolutions-IAM5[…:task/<cluster>/*] LayeredHealthRecovery/LayeredHealthAccess',
  'AwsSolutions-IAM5[…:task/<cluster>/*] ServiceRecovery/Role',
  'AwsSolutions-SF1 ServiceRecovery/StateMachine',
  'AwsSolutions-SF2 ServiceRecovery/StateMachine',
];

test('the AwsSolutions pack finds nothing unexplained in what recovery adds', () => {
  const given = new GivenStack();
  given.recovery({ mode: RecoveryMode.ACT });
  const findings = new Findings();
  Aspects.of(given.stack).add(new AwsSolutionsChecks({ additionalLoggers: [findings], reports: false }));
  given.template();
  expect([...findings.found].sort()).toEqual(EXPLAINED);
  const security = readFileSync(join(__dirname, '..', '..', 'docs', 'security.md'), 'utf8');
  for (const finding of ['SF1', 'SF2']) { expect(security).toContain(`AwsSolutions-${finding}`); }
});
