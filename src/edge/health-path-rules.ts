import type { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { exactly } from './exact-match';
import type { HealthPathRulesOptions } from './health-path-options';
import { checkWhole } from '../contract/check-whole';
import { fail } from '../contract/errors';

/** What every web ACL adds its own prefix to. */
export const LABEL_NAMESPACE = 'layered-health';
export const LABEL_NAME = 'health-path';
export const LABEL = `${LABEL_NAMESPACE}:${LABEL_NAME}`;

/** Rules for the beginning of a web ACL: requests for health get a label, by which they are counted, and those of known checkers are let through. */
export function healthPathRules(options: HealthPathRulesOptions): CfnWebACL.RuleProperty[] {
  const { priority = 0, checkers = [], name = 'LayeredHealth' } = options;
  checkWhole('The priority of the health path rules', priority, 0, 2_147_483_646, 'pass a priority below those of your rules');
  if (!/^[\w-]{1,100}$/.test(name)) {
    fail('The name of the health path rules cannot be kept', JSON.stringify(name), '1 to 100 letters, digits, - and _', 'pass a shorter name without other characters');
  }
  const onHealthPath = anyOf(pathsOf(options).map((path) => exactly({ uriPath: {} }, path, `Path ${path}`)));
  const rule = (ending: string, order: number): Pick<CfnWebACL.RuleProperty, 'name' | 'priority' | 'visibilityConfig'> => ({
    name: `${name}${ending}`,
    priority: priority + order,
    visibilityConfig: { cloudWatchMetricsEnabled: true, metricName: `${name}${ending}`, sampledRequestsEnabled: true },
  });
  const marked: CfnWebACL.RuleProperty = { ...rule('Paths', 0), statement: onHealthPath, action: { count: {} }, ruleLabels: [{ name: LABEL }] };
  if (checkers.length === 0) { return [marked]; }
  const fromChecker = anyOf(checkers.map(({ _statement }) => _statement));
  return [marked, { ...rule('Checkers', 1), statement: { andStatement: { statements: [onHealthPath, fromChecker] } }, action: { allow: {} } }];
}

/** WAF looks at the path without its query. */
function pathsOf({ contract, otherPaths = [] }: HealthPathRulesOptions): string[] {
  const endpoints = contract.isWorker ? [] : [contract.liveness, contract.trafficEndpoint];
  const asked = endpoints.map(({ protocol, path }) => /^grpcs?$/.test(protocol) ? '/grpc.health.v1.Health/Check' : path);
  const paths = [...asked, ...otherPaths].filter((path) => path !== undefined).map((path) => path.split('?')[0]);
  if (paths.length === 0) {
    fail('There is no health path to let through', 'a contract without an HTTP or gRPC endpoint', 'at least one path', 'pass otherPaths, or leave the rules out');
  }
  const wrong = paths.find((path) => !/^\/[!-~]*$/.test(path));
  if (wrong !== undefined) {
    fail('A health path is not a path', JSON.stringify(wrong), 'printable ASCII that starts with /', 'pass the path as a client sends it, percent-encoded and without host');
  }
  return [...new Set(paths)];
}

/** WAF wants at least two statements inside an "or". */
function anyOf(statements: CfnWebACL.StatementProperty[]): CfnWebACL.StatementProperty {
  return statements.length === 1 ? statements[0] : { orStatement: { statements } };
}
