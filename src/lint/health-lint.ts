import { Annotations, CfnElement, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { DockerImageAsset } from 'aws-cdk-lib/aws-ecr-assets';
import type { IConstruct } from 'constructs';
import { readBuiltImage } from './built-images';
import { lint, type LintFinding } from './lint';
import { fieldsOf, imageName, member, type BuiltImage, type TemplateFile } from './template';
import { checkArguments } from '../contract/check-arguments';

/** How much `HealthLint` tells. */
export interface HealthLintProps {
  /**
   * Whether notes are told as well: what works, and is worth a second look.
   * @default false
   */
  readonly notes?: boolean;
}

/**
 * Holds everything that an app synthesizes against the rules of health (RULES.md), whether or not it uses the other constructs of this
 * library, and tells what it finds as warnings on the construct at fault.
 *
 * A warning is named `cdk-ecs-layered-health:RuleName`. What is meant to be so is acknowledged on the construct or anything above it:
 * `Annotations.of(service).acknowledgeWarning('cdk-ecs-layered-health:NoGracePeriod', 'why')`.
 */
export class HealthLint {
  /**
   * Looks at all stacks of a scope when it is synthesized.
   *
   * A stage is synthesized before the app around it: stages that are made after this call need a call of their own, so that the call best
   * stands at the app's end.
   *
   * @param scope an app, a stage or a stack
   * @param props how much is told
   */
  public static of(scope: IConstruct, props: HealthLintProps = {}): void {
    checkArguments('HealthLint.of', { scope, props });
    const stages = scope.node.findAll().filter((construct) => Stage.isStage(construct) && construct !== scope);
    for (const root of [scope, ...stages]) {
      // Validations come when all aspects and references between stacks are done, and before warnings are collected.
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
    if (construct && (notes || finding.severity !== 'info')) { tell(construct, finding); }
  }
}

function tell(construct: IConstruct, { rule, message, fix, source }: LintFinding): void {
  const text = `${message} ${fix} See ${source}`;
  // An app and a stack of it may both be looked at.
  const told = construct.node.metadata.some(({ data }) => typeof data === 'string' && data.startsWith(text));
  if (!told) { Annotations.of(construct).addWarningV2(`cdk-ecs-layered-health:${rule}`, text); }
}

function render(stack: Stack): RenderedStack {
  const all = stack.node.findAll();
  const own = all.filter(CfnElement.isCfnElement).filter((element) => element.stack === stack);
  const nested = all.filter(NestedStack.isNestedStack).filter((child) => child.nestedStackParent === stack);
  // What an L1 renders, overrides included, is told by this method alone; it is internal, and as old as the CDK.
  const parts = own.map((element) => stack.resolve((element as unknown as { _toCloudFormation(): object })._toCloudFormation()));
  const section = (name: string) => Object.assign({}, ...parts.map((part) => fieldsOf(member(part, name))));
  return {
    template: {
      name: stack.node.path,
      body: { Resources: section('Resources'), Outputs: section('Outputs') },
      nested: Object.fromEntries(nested.map((child) => [String(stack.resolve(child.nestedStackResource!.logicalId)), child.node.path])),
      images: Object.fromEntries(all.filter((construct) => construct instanceof DockerImageAsset).flatMap((asset) => builtImage(asset, stack))),
    },
    elements: new Map(own.map((element) => [String(stack.resolve(element.logicalId)), element])),
  };
}

/** An image that the app builds, by its name in the stack's templates; none where the CDK keeps it elsewhere than it does today. */
function builtImage(asset: DockerImageAsset, stack: Stack): [string, BuiltImage][] {
  const name = imageName(stack.resolve(asset.imageUri));
  const { absoluteStagedPath: folder } = fieldsOf(asset.node.tryFindChild('Staging'));
  // Neither the manifest of assets is written yet, nor is any of this public.
  const { dockerfilePath, dockerBuildTarget } = asset as unknown as Readonly<Record<string, unknown>>;
  const image = typeof folder === 'string' ? readBuiltImage(folder, dockerfilePath, dockerBuildTarget) : undefined;
  return name !== undefined && image ? [[name, image]] : [];
}
