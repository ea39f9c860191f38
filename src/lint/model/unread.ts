import { runningCheck } from './container';
import type { LintModel } from './lint-model';
import type { Service } from './service';
import { scriptOf, stepsOf } from './shell-command';
import { whichContainer } from './words';
import { fieldsOf, member } from '../fields';
import { readLoops } from '../loops';
import { NESTED_STACK, type Resource, type TemplateFile } from '../template';
import { isGiven } from '../value';

/** Something about health that the model does not have, or not as a whole. */
interface Unread {
  readonly resource: Resource;
  readonly why: string;
  readonly fix: string;
}

const NAME_THEM = 'Name the templates that define it together with this one, or check it by hand.';
const BY_HAND = 'Check it by hand.';

/** Types that decide about the health of tasks and are not read. */
const UNREAD_TYPES: Readonly<Record<string, string>> = {
  'AWS::ECS::ExpressGatewayService': 'AWS makes the load balancer, the target group and the alarms of an Express service, with settings '
    + 'of its own',
  'AWS::VpcLattice::TargetGroup': 'the checks of VPC Lattice are not read',
  'AWS::AppMesh::VirtualNode': 'the checks and the outlier detection of App Mesh are not read',
  'AWS::AppMesh::VirtualGateway': 'the checks of App Mesh are not read',
  'AWS::Serverless::Application': 'the template of an application of the Serverless Application Repository is not read',
};

export function unreadOf(model: LintModel): Unread[] {
  return [
    ...model.services.flatMap((service) => ofService(service)),
    ...model.all.flatMap((resource) => (Object.hasOwn(UNREAD_TYPES, resource.type)
      ? [{ resource, why: `Not read: ${UNREAD_TYPES[resource.type]}.`, fix: BY_HAND }] : [])),
    ...model.all.filter((resource) => resource.type === NESTED_STACK && !model.isRead(resource))
      .map((resource) => ({ resource, why: 'Not read: the template of the nested stack is not among these.', fix: NAME_THEM })),
    ...loops(model),
    ...repeated(model),
    ...commands(model),
  ];
}

function ofService({ resource, taskDefinition, registrations, external }: Service): Unread[] {
  const containers = isGiven(taskDefinition) ? taskDefinition.containers : undefined;
  const missing = [
    ...external ? ['no task set of it is in these templates'] : [],
    ...!external && !containers ? ['its task definition is not in these templates'] : [],
    ...containers && !containers.complete ? ['not all of its containers are known before the deployment'] : [],
    ...!registrations.complete ? ['its load balancers are known only to the deployment'] : [],
    ...registrations.items.some(({ classic }) => classic) ? ['the check of a classic load balancer is not read'] : [],
    ...registrations.items.some(({ targetGroup, classic }) => !isGiven(targetGroup) && !classic)
      ? ['a target group of it is not in these templates'] : [],
  ];
  return missing.length === 0 ? [] : [{ resource, why: `The service is not read as a whole: ${missing.join('; ')}.`, fix: NAME_THEM }];
}

/** CloudFormation takes the last one, as these rules do. https://github.com/aws-cloudformation/cfn-language-discussion/issues/96 */
function repeated({ templates, all }: LintModel): Unread[] {
  return templates.flatMap((template) => (template.repeated ?? []).filter(([section]) => section === 'Resources').map((path) => {
    const [, logicalId] = path;
    return {
      resource: all.find((one) => one.template === template && one.logicalId === logicalId) ?? named(template, logicalId),
      why: `Not read: the template has ${path.slice(1).join('.')} more than once, and of these the last one alone counts.`,
      fix: 'Keep one of them, or give them different names.',
    };
  }));
}

/** What is no resource by itself, named as one. */
function named(template: TemplateFile, logicalId: string): Resource {
  return { template, logicalId, type: '', properties: {}, metadata: {} };
}

/** A loop stands for resources. */
function loops({ templates }: LintModel): Unread[] {
  return templates.flatMap((template) => [
    ...readLoops(member(template.body, 'Resources')).unread.map((name) => ({
      name, why: 'Not read: the loop goes over a list that only the deployment knows, or makes too much.',
    })),
    ...Object.keys(fieldsOf(member(template.body, 'Resources'))).filter((name) => name === 'Fn::Transform')
      .map((name) => ({ name, why: 'Not read: a macro makes resources at the deployment.' })),
  ].map(({ name, why }) => ({ resource: named(template, name), why, fix: BY_HAND })));
}

/** Commands that only the deployment knows, and scripts that are more than programs one after the other. */
function commands(model: LintModel): Unread[] {
  return model.containers.filter(({ taskDefinition }) => model.servicesOf(taskDefinition).length > 0).flatMap(({ container, resource }) => {
    const check = runningCheck(container);
    const why = !check ? undefined : !check.outline.complete ? 'is not read: only the deployment knows what it runs'
      : scriptOf(check) !== undefined && stepsOf(check).length === 0 ? 'is not followed: its script has branches, loops or substitutions'
        : undefined;
    return why === undefined ? [] : [{ resource, why: `The check of ${whichContainer(container)} ${why}.`, fix: BY_HAND }];
  });
}
