import { fieldsOf, member } from './fields';
import { readLoops } from './loops';

/** A CloudFormation template as parsed from JSON. It is untrusted: it may come from anywhere. */
export interface TemplateFile {
  /** Path or name that findings show. */
  readonly name: string;
  readonly body: unknown;
  /** Paths of keys that its text has more than once in a map, of which the last one counts. */
  readonly repeated?: readonly (readonly string[])[];
  /** Construct paths by logical id, where they are known from elsewhere than the resources' own metadata. */
  readonly constructPaths?: Readonly<Record<string, string>>;
  /** Names of the templates of its nested stacks, by their logical ids. */
  readonly nested?: Readonly<Record<string, string>>;
  /** Images that the CDK builds for the app, as far as they are known, by `imageName`. */
  readonly images?: Readonly<Record<string, BuiltImage>>;
}

/** An image that is built from a Dockerfile. */
export interface BuiltImage {
  /** The Dockerfile's text. */
  readonly dockerfile: string;
  /** The stage that is built; undefined: the last one. */
  readonly target?: string;
}

export const NESTED_STACK = 'AWS::CloudFormation::Stack';

/** A resource of a template, as it is written there. */
export interface Resource {
  readonly template: TemplateFile;
  readonly logicalId: string;
  readonly type: string;
  /** As written: intrinsic functions included. */
  readonly properties: unknown;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Path of the construct that made it, where a CDK app did. */
  readonly constructPath?: string;
  /** Whether it is one of the copies that a loop (`Fn::ForEach`) makes. */
  readonly generated?: boolean;
}

/** Repository and tag of an image as a template writes them, with the placeholders of `Fn::Sub`; undefined where it writes no text. */
export function imageName(image: unknown): string | undefined {
  const text = member(image, 'Fn::Sub') ?? image;
  return typeof text === 'string' ? text.slice(text.indexOf('/') + 1) : undefined;
}

/** The resources of a template, those that its loops make included. */
export function resourcesOf(template: TemplateFile): Resource[] {
  return readLoops(member(template.body, 'Resources')).entries
    .filter(({ value }) => typeof member(value, 'Type') === 'string')
    .map(({ name: logicalId, value, generated }) => {
      const metadata = fieldsOf(member(value, 'Metadata'));
      const path = member(metadata, 'aws:cdk:path') ?? member(template.constructPaths, logicalId);
      return {
        template,
        logicalId,
        type: String(member(value, 'Type')),
        properties: member(value, 'Properties') ?? {},
        metadata,
        constructPath: typeof path === 'string' ? path : undefined,
        ...generated && { generated },
      };
    });
}

/**
 * Where the templates of nested stacks lie, seen from the folder of their parent, by logical id: where the CDK's toolkit has put them, or
 * where `TemplateURL` names a local file, as `aws cloudformation package` takes it.
 */
export function nestedPaths(body: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(fieldsOf(member(body, 'Resources'))).flatMap(([logicalId, resource]) => {
    if (member(resource, 'Type') !== NESTED_STACK) { return []; }
    const path = member(member(resource, 'Metadata'), 'aws:asset:path') ?? localPath(member(member(resource, 'Properties'), 'TemplateURL'));
    return typeof path === 'string' ? [[logicalId, path] as const] : [];
  }));
}

/** A relative path, and nothing that has a scheme or begins at the root. */
function localPath(url: unknown): string | undefined {
  return typeof url === 'string' && !/^([a-z][a-z0-9+.-]*:|[/\\])/i.test(url) ? url : undefined;
}
