import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Aspects, type Stack } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import {
  HIPAASecurityChecks,
  type INagLogger,
  type NagLoggerErrorData,
  type NagLoggerNonComplianceData,
  NIST80053R5Checks,
  PCIDSS321Checks,
} from 'cdk-nag';
import { everything } from './everything';
import { FunctionSettings } from '../src';

const ROOT = join(__dirname, '..');
const output = mkdtempSync(join(tmpdir(), 'layered-health-baselines-'));
afterAll(() => rmSync(output, { recursive: true, force: true }));

const PACKS = { 'NIST.800.53.R5': 'NIST', 'HIPAA.Security': 'HIPAA', 'PCI.DSS.321': 'PCI' };

/** Constructs of this library, in the examples and in `everything`, and the security group that it opens. */
const OURS = /LayeredHealth|Health\/|Verifier\/|InstanceRecovery\/|Dns\/|CloudFront\//;
const RULES = /Service\/SecurityGroup\/Resource$/;

/** Where each finding is, as docs/security.md says it in words. */
const WHERE: Record<string, RegExp> = {
  CloudWatchAlarmAction:
    /\/(Alarms\/(Faults|RestartWouldHelp|Deploying)|ServiceAlarms\/\w+|TargetGroupAlarms\d\/\w+|DeploymentGate\/TasksFailing|NetworkHealth\/RejectedTraffic|\w*Dns\/CheckAlarm|LayeredHealthNotifier\/NobodyAlerted)$/,
  CloudWatchLogGroupEncrypted: /\/(\w+Log|NetworkHealth\/FlowLogGroup)$/,
  DynamoDBInBackupPlan: /\/LayeredHealthRecovery\/Ledger$/,
  EC2RestrictedCommonPorts: /Service\/SecurityGroup$/,
  EC2RestrictedSSH: /Service\/SecurityGroup$/,
  IAMNoInlinePolicy: /(\/\w*Role|\/LayeredHealth(Access|Publish)(-\w{8})?|\/VerifyAndAlert|\/Read|\/DefaultPolicy)$/,
  LambdaConcurrency: /\/(Verifier|Prober|Notifier|Gate|Recovery|Decider)$/,
  LambdaDLQ: /\/(Verifier|Prober|Notifier|Gate|Recovery|Decider)$/,
  LambdaInsideVPC: /\/(Verifier|Notifier|Gate|Recovery|Decider)$/,
};

/** Packs by finding. */
type Found = Map<string, Set<string>>;

class Findings implements INagLogger {
  public readonly found: Found = new Map();
  public readonly elsewhere: string[] = [];

  public onNonCompliance({ resource, ruleId }: NagLoggerNonComplianceData): void {
    if (OURS.test(resource.node.path)) { this.add(ruleId, resource.node.path); }
  }

  /** Not evaluated, because the addresses of a VPC are not known. Rules of groups that are not this library's are none of its. */
  public onError({ resource, ruleId }: NagLoggerErrorData): void {
    if (OURS.test(resource.node.path) || RULES.test(resource.node.path)) { this.add(ruleId, resource.node.path); }
  }

  public onCompliance(): void {}
  public onSuppressed(): void {}
  public onSuppressedError(): void {}
  public onNotApplicable(): void {}

  private add(ruleId: string, path: string): void {
    const [, pack, rule] = /^([\w.]+)-(\w+)/.exec(ruleId)!;
    this.found.set(rule, (this.found.get(rule) ?? new Set()).add(PACKS[pack as keyof typeof PACKS]));
    if (!WHERE[rule]?.test(path.replace(/\/Resource$/, ''))) { this.elsewhere.push(`${rule} ${path}`); }
  }
}

function findingsIn(app: App): Findings {
  const findings = new Findings();
  for (const Pack of [NIST80053R5Checks, HIPAASecurityChecks, PCIDSS321Checks]) {
    Aspects.of(app).add(new Pack({ additionalLoggers: [findings], reports: false }));
  }
  app.synth({ force: true });
  return findings;
}

/** The table of docs/security.md: packs, and whether the answer is a setting. */
const section = readFileSync(join(ROOT, 'docs', 'security.md'), 'utf8')
  .split('\n## ')
  .find((text) => text.startsWith('Findings of NIST 800-53'))!;
const TABLE = Object.fromEntries(
  [...section.matchAll(/^\| (`\w+`.*?) \| ([A-Z, ]+) \| .*? \| (\w+)/gm)].flatMap(([, rules, packs, answer]) =>
    [...rules.matchAll(/`(\w+)`/g)].map(([, rule]) => [rule, { packs: packs.split(', ').sort(), answer }]),
  ),
);
const ROWS = Object.fromEntries(Object.entries(TABLE).map(([rule, { packs }]) => [rule, packs]));

const packsOf = (found: Found) => Object.fromEntries([...found].map(([rule, packs]) => [rule, [...packs].sort()]));
const EXAMPLES = readdirSync(join(ROOT, 'examples')).filter((name) => existsSync(join(ROOT, 'examples', name, 'app.ts')));

test.each(EXAMPLES)('docs/security.md explains every finding in what the library adds to examples/%s', (name) => {
  process.env.CDK_OUTDIR = join(output, name);
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { app } = require(`../examples/${name}/app`) as { app: App };
  const { found, elsewhere } = findingsIn(app);
  expect(elsewhere).toEqual([]);
  expect(ROWS).toMatchObject(packsOf(found));
});

test('with everything turned on, the packs find what docs/security.md says, and no less', () => {
  const app = new App({ autoSynth: false });
  everything(app);
  const { found, elsewhere } = findingsIn(app);
  expect(elsewhere).toEqual([]);
  expect(packsOf(found)).toEqual(ROWS);
});

test('settings for all functions answer what the table calls a setting, and nothing else', () => {
  const app = new App({ autoSynth: false });
  everything(app);
  FunctionSettings.apply(app, {
    logEncryptionKey: new Key(app.node.findChild('Web') as Stack, 'Key', { enableKeyRotation: true }),
    reservedConcurrency: 20,
  });
  const toSet = Object.keys(TABLE).filter((rule) => TABLE[rule].answer === 'Set');
  expect(toSet.sort()).toEqual(['CloudWatchLogGroupEncrypted', 'LambdaConcurrency']);
  const { found } = findingsIn(app);
  expect([...found.keys()].sort()).toEqual(Object.keys(TABLE).filter((rule) => !toSet.includes(rule)).sort());
});
