import { Duration } from 'aws-cdk-lib';
import type { IStage } from 'aws-cdk-lib/aws-apigateway';
import type { IHttpStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { Alarm, IMetric, MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { checkThreshold, MINUTE, regionalAlarms } from './edge-alarm';
import type { EdgeAlarmOptions } from './edge-alarm-options';
import { checkArguments } from '../contract/check-arguments';
import { fail } from '../contract/errors';

/** What is watched of an API: a stage of a REST API or of an HTTP API. */
export interface ApiGatewayHealthProps extends EdgeAlarmOptions {
  /**
   * A stage of a REST API, e.g. `api.deploymentStage`. An imported API must know its name, by which CloudWatch finds it.
   * @default - none; then `httpStage` is required
   */
  readonly restStage?: IStage;

  /**
   * A stage of an HTTP API, e.g. `api.defaultStage`.
   * @default - none; then `restStage` is required
   */
  readonly httpStage?: IHttpStage;

  /**
   * Least share of requests with a 5xx answer that is bad, in percent: above 0, up to 100.
   * @default 5
   */
  readonly serverErrorRate?: number;

  /**
   * Least 99th percentile of the integration's latency that is bad.
   * @default Duration.seconds(5)
   */
  readonly integrationLatency?: Duration;
}

/**
 * Alarms on a stage of an API Gateway: 5xx answers, and the latency of what is behind it.
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
  /** What is behind the API is slow. */
  public readonly slowIntegration: Alarm;
  /** All alarms. */
  public readonly alarms: Alarm[];

  public constructor(scope: Construct, id: string, props: ApiGatewayHealthProps) {
    checkArguments('ApiGatewayHealth', { scope, id, props });
    super(scope, id);
    const { restStage, httpStage, serverErrorRate = 5, integrationLatency = Duration.seconds(5) } = props;
    const stage = restStage ?? httpStage;
    if (!stage || restStage && httpStage) {
      fail('One construct watches one stage', stage ? 'restStage and httpStage' : 'neither restStage nor httpStage', 'one of them', 'create an ApiGatewayHealth for each stage', this.node.path);
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
      description: `What is behind ${stage.node.path} lets one request in a hundred wait for ${integrationLatency.toMilliseconds()} ms or more.`,
    });
    this.alarms = [this.serverErrors, this.slowIntegration];
  }
}
