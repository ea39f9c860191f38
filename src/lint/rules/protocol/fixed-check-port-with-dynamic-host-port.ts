import { set } from '../../edit';
import { registeredContainer } from '../../model/service';
import { whichContainer } from '../../model/words';
import type { Rule } from '../../rule';
import { isGiven } from '../../value';

export const fixedCheckPortWithDynamicHostPort: Rule = {
  name: 'FixedCheckPortWithDynamicHostPort',
  severity: 'error',
  what: 'Targets are checked on a fixed port, and ECS chooses the port of each task.',
  why:
    'In the mode bridge without a host port each task gets another port of its instance: nothing listens on the fixed one, and no target '
      + 'is '
    + 'ever healthy.',
  source: 'https://github.com/aws-cloudformation/cfn-lint/issues/817',
  furtherSources: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html'],
  unproven: 'No page of AWS states it; the report shows that ECS refuses it.',
  check: ({ attachments }) => attachments.flatMap(({ service, registration, targetGroup: { resource, check } }) => {
    const container = registeredContainer(service, registration);
    const bridge = isGiven(service.taskDefinition) && [undefined,
      'bridge'].includes(service.taskDefinition.networkMode as string | undefined)
      && service.taskDefinition.fargate === false;
    const port = isGiven(check.port) ? Number(check.port) : NaN;
    return bridge && container && port > 0 && container.dynamicPorts.includes(registration.containerPort)
      // Another port of the task may have a fixed host port.
      && container.dynamicPorts.length === container.ports.items.length && container.ports.complete
      ? [{
        resource,
        message: `HealthCheckPort is ${port}, and ECS chooses the host port of ${whichContainer(container)} for its port `
          + `${registration.containerPort}.`,
        fix: 'Set HealthCheckPort to traffic-port, or leave it out.',
        edits: [set(resource, ['HealthCheckPort'], 'traffic-port')],
      }]
      : [];
  }),
};
