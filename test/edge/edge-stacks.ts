import { App, Stack } from 'aws-cdk-lib';
import { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';

export const ACCOUNT = '123456789012';

export function stackIn(region?: string, app = new App(), id = 'Web'): Stack {
  return new Stack(app, id, region ? { env: { account: ACCOUNT, region } } : {});
}

export function distributionOf(stack: Stack, publishAdditionalMetrics?: boolean): Distribution {
  return new Distribution(stack, 'Distribution', {
    defaultBehavior: { origin: new HttpOrigin('origin.example.com') },
    publishAdditionalMetrics,
  });
}
