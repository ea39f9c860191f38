import { DEFAULT_PLACE, type Place } from './identifiers';
import { INTRINSICS, type IntrinsicScope } from './intrinsics';
import { attribute, identify, type ResourceView } from './resources';

/** A CloudFormation template as JSON gives it. */
export interface Template {
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Parameters?: Readonly<Record<string, { readonly Type?: string; readonly Default?: unknown }>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Mappings?: Readonly<Record<string, Record<string, Record<string, unknown>>>>;
}

interface TemplateResource {
  readonly Type: string;
  readonly Condition?: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

const DEEPEST = 200;

/** Resolves the intrinsic functions of a template to what a deployment might have given: a pure function of the template. */
export class Resolver implements IntrinsicScope {
  private depth = 0;

  constructor(private readonly template: Template, private readonly place: Place = DEFAULT_PLACE) {}

  public get region(): string {
    return this.place.region;
  }

  /** A value without intrinsic functions; what is AWS::NoValue disappears from its list or object. */
  public resolve(value: unknown): unknown {
    if (Array.isArray(value)) {
      return value.map((item) => this.resolve(item)).filter((item) => item !== undefined);
    }
    if (value === null || typeof value !== 'object') {
      return value;
    }
    const entries = Object.entries(value);
    if (entries.length === 1 && entries[0][0] in INTRINSICS) {
      return this.guarded(() => INTRINSICS[entries[0][0]](entries[0][1], this));
    }
    const pairs = entries.map(([key, item]) => [key, this.resolve(item)] as const);
    return Object.fromEntries(pairs.filter(([, item]) => item !== undefined));
  }

  public reference(name: string): unknown {
    if (name.startsWith('AWS::')) {
      return this.pseudoParameter(name);
    }
    const parameter = this.template.Parameters?.[name];
    if (parameter) {
      return parameter.Default ?? `parameter-${name}`;
    }
    return identify(this.view(name)).reference;
  }

  public attribute(logicalId: string, name: string): unknown {
    return attribute(this.view(logicalId), name);
  }

  public condition(name: string): boolean {
    const expression = this.template.Conditions?.[name];
    if (expression === undefined) {
      throw new Error(`The template uses the condition '${name}' and does not define it; it is not valid.`);
    }
    return Boolean(this.resolve(expression));
  }

  public mapping(map: string, key: string, field: string): unknown {
    return this.template.Mappings?.[map]?.[key]?.[field] ?? `${map}-${key}-${field}`;
  }

  /** Resources of a type that the template's conditions let exist, with resolved properties. */
  public resources(type: string): { logicalId: string; properties: Record<string, unknown> }[] {
    return Object.entries(this.template.Resources)
      .filter(([, resource]) => resource.Type === type && (!resource.Condition || this.condition(resource.Condition)))
      .map(([logicalId, resource]) => ({ logicalId, properties: this.resolve(resource.Properties ?? {}) as Record<string, unknown> }));
  }

  private view(logicalId: string): ResourceView {
    const resource = this.template.Resources[logicalId];
    if (!resource) {
      throw new Error(`The template refers to '${logicalId}', which is neither a resource nor a parameter of it; it is not valid.`);
    }
    return {
      logicalId,
      type: resource.Type,
      place: this.place,
      property: (name) => this.guarded(() => this.resolve(resource.Properties?.[name])),
    };
  }

  private pseudoParameter(name: string): unknown {
    const values: Record<string, unknown> = {
      'AWS::Region': this.place.region,
      'AWS::AccountId': this.place.account,
      'AWS::Partition': this.place.partition,
      'AWS::URLSuffix': 'amazonaws.com',
      'AWS::StackName': 'sandbox',
      'AWS::StackId': `arn:${this.place.partition}:cloudformation:${this.place.region}:${this.place.account}:stack/sandbox/0`,
      'AWS::NotificationARNs': [],
      'AWS::NoValue': undefined,
    };
    return values[name];
  }

  /** A template that refers in circles would never end. */
  private guarded<T>(action: () => T): T {
    if (this.depth >= DEEPEST) {
      throw new Error('The template refers in circles or nests too deep; CloudFormation would refuse it too.');
    }
    this.depth += 1;
    try {
      return action();
    } finally {
      this.depth -= 1;
    }
  }
}
