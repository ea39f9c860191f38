import { Stack, Token } from 'aws-cdk-lib';
import { type Alarm, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { checkThreshold, CLOUDFRONT_METRICS, globalAlarms, MINUTE, regionalAlarms } from './edge-alarm';
import type { EdgeAlarmOptions } from './edge-alarm-options';
import type { HealthPathRulesOptions } from './health-path-options';
import { healthPathRules, LABEL, LABEL_NAME, LABEL_NAMESPACE } from './health-path-rules';
import { checkArguments } from '../contract/check-arguments';
import { fail, failureText } from '../contract/errors';

/** The web ACL, and the threshold of its alarm. */
export interface WebAclHealthProps extends EdgeAlarmOptions {
  /** A web ACL of this app that begins with `WebAclHealth.healthPathRules(...)`. */
  readonly webAcl: CfnWebACL;

  /**
   * Blocked requests for health in a minute from which on the alarm counts the minute as bad, above 0.
   * @default 1
   */
  readonly blockedRequests?: number;
}

/**
 * An alarm on requests for health that AWS WAF blocks: where a rule blocks them, a healthy service appears to be down.
 *
 * Metrics of a web ACL for CloudFront exist only in us-east-1, and so does the alarm on them; all others are in the web ACL's region.
 * https://docs.aws.amazon.com/waf/latest/developerguide/waf-metrics.html
 */
export class WebAclHealth extends Construct {
  /**
   * Rules for the beginning of a web ACL: `rules: [...WebAclHealth.healthPathRules({ contract, checkers }), ...others]`.
   * The first one labels requests for health and leaves the decision to the rules after it; the second one allows those of known checkers.
   * This library does not change the rules of an existing web ACL, because their order is yours.
   */
  public static healthPathRules(options: HealthPathRulesOptions): CfnWebACL.RuleProperty[] {
    checkArguments('WebAclHealth.healthPathRules', { options });
    return healthPathRules(options);
  }

  /** Requests for health that were blocked. */
  public readonly blockedHealthRequests: Metric;
  /** Requests for health are blocked. */
  public readonly healthBlocked: Alarm;
  /** All alarms. */
  public readonly alarms: Alarm[];

  constructor(scope: Construct, id: string, props: WebAclHealthProps) {
    checkArguments('WebAclHealth', { scope, id, props });
    super(scope, id);
    const { webAcl, blockedRequests = 1 } = props;
    const isGlobal = webAcl.scope === 'CLOUDFRONT';
    const { region } = Stack.of(webAcl);
    if (isGlobal && !Token.isUnresolved(region) && region !== CLOUDFRONT_METRICS.region) {
      fail({
        what: 'A web ACL for CloudFront can only be created in us-east-1',
        got: `${webAcl.node.path} in ${region}`,
        allowed: 'a stack in us-east-1',
        fix: 'move the web ACL there',
        at: this.node.path,
      });
    }
    const alarm = isGlobal ? globalAlarms(this, CLOUDFRONT_METRICS, props) : regionalAlarms(this, 'a web ACL', webAcl, props);
    this.blockedHealthRequests = new Metric({
      namespace: 'AWS/WAFV2',
      metricName: 'BlockedRequests',
      dimensionsMap: {
        // Everything before the last colon of the label, as CloudWatch has it; the attribute ends with one: awswaf:<account>:webacl:<name>:
        LabelNamespace: `${webAcl.attrLabelNamespace}${LABEL_NAMESPACE}`,
        LabelName: LABEL_NAME,
        WebACL: this.metricName(webAcl),
        ...isGlobal ? {} : { Region: region },
      },
      statistic: Stats.SUM,
      period: MINUTE,
      region: isGlobal ? CLOUDFRONT_METRICS.region : undefined,
    });
    this.healthBlocked = alarm('HealthBlocked', {
      metric: this.blockedHealthRequests,
      threshold: checkThreshold('blockedRequests', blockedRequests, Infinity, this),
      description:
        `The web ACL ${webAcl.node.path} blocks requests for health, so a healthy service may appear to be down. Its sampled `
        + 'requests name the rule.',
    });
    this.alarms = [this.healthBlocked];
    this.node.addValidation({ validate: () => this.withoutLabel(webAcl) });
  }

  private metricName({ visibilityConfig, node }: CfnWebACL): string {
    if (!('metricName' in visibilityConfig) || visibilityConfig.cloudWatchMetricsEnabled === false) {
      return fail({
        what: 'The web ACL has no metrics to watch',
        got: `${node.path} without cloudWatchMetricsEnabled and metricName`,
        allowed: 'a visibilityConfig with both',
        fix: 'turn its metrics on',
        at: this.node.path,
      });
    }
    return visibilityConfig.metricName;
  }

  /** At synthesis, because rules may be added later. Rules that are tokens count as correct. */
  private withoutLabel(webAcl: CfnWebACL): string[] {
    const rules: unknown = Stack.of(webAcl).resolve(webAcl.rules) ?? [];
    const marks = !Array.isArray(rules) || rules.some(({ ruleLabels = [] }: CfnWebACL.RuleProperty) =>
      Array.isArray(ruleLabels) && ruleLabels.some((label) => 'name' in label && label.name === LABEL));
    return marks
      ? []
      : [failureText({
        what: `The web ACL '${webAcl.node.path}' labels no requests for health, so none are counted`,
        got: `no rule with label ${LABEL}`,
        allowed: 'rules of WebAclHealth.healthPathRules',
        fix: 'put them before its others',
      })];
  }
}
