import { Stack, Token } from 'aws-cdk-lib';
import { Alarm, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { checkThreshold, CLOUDFRONT_METRICS, globalAlarms, MINUTE, regionalAlarms } from './edge-alarm';
import type { EdgeAlarmOptions } from './edge-alarm-options';
import type { HealthPathRulesOptions } from './health-path-options';
import { healthPathRules, LABEL, LABEL_NAME, LABEL_NAMESPACE } from './health-path-rules';
import { checkArguments } from '../contract/check-arguments';
import { fail } from '../contract/errors';

/** What is watched of a web ACL. */
export interface WebAclHealthProps extends EdgeAlarmOptions {
  /** A web ACL of this app that begins with `WebAclHealth.healthPathRules(...)`. */
  readonly webAcl: CfnWebACL;

  /**
   * Least number of blocked requests for health in a minute that is bad, above 0.
   * @default 1
   */
  readonly blockedRequests?: number;
}

/**
 * An alarm on requests for health that AWS WAF blocks: a rule that blocks checks lets a healthy service look down.
 *
 * Metrics of a web ACL for CloudFront exist only in us-east-1, and so does the alarm on them; all others are in the web ACL's region.
 * https://docs.aws.amazon.com/waf/latest/developerguide/waf-metrics.html
 */
export class WebAclHealth extends Construct {
  /**
   * Rules for the beginning of a web ACL: `rules: [...WebAclHealth.healthPathRules({ contract, checkers }), ...others]`.
   * The first one gives requests for health a label and lets the rules after it decide; the second one, for known checkers, lets them through.
   * Rules of a web ACL that exists are not changed: their order is yours.
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

  public constructor(scope: Construct, id: string, props: WebAclHealthProps) {
    checkArguments('WebAclHealth', { scope, id, props });
    super(scope, id);
    const { webAcl, blockedRequests = 1 } = props;
    const isGlobal = webAcl.scope === 'CLOUDFRONT';
    const { region } = Stack.of(webAcl);
    if (isGlobal && !Token.isUnresolved(region) && region !== CLOUDFRONT_METRICS.region) {
      fail('A web ACL for CloudFront can only be created in us-east-1', `${webAcl.node.path} in ${region}`, 'a stack in us-east-1', 'move the web ACL there', this.node.path);
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
      description: `The web ACL ${webAcl.node.path} blocks requests for health: a healthy service may look down. Its sampled requests name the rule.`,
    });
    this.alarms = [this.healthBlocked];
    this.node.addValidation({ validate: () => this.unmarked(webAcl) });
  }

  private metricName({ visibilityConfig, node }: CfnWebACL): string {
    if (!('metricName' in visibilityConfig) || visibilityConfig.cloudWatchMetricsEnabled === false) {
      return fail('The web ACL has no metrics to watch', `${node.path} without cloudWatchMetricsEnabled and metricName`, 'a visibilityConfig with both', 'turn its metrics on', this.node.path);
    }
    return visibilityConfig.metricName;
  }

  /** At synthesis, because rules may be added later. Rules that cannot be read are taken to be right. */
  private unmarked(webAcl: CfnWebACL): string[] {
    const rules: unknown = Stack.of(webAcl).resolve(webAcl.rules) ?? [];
    const marks = !Array.isArray(rules) || rules.some(({ ruleLabels = [] }: CfnWebACL.RuleProperty) =>
      Array.isArray(ruleLabels) && ruleLabels.some((label) => 'name' in label && label.name === LABEL));
    return marks ? [] : [`The web ACL '${webAcl.node.path}' marks no requests for health, so none are counted: got no rule with label ${LABEL}, allowed: rules of WebAclHealth.healthPathRules. Put them before its others.`];
  }
}
