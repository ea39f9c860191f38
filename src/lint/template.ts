/** A CloudFormation template as JSON gives it. Nothing of it is believed: it may come from anywhere. */
export interface TemplateFile {
  /** Path or name by which findings tell it. */
  readonly name: string;
  readonly body: unknown;
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
}

export type Fields = Readonly<Record<string, unknown>>;

/** The value as an object; an empty one where it is none. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

export function isFields(value: unknown): value is Fields {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** One member of an object that may have been made by anyone: never what it inherits. */
export function member(value: unknown, name: string): unknown {
  return isFields(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** Repository and tag of an image as a template writes them, with the placeholders of `Fn::Sub`; undefined where it writes no text. */
export function imageName(image: unknown): string | undefined {
  const text = member(image, 'Fn::Sub') ?? image;
  return typeof text === 'string' ? text.slice(text.indexOf('/') + 1) : undefined;
}

/** The resources of a template. */
export function resourcesOf(template: TemplateFile): Resource[] {
  return Object.entries(fieldsOf(member(template.body, 'Resources')))
    .filter(([, resource]) => typeof member(resource, 'Type') === 'string')
    .map(([logicalId, resource]) => {
      const metadata = fieldsOf(member(resource, 'Metadata'));
      const path = member(metadata, 'aws:cdk:path') ?? member(template.constructPaths, logicalId);
      return {
        template,
        logicalId,
        type: String(member(resource, 'Type')),
        properties: member(resource, 'Properties') ?? {},
        metadata,
        constructPath: typeof path === 'string' ? path : undefined,
      };
    });
}

/** Where the templates of nested stacks lie, seen from the folder of a template that the CDK's toolkit has written; by logical id. */
export function nestedPaths(body: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(fieldsOf(member(body, 'Resources'))).flatMap(([logicalId, resource]) => {
    const path = member(resource, 'Type') === NESTED_STACK ? member(member(resource, 'Metadata'), 'aws:asset:path') : undefined;
    return typeof path === 'string' ? [[logicalId, path] as const] : [];
  }));
}
