import { isAlias, isMap, isScalar, isSeq, parseAllDocuments, type Document } from 'yaml';

/** More than any template has: only aliases that multiply reach it. */
const MAXIMUM_NODES = 1_000_000;

/** A value with the number of nodes that it stands for, its aliases written out. */
interface Counted {
  readonly value: unknown;
  readonly nodes: number;
}

/** A document of a text. */
export interface ParsedTemplate {
  readonly body: unknown;
  /** Where a key stands more than once in a map. The last one counts: https://github.com/aws-cloudformation/cfn-language-discussion/issues/96 */
  readonly repeated: readonly (readonly string[])[];
}

/**
 * Reads the documents of a text in YAML or JSON. Short tags become their long form: `!Ref X` is `{ "Ref": "X" }`.
 * @throws Error with the place at which the text is not valid YAML
 */
export function parseTemplates(text: string): ParsedTemplate[] {
  const documents = parseYaml(text);
  const error = documents.flatMap(({ errors }) => errors)[0];
  if (error) { throw new Error(error.message.split('\n')[0]); }
  return documents.map((document) => {
    const reader = new Reader();
    return { body: reader.read(document.contents).value, repeated: reader.repeated };
  });
}

/** What the documents of a text say, see `parseTemplates`. */
export function parseYamlTemplates(text: string): unknown[] {
  return parseTemplates(text).map(({ body }) => body);
}

/** The documents of a text in YAML or JSON, with their places in it. */
export function parseYaml(text: string): Document.Parsed[] {
  const documents = parseAllDocuments(text, { logLevel: 'silent', uniqueKeys: false });
  return Array.isArray(documents) ? documents : [];
}

/** Walks the nodes itself: what CloudFormation means by a tag depends on the tag alone, whether a text, a list or a map follows. */
class Reader {
  /** What each anchor stands for; an alias comes after its anchor, so that nothing is read twice. */
  private readonly anchors = new Map<string, Counted>();
  public readonly repeated: (readonly string[])[] = [];

  public read(node: unknown, path: readonly string[] = []): Counted {
    if (isAlias(node)) { return this.anchors.get(node.source) ?? { value: undefined, nodes: 1 }; }
    const { value, nodes } = this.plain(node, path);
    if (nodes > MAXIMUM_NODES) { throw new Error('its aliases multiply beyond what a template can hold'); }
    const { tag, anchor } = (node ?? {}) as { tag?: string; anchor?: string };
    const tagged = tag?.startsWith('!') && !tag.startsWith('!!') ? { [longForm(tag.slice(1))]: value } : value;
    const counted = { value: tagged, nodes };
    if (anchor !== undefined) { this.anchors.set(anchor, counted); }
    return counted;
  }

  private plain(node: unknown, path: readonly string[]): Counted {
    if (isScalar(node)) { return { value: node.value, nodes: 1 }; }
    if (isSeq(node)) {
      const items = node.items.map((item, index) => this.read(item, [...path, String(index)]));
      return { value: items.map(({ value }) => value), nodes: sum(items) };
    }
    if (!isMap(node)) { return { value: null, nodes: 1 }; }
    const pairs = node.items.map(({ key, value }) => {
      const name = String(isScalar(key) ? key.value : key);
      return [name, this.read(value, [...path, name])] as const;
    });
    const names = pairs.map(([name]) => name).sort();
    this.repeated.push(...names.filter((name, index) => name !== '<<' && name === names[index + 1] && name !== names[index - 1])
      .map((name) => [...path, name]));
    const merged = pairs.filter(([key]) => key === '<<').flatMap(([, { value }]) => (Array.isArray(value) ? [...value].reverse()
      : [value]));
    return {
      value: Object.assign({}, ...merged, Object.fromEntries(pairs.filter(([key]) => key !== '<<').map(([key, { value }]) => [key,
        value]))),
      nodes: sum(pairs.map(([, counted]) => counted)),
    };
  }
}

function sum(parts: readonly Counted[]): number {
  return parts.reduce((total, { nodes }) => total + nodes, 1);
}

function longForm(name: string): string {
  return name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`;
}
