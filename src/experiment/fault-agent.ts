import { Stack } from 'aws-cdk-lib';
import { type ContainerDefinition, ContainerImage, type TaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { ManagedPolicy, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { taskDefinitionResource } from '../aws/service-resource';

const NAME = 'amazon-ssm-agent';
/** Where an instance type is not Fargate's, a container states what it reserves. */
const MEMORY_MIB = 128;

/**
 * Registers the task with Systems Manager under the tags by which AWS FIS finds it, runs the agent, and takes the registration back when
 * the task stops. https://docs.aws.amazon.com/fis/latest/userguide/ecs-task-actions.html says what such a script has to do.
 */
export const AGENT_SCRIPT = `set -e
command -v aws > /dev/null || dnf install -y -q awscli
task=$(curl -s "$ECS_CONTAINER_METADATA_URI_V4/task")
field() { printf '%s' "$task" | sed -n "s/.*\\"$1\\": *\\"\\([^\\"]*\\)\\".*/\\1/p"; }
arn=$(field TaskARN)
zone=$(field AvailabilityZone)
region=$(printf '%s' "$arn" | cut -d: -f4)
if [ -z "$region" ] || [ -z "$zone" ]; then echo 'The task metadata name no task and zone' >&2; exit 1; fi
set -- $(aws ssm create-activation --region "$region" --iam-role "$MANAGED_INSTANCE_ROLE_NAME" --output text \\
  --query '[ActivationId,ActivationCode]' --tags "Key=ECS_TASK_ARN,Value=$arn" "Key=ECS_TASK_AVAILABILITY_ZONE,Value=$zone" \\
  Key=FAULT_INJECTION_SIDECAR,Value=true)
activation=$1
leave() {
  aws ssm delete-activation --region "$region" --activation-id "$activation" || true
  instance=$(sed -n 's/.*"ManagedInstanceID": *"\\([^"]*\\)".*/\\1/p' /var/lib/amazon/ssm/registration)
  aws ssm deregister-managed-instance --region "$region" --instance-id "$instance" || true
  kill "$agent"
}
trap leave TERM INT
amazon-ssm-agent -register -code "$2" -id "$1" -region "$region"
amazon-ssm-agent &
agent=$!
wait "$agent"
`;

/**
 * Gives a task definition what faults inside its tasks need: fault injection turned on, a shared process namespace, and a container with
 * the agent of Systems Manager, which is not essential. Twice on one task definition is the same as once.
 */
export function addFaultAgent(taskDefinition: TaskDefinition, scope: ContainerDefinition): void {
  const resource = taskDefinitionResource(taskDefinition, scope);
  resource.addPropertyOverride('EnableFaultInjection', true);
  resource.addPropertyOverride('PidMode', 'task');
  if (taskDefinition.findContainer(NAME)) { return; }
  const role = managedInstanceRole(taskDefinition);
  taskDefinition.addContainer(NAME, {
    image: ContainerImage.fromRegistry('public.ecr.aws/amazon-ssm-agent/amazon-ssm-agent:latest'),
    essential: false,
    command: ['/bin/bash', '-c', AGENT_SCRIPT],
    environment: { MANAGED_INSTANCE_ROLE_NAME: role.roleName },
    ...taskDefinition.isFargateCompatible ? {} : { memoryReservationMiB: MEMORY_MIB },
  });
  [
    new PolicyStatement({ sid: 'RegisterTask', actions: ['ssm:CreateActivation', 'ssm:AddTagsToResource'], resources: ['*'] }),
    new PolicyStatement({
      sid: 'AsManagedInstance',
      actions: ['iam:PassRole'],
      resources: [role.roleArn],
      conditions: { StringEquals: { 'iam:PassedToService': 'ssm.amazonaws.com' } },
    }),
  ].forEach((statement) => taskDefinition.addToTaskRolePolicy(statement));
}

function managedInstanceRole(taskDefinition: TaskDefinition): Role {
  const stack = Stack.of(taskDefinition);
  return new Role(taskDefinition, 'FaultAgentRole', {
    assumedBy: new ServicePrincipal('ssm.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': stack.account } } }),
    description: 'Tasks as managed instances, for experiments of AWS FIS (cdk-ecs-layered-health)',
    managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('AmazonSSMManagedInstanceCore')],
    inlinePolicies: {
      Leave: new PolicyDocument({
        statements: [
          new PolicyStatement({ actions: ['ssm:DeleteActivation'], resources: ['*'] }),
          new PolicyStatement({
            actions: ['ssm:DeregisterManagedInstance'],
            resources: [stack.formatArn({ service: 'ssm', resource: 'managed-instance', resourceName: '*' })],
            conditions: { StringEquals: { 'ssm:resourceTag/FAULT_INJECTION_SIDECAR': 'true' } },
          }),
        ],
      }),
    },
  });
}
