import { Stack } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { AcceleratorHealth, type AcceleratorHealthProps } from './accelerator-health';
import { ApiGatewayHealth, type ApiGatewayHealthProps } from './api-gateway-health';
import { CloudFrontHealth, type CloudFrontHealthProps } from './cloudfront-health';
import { ShieldHealth, type ShieldHealthProps } from './shield-health';
import { WebAclHealth, type WebAclHealthProps } from './web-acl-health';
import { checkArguments } from '../contract/check-arguments';
import { fail } from '../contract/errors';

/** What is in front of a service. */
export interface EdgeHealthProps {
  /**
   * Distributions of CloudFront; their alarms are in us-east-1.
   * @default - none
   */
  readonly cloudFront?: CloudFrontHealthProps[];

  /**
   * Stages of API Gateway.
   * @default - none
   */
  readonly apiGateway?: ApiGatewayHealthProps[];

  /**
   * Web ACLs of AWS WAF; alarms on those for CloudFront are in us-east-1.
   * @default - none
   */
  readonly webAcls?: WebAclHealthProps[];

  /**
   * Resources that AWS Shield Advanced protects; alarms on distributions and hosted zones are in us-east-1.
   * @default - none
   */
  readonly shield?: ShieldHealthProps[];

  /**
   * Endpoint groups of AWS Global Accelerator; their alarms are in us-west-2.
   * @default - none
   */
  readonly accelerators?: AcceleratorHealthProps[];
}

/**
 * The alarms on everything in front of a service, in one construct.
 *
 * It only composes `CloudFrontHealth`, `ApiGatewayHealth`, `WebAclHealth`, `ShieldHealth` and `AcceleratorHealth`; each works alone.
 */
export class EdgeHealth extends Construct {
  /** All alarms, in whatever region they are. */
  public readonly alarms: Alarm[];
  /** The alarms in the region of this construct; only these can be part of a composite alarm here, or notify topics here. */
  public readonly localAlarms: Alarm[];

  constructor(scope: Construct, id: string, props: EdgeHealthProps) {
    checkArguments('EdgeHealth', { scope, id, props });
    super(scope, id);
    const { cloudFront = [], apiGateway = [], webAcls = [], shield = [], accelerators = [] } = props;
    const name = (kind: string, index: number) => `${kind}${index + 1}`;
    const watched = [
      ...cloudFront.map((options, index) => new CloudFrontHealth(this, name('CloudFront', index), options)),
      ...apiGateway.map((options, index) => new ApiGatewayHealth(this, name('ApiGateway', index), options)),
      ...webAcls.map((options, index) => new WebAclHealth(this, name('WebAcl', index), options)),
      ...shield.map((options, index) => new ShieldHealth(this, name('Shield', index), options)),
      ...accelerators.map((options, index) => new AcceleratorHealth(this, name('Accelerator', index), options)),
    ];
    if (watched.length === 0) {
      fail({
        what: 'Nothing is in front of the service',
        got: 'no distribution, API, web ACL, protected resource or accelerator',
        allowed: 'at least one',
        fix: 'pass what is in front of the service, or leave EdgeHealth out',
        at: this.node.path,
      });
    }
    this.alarms = watched.flatMap(({ alarms }) => alarms);
    this.localAlarms = this.alarms.filter((alarm) => alarm.stack.region === Stack.of(this).region);
  }
}
