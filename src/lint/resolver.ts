import { type Fields, fieldsOf, isFields, member } from './fields';
import { NESTED_STACK, resourcesOf, type Resource, type TemplateFile } from './template';
import { UNKNOWN, type Unknown } from './value';

/** What `Ref` and `Fn::GetAtt` point at. */
export class Reference {
  /** @param partly whether the value is a text around the reference, such as `dualstack.` and the name of a load balancer */
  constructor(public readonly resource: Resource, public readonly attribute?: string, public readonly partly: boolean = false) {}
}

/** A value whose own intrinsic function is resolved; what is inside of lists and objects is not yet. */
export type Shallow = string | number | boolean | undefined | readonly unknown[] | Readonly<Record<string, unknown>> | Reference | Unknown;

/** What a deployment would decide, as it is usually decided: only for proposals that say so. */
export interface Assumptions {
  parameter(name: unknown, template: TemplateFile): Shallow;
  choose(argument: unknown, template: TemplateFile, resolver: Resolver, depth: number): Shallow;
}

/** CloudFormation refuses circular references, but a template that is passed in may have them. */
const DEEPEST = 50;

/** How a text shows the part of a word that only the deployment knows: as a shell would write it. */
const UNKNOWN_PART = '${unknown}';
const WORD_ENDS = /[\s;|&<>"'`()]/;
/** What a word begins with whose unknown part is in a URL, in a path or behind a host's colon; elsewhere it may be a whole script. */
const IN_WORD = /^(?:[^:]*:\/\/|\w[\w.-]*:|\/)/;
/** Dynamic references of CloudFormation, and tokens of the CDK. */
const UNRESOLVED = /\{\{resolve:[^}]*\}\}|\$\{Token\[[^\]]*\]\}/g;

/**
 * Resolves what the templates themselves decide, across nested stacks and exports, and nothing else: parameters (their default can be
 * overridden), what follows from them, pseudo parameters, conditions and dynamic references are unknown.
 */
export class Resolver {
  public readonly resources: readonly Resource[];
  private readonly byId = new Map<TemplateFile, Map<string, Resource>>();
  private readonly exported = new Map<string, { readonly value: unknown; readonly template: TemplateFile }>();
  /** The template of each nested stack, and the nested stack of each template. */
  private readonly nested = new Map<Resource, TemplateFile>();
  private readonly parents = new Map<TemplateFile, Resource>();

  /** @param assumed what to take for parameters and conditions; undefined: they are unknown */
  constructor(templates: readonly TemplateFile[], private readonly assumed?: Assumptions) {
    this.resources = templates.flatMap((template) => {
      const own = resourcesOf(template);
      this.byId.set(template, new Map(own.map((resource) => [resource.logicalId, resource])));
      return own;
    });
    for (const stack of this.resources.filter(({ type }) => type === NESTED_STACK)) {
      const file = member(stack.template.nested, stack.logicalId);
      const template = templates.find(({ name }) => name === file);
      if (template) {
        this.nested.set(stack, template);
        this.parents.set(template, stack);
      }
    }
    for (const template of templates) {
      for (const output of Object.values(fieldsOf(member(template.body, 'Outputs')))) {
        const name = this.evaluate(member(member(output, 'Export'), 'Name'), template);
        if (typeof name === 'string') { this.exported.set(name, { value: member(output, 'Value'), template }); }
      }
    }
  }

