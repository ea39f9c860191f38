import { Annotations, CfnElement, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { DockerImageAsset } from 'aws-cdk-lib/aws-ecr-assets';
import type { IConstruct } from 'constructs';
import { readBuiltImage } from './built-images';
import { fieldsOf, member } from './fields';
import { lint, type LintFinding } from './lint';
import { imageName, type BuiltImage, type TemplateFile } from './template';
import { checkArguments } from '../contract/check-arguments';

/** What `HealthLint` reports. */
export interface HealthLintProps {
  /**
   * Whether to report notes as well: settings that work and are worth a review.
   * @default false
   */
  readonly notes?: boolean;
}

/**
 * Checks everything that an app synthesizes against the rules of health (RULES.md), whether or not it uses the other constructs of this
 * library, and reports each finding as a warning on the construct at fault.
 *
 * A warning is named `cdk-ecs-layered-health:RuleName`. Acknowledge what is intended, on the construct or on any of its scopes:
 * `Annotations.of(service).acknowledgeWarning('cdk-ecs-layered-health:NoGracePeriod', 'why')`.
 */
export class HealthLint {
  /**
   * Checks all stacks of a scope when it is synthesized.
   *
   * A stage is synthesized before the app around it. Stages that are created after this call need a call of their own, so call it last.
   *
   * @param scope an app, a stage or a stack
   * @param props what is reported
   */
  public static of(scope: IConstruct, props: HealthLintProps = {}): void {
    checkArguments('HealthLint.of', { scope, props });
    const stages = scope.node.findAll().filter((construct) => Stage.isStage(construct) && construct !== scope);
    for (const root of [scope, ...stages]) {
      // Validations run after all aspects and references between stacks are done, and before warnings are collected.
      root.node.addValidation({
        validate: () => {
          tellAll(root, props.notes ?? false);
          return [];
        },
      });
    }
  }

  private constructor() {}
}

/** A stack as it will be written, and its elements by logical id. */
interface RenderedStack {
  readonly template: TemplateFile;
  readonly elements: ReadonlyMap<string, CfnElement>;
}

function tellAll(root: IConstruct, notes: boolean): void {
  const stage = Stage.isStage(root) ? root : Stage.of(root);
  const stacks = root.node.findAll().filter(Stack.isStack).filter((stack) => Stage.of(stack) === stage).map(render);
  for (const finding of lint(stacks.map(({ template }) => template))) {
    const construct = stacks.find(({ template }) => template.name === finding.template)?.elements.get(finding.logicalId);
    if (construct && (notes || !(['info', 'note'] as string[]).includes(finding.severity))) { report(construct, finding); }
  }
}

function report(construct: IConstruct, { rule, message, fix, source }: LintFinding): void {
  const text = `${message} ${fix} See ${source}`;
  // An app and a stack of it may both be checked.
  const reported = construct.node.metadata.some(({ data }) => typeof data === 'string' && data.startsWith(text));
  if (!reported) { Annotations.of(construct).addWarningV2(`cdk-ecs-layered-health:${rule}`, text); }
}

function render(stack: Stack): RenderedStack {
  const all = stack.node.findAll();
  const own = all.filter(CfnElement.isCfnElement).filter((element) => element.stack === stack);
  const nested = all.filter(NestedStack.isNestedStack).filter((child) => child.nestedStackParent === stack);
  // The only method that renders an L1 with its overrides; it is internal, and as old as the CDK.
  const parts = own.map((element) => stack.resolve((element as unknown as { _toCloudFormation(): object })._toCloudFormation()));
  const section = (name: string) => Object.assign({}, ...parts.map((part) => fieldsOf(member(part, name))));
  return {
    template: {
      name: stack.node.path,
      body: { Resources: section('Resources'), Outputs: section('Outputs') },
      nested: Object.fromEntries(nested.map((child) => [String(stack.resolve(child.nestedStackResource!.logicalId)), child.node.path])),
      images: Object.fromEntries(
        all.filter((construct) => construct instanceof DockerImageAsset).flatMap((asset) => builtImage(asset, stack)),
      ),
    },
    elements: new Map(own.map((element) => [String(stack.resolve(element.logicalId)), element])),
  };
}

/** An image that the app builds, by its name in the stack's templates; none where another version of the CDK keeps it elsewhere. */
function builtImage(asset: DockerImageAsset, stack: Stack): [string, BuiltImage][] {
  const name = imageName(stack.resolve(asset.imageUri));
  const { absoluteStagedPath: folder } = fieldsOf(asset.node.tryFindChild('Staging'));
  // The manifest of assets is not written yet, and none of this is public.
  const { dockerfilePath, dockerBuildTarget } = asset as unknown as Readonly<Record<string, unknown>>;
  const image = typeof folder === 'string' ? readBuiltImage(folder, dockerfilePath, dockerBuildTarget) : undefined;
  return name !== undefined && image ? [[name, image]] : [];
}
