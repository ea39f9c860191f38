import { isAlias, isMap, isScalar, isSeq, parseDocument, type Document } from 'yaml';

/** More than any template has: aliases that multiply are no template. */
const MOST_NODES = 1_000_000;

/**
 * Reads a CloudFormation template in YAML. Short tags become what JSON writes: `!Ref X` is `{ "Ref": "X" }`, `!Sub …` is `{ "Fn::Sub": … }`.
 * @throws Error that says where the text is no YAML
 */
export function parseYamlTemplate(text: string): unknown {
  const document = parseDocument(text, { logLevel: 'silent' });
  if (document.errors.length > 0) { throw new Error(document.errors[0].message.split('\n')[0]); }
  return new Reader(document).read(document.contents);
}

/** Walks the nodes itself: what CloudFormation means by a tag depends on the tag alone, whether a text, a list or a map follows. */
class Reader {
  private nodes = 0;

  constructor(private readonly document: Document.Parsed) {}

  read(node: unknown): unknown {
    this.nodes += 1;
    if (this.nodes > MOST_NODES) { throw new Error('its aliases multiply beyond what a template can hold'); }
    if (isAlias(node)) { return this.read(node.resolve(this.document)); }
    const value = this.plain(node);
    const tag = (node as { tag?: string } | null)?.tag;
    if (!tag?.startsWith('!') || tag.startsWith('!!')) { return value; }
    const name = tag.slice(1);
    return { [name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`]: value };
  }

  private plain(node: unknown): unknown {
    if (isScalar(node)) { return node.value; }
    if (isSeq(node)) { return node.items.map((item) => this.read(item)); }
    if (!isMap(node)) { return null; }
    return Object.fromEntries(node.items.map(({ key, value }) => [String(isScalar(key) ? key.value : key), this.read(value)]));
  }
}
