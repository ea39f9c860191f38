/**
 * List prices of us-east-1 in USD, without free tiers, as published on 2026-11-01.
 * https://aws.amazon.com/lambda/pricing/ · https://aws.amazon.com/cloudwatch/pricing/ · https://aws.amazon.com/eventbridge/pricing/
 */
export const PRICES = {
  lambdaGbSecondArm: 0.0000133334,
  lambdaRequest: 0.20 / 1e6,
  schedulerInvocation: 1.00 / 1e6,
  customMetricMonth: 0.30,
  alarmMonth: 0.10,
  compositeAlarmMonth: 0.50,
  logGb: 0.50,
};
