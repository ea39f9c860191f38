import { Duration } from 'aws-cdk-lib';
import type { IStage } from 'aws-cdk-lib/aws-apigateway';
import type { IHttpStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { type Alarm, type IMetric, MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { checkThreshold, MINUTE, regionalAlarms } from './edge-alarm';
import type { EdgeAlarmOptions } from './edge-alarm-options';
import { checkArguments } from '../contract/check-arguments';
import { fail } from '../contract/errors';

/** The stage of a REST API or an HTTP API, and the thresholds of its alarms. */
export interface ApiGatewayHealthProps extends EdgeAlarmOptions {
  /**
   * A stage of a REST API, e.g. `api.deploymentStage`. An imported API needs its name, which is the dimension of its metrics.
   * @default - none; then `httpStage` is required
   */
  readonly restStage?: IStage;

  /**
   * A stage of an HTTP API, e.g. `api.defaultStage`.
   * @default - none; then `restStage` is required
   */
  readonly httpStage?: IHttpStage;

  /**
   * Share of requests with a 5xx answer from which on the alarm counts a minute as bad, in percent: above 0, up to 100.
   * @default 5
   */
  readonly serverErrorRate?: number;

  /**
   * 99th percentile of the integration's latency from which on the alarm counts a minute as bad.
   * @default Duration.seconds(5)
   */
  readonly integrationLatency?: Duration;
}

/**
 * Alarms on a stage of an API Gateway: 5xx answers, and the latency of the integration.
 *
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html (REST)
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html (HTTP)
 */
export class ApiGatewayHealth extends Construct {
  /** Share of requests with a 5xx answer, in percent. */
  public readonly serverErrorRate: IMetric;
  /** 99th percentile of the time that the integration takes, in milliseconds. */
  public readonly integrationLatency: IMetric;
  /** The API answers with server errors. */
  public readonly serverErrors: Alarm;
  /** The integration is slow. */
  public readonly slowIntegration: Alarm;
  /** All alarms. */
  public readonly alarms: Alarm[];

  constructor(scope: Construct, id: string, props: ApiGatewayHealthProps) {
    checkArguments('ApiGatewayHealth', { scope, id, props });
    super(scope, id);
    const { restStage, httpStage, serverErrorRate = 5, integrationLatency = Duration.seconds(5) } = props;
    const stage = restStage ?? httpStage;
    if (!stage || restStage && httpStage) {
      fail({
        what: 'ApiGatewayHealth takes one stage',
        got: stage ? 'restStage and httpStage' : 'neither restStage nor httpStage',
        allowed: 'one of them',
        fix: 'create an ApiGatewayHealth for each stage',
        at: this.node.path,
      });
    }
    const { api, errors } = restStage
      ? { api: { ApiName: restStage.restApi.restApiName }, errors: '5XXError' }
      : { api: { ApiId: httpStage!.api.apiId }, errors: '5xx' };
    const metric = (metricName: string, statistic: string) => new Metric({
      namespace: 'AWS/ApiGateway', metricName, dimensionsMap: { ...api, Stage: stage.stageName }, statistic, period: MINUTE,
    });
    this.serverErrorRate = new MathExpression({
      expression: '100 * FILL(errors, 0) / requests',
      usingMetrics: { errors: metric(errors, Stats.SUM), requests: metric('Count', Stats.SUM) },
      label: '5xx, %',
      period: MINUTE,
    });
    this.integrationLatency = metric('IntegrationLatency', Stats.p(99));
    const alarm = regionalAlarms(this, 'a stage of an API', stage, props);
    this.serverErrors = alarm('ServerErrors', {
      metric: this.serverErrorRate,
      threshold: checkThreshold('serverErrorRate', serverErrorRate, 100, this),
      description: `API Gateway answers ${serverErrorRate} % of the requests to ${stage.node.path} or more with a server error.`,
    });
    this.slowIntegration = alarm('SlowIntegration', {
      metric: this.integrationLatency,
      threshold: checkThreshold('integrationLatency in milliseconds', integrationLatency.toMilliseconds(), Infinity, this),
      description:
        `The integration behind ${stage.node.path} takes ${integrationLatency.toMilliseconds()} ms or longer for one request in a hundred.`,
    });
    this.alarms = [this.serverErrors, this.slowIntegration];
  }
}
