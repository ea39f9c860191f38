import type { FamilyCases } from './case';
import { only, serviceWith, withCheck, withProperties } from '../template';

export const READING: FamilyCases = {
  NotRead: {
    compliant: {
      'everything is in the template': serviceWith(),
      'what does not concern health': only('AWS::AppMesh::Mesh', { MeshName: 'mesh' }),
    },
    nonCompliant: {
      'a task definition from elsewhere': withProperties({ Service: { TaskDefinition: { Ref: 'Parameter' } } }),
      'a target group from elsewhere': withProperties({
        Service: { LoadBalancers: [{ TargetGroupArn: { Ref: 'Parameter' }, ContainerName: 'web', ContainerPort: 3000 }] },
      }),
      'load balancers that a condition decides': withProperties({ Service: { LoadBalancers: { 'Fn::If': ['Condition', [], []] } } }),
      'containers that a condition decides': withProperties({
        TaskDefinition: {
          ContainerDefinitions: {
            'Fn::If': ['Condition', [],
              []],
          },
        },
      }),
      'a classic load balancer': withProperties({
        Service: { LoadBalancers: [{ LoadBalancerName: 'classic', ContainerName: 'web', ContainerPort: 3000 }] },
      }),
      'an external deployment without its task sets': withProperties({
        Service: { TaskDefinition: undefined, LoadBalancers: undefined, DeploymentController: { Type: 'EXTERNAL' } },
      }),
      'a script with a branch': withCheck({ Command: ['CMD-SHELL', 'if curl -f -m 4 http://127.0.0.1:3000/; then exit 0; fi; exit 1'] }),
      'an Express service': only('AWS::ECS::ExpressGatewayService', { HealthCheckPath: '/health' }),
      'a nested stack': only('AWS::CloudFormation::Stack', { TemplateURL: 'https://example.com/child.json' }),
    },
    says: /not read|not followed/i,
  },
};
