import type { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { exactly } from './exact-match';
import type { HealthPathRulesOptions } from './health-path-options';
import { fail } from '../contract/errors';
import { requireInteger } from '../contract/require-integer';

/** AWS WAF adds the prefix of the web ACL. */
export const LABEL_NAMESPACE = 'layered-health';
export const LABEL_NAME = 'health-path';
export const LABEL = `${LABEL_NAMESPACE}:${LABEL_NAME}`;

/**
 * Rules for the beginning of a web ACL: requests for health get a label, by which they are counted, and those of known checkers are
 * allowed.
 */
export function healthPathRules(options: HealthPathRulesOptions): CfnWebACL.RuleProperty[] {
  const { priority = 0, checkers = [], name = 'LayeredHealth' } = options;
  requireInteger({
    what: 'The priority of the health path rules',
    value: priority,
    min: 0,
    max: 2_147_483_646,
    fix: 'pass a priority below those of your rules',
  });
  if (!/^[\w-]{1,100}$/.test(name)) {
    fail({
      what: 'The name of the health path rules is not valid',
      got: JSON.stringify(name),
      allowed: '1 to 100 letters, digits, - and _',
      fix: 'pass a shorter name without other characters',
    });
  }
  const onHealthPath = anyOf(pathsOf(options).map((path) => exactly({ uriPath: {} }, path, `Path ${path}`)));
  const rule = (ending: string, order: number): Pick<CfnWebACL.RuleProperty, 'name' | 'priority' | 'visibilityConfig'> => ({
    name: `${name}${ending}`,
    priority: priority + order,
    visibilityConfig: { cloudWatchMetricsEnabled: true, metricName: `${name}${ending}`, sampledRequestsEnabled: true },
  });
  const marked: CfnWebACL.RuleProperty = {
    ...rule('Paths', 0),
    statement: onHealthPath,
    action: { count: {} },
    ruleLabels: [{ name: LABEL }],
  };
  if (checkers.length === 0) { return [marked]; }
  const fromChecker = anyOf(checkers.map(({ _statement }) => _statement));
  return [
    marked,
    { ...rule('Checkers', 1), statement: { andStatement: { statements: [onHealthPath, fromChecker] } }, action: { allow: {} } },
  ];
}

/** WAF compares the path without its query. */
function pathsOf({ contract, otherPaths = [] }: HealthPathRulesOptions): string[] {
  const endpoints = contract.isWorker ? [] : [contract.liveness, contract.trafficEndpoint];
  const probed = endpoints.map(({ isGrpc, path }) => isGrpc ? '/grpc.health.v1.Health/Check' : path);
  const paths = [...probed, ...otherPaths].filter((path) => path !== undefined).map((path) => path.split('?')[0]);
  if (paths.length === 0) {
    fail({
      what: 'There is no health path to allow',
      got: 'a contract without an HTTP or gRPC endpoint',
      allowed: 'at least one path',
      fix: 'pass otherPaths, or leave the rules out',
    });
  }
  const wrong = paths.find((path) => !/^\/[!-~]*$/.test(path));
  if (wrong !== undefined) {
    fail({
      what: 'A health path is not valid',
      got: JSON.stringify(wrong),
      allowed: 'printable ASCII that starts with /',
      fix: 'pass the path as a client sends it, percent-encoded and without host',
    });
  }
  return [...new Set(paths)];
}

/** WAF requires at least two statements in an "or". */
function anyOf(statements: CfnWebACL.StatementProperty[]): CfnWebACL.StatementProperty {
  return statements.length === 1 ? statements[0] : { orStatement: { statements } };
}
