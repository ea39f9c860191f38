import { Duration } from 'aws-cdk-lib';
import { JsonPath, Timeout } from 'aws-cdk-lib/aws-stepfunctions';
import { CallAwsService } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import type { RecoverySettings } from '../shared/recovery-settings';

/**
 * Stops one task, once: without a retry, because ECS may have done what it did not answer.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_StopTask.html
 */
export function stopTask(scope: Construct, name: string, { service }: RecoverySettings): CallAwsService {
  return new CallAwsService(scope, name, {
    stateName: name,
    service: 'ecs',
    action: 'stopTask',
    parameters: {
      Cluster: service.cluster,
      Task: JsonPath.stringAt('$.recovery.task.taskArn'),
      Reason: JsonPath.format('Stopped by recovery of cdk-ecs-layered-health, incident {}', JsonPath.stringAt('$$.Execution.Name')),
    },
    // The role has the statement, with its cluster as condition.
    iamResources: [],
    taskTimeout: Timeout.duration(Duration.seconds(60)),
    resultPath: JsonPath.DISCARD,
  });
}