  /** Every resource that a value refers to by `Ref`, `Fn::GetAtt` or `Fn::Sub`, at any depth. */
  public mentioned(value: unknown, template: TemplateFile, depth = 0): Resource[] {
    if (depth > DEEPEST || value === null || typeof value !== 'object') { return []; }
    if (Array.isArray(value)) { return value.flatMap((item) => this.mentioned(item, template, depth + 1)); }
    return Object.entries(value as Fields).flatMap(([name, argument]) => {
      switch (name) {
        case 'Ref': case 'Fn::GetAtt': case 'Fn::ImportValue': {
          const found = this.intrinsic(name, argument, template, depth + 1);
          return found instanceof Reference ? [found.resource] : [];
        }
        case 'Fn::Sub': {
          const [text, variables]: unknown[] = Array.isArray(argument) ? argument : [argument];
          const names = typeof text === 'string' ? [...text.matchAll(/\$\{([^!}.]+)[^}]*\}/g)].map(([, one]) => one.trim()) : [];
          const own = this.byId.get(template);
          return [...names.flatMap((one) => own?.get(one) ?? []), ...this.mentioned(variables, template, depth + 1)];
        }
        default: return this.mentioned(argument, template, depth + 1);
      }
    });
  }

  /** Resolves a value as it is written in a template, not what is inside of it. */
  public evaluate(value: unknown, template: TemplateFile, depth = 0): Shallow {
    if (depth > DEEPEST) { return UNKNOWN; }
    if (value === null || value === undefined) { return undefined; }
    if (typeof value === 'string') { return isPlain(value) ? value : UNKNOWN; }
    if (typeof value === 'number' || typeof value === 'boolean' || Array.isArray(value)) { return value; }
    if (!isFields(value)) { return UNKNOWN; }
    const keys = Object.keys(value);
    if (!keys.some(isIntrinsic)) { return value; }
    return keys.length === 1 ? this.intrinsic(keys[0], value[keys[0]], template, depth + 1) : UNKNOWN;
  }

  /**
   * A value like `evaluate`, but of a text also what is known around the parts that only the deployment knows, which it shows as
   * `${unknown}`.
   */
  public outline(value: unknown, template: TemplateFile): Shallow {
    const whole = this.evaluate(value, template);
    if (whole !== UNKNOWN && !(whole instanceof Reference)) { return whole; }
    const [parts, separator] = typeof value === 'string' ? [[value.replace(UNRESOLVED, UNKNOWN_PART)], ''] as const
      : this.partsOf(value, template, 1);
    const text = parts.map((part) => (['string', 'number', 'boolean'].includes(typeof part) ? String(part) : UNKNOWN_PART)).join(separator);
    const isInWords = text.split(WORD_ENDS).every((word) => !word.includes(UNKNOWN_PART) || IN_WORD.test(word.split(UNKNOWN_PART)[0]));
    return parts.length > 0 && isInWords ? text : UNKNOWN;
  }

  /** Whether the template of a nested stack is one of these. */
  public isRead(nestedStack: Resource): boolean {
    return this.nested.has(nestedStack);
  }

  private intrinsic(name: string, argument: unknown, template: TemplateFile, depth: number): Shallow {
    switch (name) {
      case 'Ref': return this.reference(argument, template, depth);
      case 'Fn::GetAtt': return this.attribute(argument, template, depth);
      case 'Fn::Sub': case 'Fn::Join': return concatenate(...this.partsOf({ [name]: argument }, template, depth));
      case 'Fn::If': return this.assumed ? this.assumed.choose(argument, template, this, depth) : UNKNOWN;
      case 'Fn::FindInMap': return this.find(argument, template, depth);
      case 'Fn::ImportValue': {
        const output = this.exported.get(String(this.evaluate(argument, template, depth)));
        return output ? this.evaluate(output.value, output.template, depth) : UNKNOWN;
      }
      default: return UNKNOWN;
    }
  }

  private reference(name: unknown, template: TemplateFile, depth: number): Shallow {
    if (name === 'AWS::NoValue') { return undefined; }
    // With AWS::LanguageExtensions the name may be made by a function, as in loops.
    const id = typeof name === 'string' ? name : this.evaluate(name, template, depth);
    const resource = typeof id === 'string' ? this.byId.get(template)?.get(id) : undefined;
    if (resource) { return new Reference(resource); }
    // A parameter of a nested stack is what its parent passes to it.
    const parent = this.parents.get(template);
    const handed = parent && member(member(parent.properties, 'Parameters'), String(name));
    if (handed !== undefined) { return this.evaluate(handed, parent!.template, depth) ?? UNKNOWN; }
    return this.assumed?.parameter(name, template) ?? UNKNOWN;
  }

  private attribute(argument: unknown, template: TemplateFile, depth: number): Shallow {
    const parts: unknown[] = typeof argument === 'string' ? argument.split('.') : Array.isArray(argument) ? argument : [];
    const [logicalId, ...rest] = parts.map((part) => this.evaluate(part, template, depth))
      .map((part) => (typeof part === 'string' ? part : ''));
    const resource = this.byId.get(template)?.get(logicalId ?? '');
    const name = rest.join('.');
    if (!resource) { return UNKNOWN; }
    const nested = this.nested.get(resource);
    if (resource.type !== NESTED_STACK) { return new Reference(resource, name); }
    const output = nested && member(member(nested.body, 'Outputs'), name.replace(/^Outputs\./, ''));
    return output === undefined ? UNKNOWN : this.evaluate(member(output, 'Value'), nested!, depth) ?? UNKNOWN;
  }

  /** What `Fn::Sub` or `Fn::Join` puts together, and by what; nothing where it is not known. */
  private partsOf(value: unknown, template: TemplateFile, depth: number): readonly [parts: readonly Shallow[], separator: string] {
    const pattern = member(value, 'Fn::Sub');
    if (pattern !== undefined) { return [this.substituted(pattern, template, depth), '']; }
    const [separator, list]: unknown[] = Array.isArray(member(value, 'Fn::Join')) ? member(value, 'Fn::Join') as unknown[] : [];
    const items = this.evaluate(list, template, depth);
    return typeof separator === 'string' && Array.isArray(items)
      ? [items.map((item) => this.evaluate(item, template, depth)), separator] : [[UNKNOWN], ''];
  }

  private substituted(argument: unknown, template: TemplateFile, depth: number): readonly Shallow[] {
    const [text, variables]: unknown[] = Array.isArray(argument) ? argument : [argument, {}];
    if (typeof text !== 'string') { return [UNKNOWN]; }
    return text.split(/(\$\{[^}]*\})/).filter((part) => part !== '').map((part): Shallow => {
      const name = /^\$\{([^}]*)\}$/.exec(part)?.[1].trim();
      if (name === undefined) { return part; }
      if (name.startsWith('!')) { return `\${${name.slice(1)}}`; }
      const variable = member(variables, name);
      if (variable !== undefined) { return this.evaluate(variable, template, depth); }
      return this.intrinsic(name.includes('.') ? 'Fn::GetAtt' : 'Ref', name, template, depth + 1);
    });
  }

  /** What a mapping has for keys that are all known. */
  private find(argument: unknown, template: TemplateFile, depth: number): Shallow {
    const keys = (Array.isArray(argument) ? argument as unknown[] : []).slice(0, 3).map((key) => this.evaluate(key, template, depth));
    const known = keys.length === 3 && keys.every((key) => ['string', 'number', 'boolean'].includes(typeof key));
    const found = known ? keys.reduce<unknown>((at, key) => member(at, String(key)), member(template.body, 'Mappings')) : undefined;
    return found === undefined ? UNKNOWN : this.evaluate(found, template, depth);
  }
}

/** Text of parts that are all known; a single part stays what it is, a reference too. */
function concatenate(parts: readonly Shallow[], separator: string): Shallow {
  if (parts.length === 1) { return parts[0]; }
  const references = parts.filter((part) => part instanceof Reference);
  const known = parts.every((part) => part instanceof Reference || ['string', 'number', 'boolean'].includes(typeof part));
  if (!known || references.length > 1) { return UNKNOWN; }
  return references.length === 1 ? new Reference(references[0].resource, references[0].attribute, true) : parts.join(separator);
}

/** Text without a dynamic reference and without a token of the CDK. */
function isPlain(text: string): boolean {
  return !text.includes('{{resolve:') && !text.includes('${Token[');
}

function isIntrinsic(key: string): boolean {
  return key === 'Ref' || key.startsWith('Fn::');
}
