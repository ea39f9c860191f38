type Value = Readonly<Record<string, string>>;
type Item = Record<string, string>;

/** The parameters of UpdateItem, as the state machine writes them. */
export interface Update {
  readonly Key: Readonly<Record<string, Value>>;
  readonly UpdateExpression: string;
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Readonly<Record<string, Value>>;
  readonly ReturnValues?: string;
}

/**
 * A table of strings and numbers that understands the expressions of UpdateItem which the ledger needs, and refuses all others:
 * `SET a = :v, b = if_not_exists(b, :w)`, `REMOVE a, b`; `=`, `<>`, `<`, `>`, `attribute_exists`, `attribute_not_exists`, AND, OR,
 * parentheses.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
 */
export class Table {
  private readonly items = new Map<string, Item>();

  /** The only one that there is. */
  public get item(): Readonly<Item> {
    return [...this.items.values()][0] ?? {};
  }

  /** Undefined where the condition does not hold. */
  public update(request: Update): { readonly Attributes?: Readonly<Record<string, Value>> } | undefined {
    const [[keyName, keyValue]] = Object.entries(request.Key);
    const key = Object.values(keyValue)[0];
    const old = this.items.get(key);
    const scope = { item: old ?? {}, request };
    if (request.ConditionExpression && !new Condition(request.ConditionExpression, scope).holds()) { return undefined; }
    const item = { [keyName]: key, ...old };
    for (const [, verb, list] of request.UpdateExpression.matchAll(/\b(SET|REMOVE)\b([^]*?)(?=\b(?:SET|REMOVE)\b|$)/g)) {
      for (const part of list.split(/,(?![^(]*\))/).map((text) => text.trim())) {
        const [, name, always, first] = /^([\w#]+)(?:\s*=\s*(?:(:\w+)|if_not_exists\(\1, (:\w+)\)))?$/.exec(part) ?? unknown(part);
        if (verb === 'REMOVE') {
          delete item[nameOf(name, scope)];
        } else {
          item[nameOf(name, scope)] = always ? valueOf(always, scope) : (item[nameOf(name, scope)] ?? valueOf(first, scope));
        }
      }
    }
    this.items.set(key, item);
    if (request.ReturnValues !== 'ALL_NEW') { return {}; }
    return { Attributes: Object.fromEntries(Object.entries(item).map(([name, value]) => [name, { S: value }])) };
  }
}

interface Scope {
  readonly item: Readonly<Item>;
  readonly request: Update;
}

/** Reads a condition from left to right; AND binds more tightly than OR. */
class Condition {
  private readonly words: string[];

  constructor(private readonly text: string, private readonly scope: Scope) {
    this.words = text.match(/[()]|<>|[=<>]|[\w#:]+|\S/g) ?? [];
  }

  public holds(): boolean {
    const holds = this.either();
    return this.words.length === 0 ? holds : unknown(this.text);
  }

  private either(): boolean {
    let holds = this.both();
    while (this.takes('OR')) { holds = this.both() || holds; }
    return holds;
  }

  private both(): boolean {
    let holds = this.one();
    while (this.takes('AND')) { holds = this.one() && holds; }
    return holds;
  }

  private one(): boolean {
    const word = this.words.shift() ?? unknown(this.text);
    if (word === '(') { return this.closed(this.either()); }
    if (word === 'attribute_exists' || word === 'attribute_not_exists') {
      if (!this.takes('(')) { unknown(this.text); }
      const exists = nameOf(this.words.shift()!, this.scope) in this.scope.item;
      return this.closed(exists === (word === 'attribute_exists'));
    }
    const operator = this.words.shift();
    const [left, right] = [this.operand(word), this.operand(this.words.shift() ?? unknown(this.text))];
    // As in DynamoDB, what is absent compares as false, but is different from everything.
    if (operator === '<>') { return left !== right; }
    if (left === undefined || right === undefined) { return false; }
    if (operator === '=') { return left === right; }
    if (operator === '<') { return left < right; }
    return operator === '>' ? left > right : unknown(this.text);
  }

  private operand(word: string): string | undefined {
    return word.startsWith(':') ? valueOf(word, this.scope) : this.scope.item[nameOf(word, this.scope)];
  }

  private closed(holds: boolean): boolean {
    return this.takes(')') ? holds : unknown(this.text);
  }

  private takes(word: string): boolean {
    if (this.words[0] !== word) { return false; }
    this.words.shift();
    return true;
  }
}

function nameOf(name: string, { request }: Scope): string {
  return name.startsWith('#') ? request.ExpressionAttributeNames?.[name] ?? unknown(name) : name;
}

function valueOf(name: string | undefined, { request }: Scope): string {
  const value = request.ExpressionAttributeValues?.[name ?? ''] ?? unknown(String(name));
  return typeof value === 'string' ? value : Object.values(value)[0];
}

function unknown(text: string): never {
  throw new Error(`the model of DynamoDB does not support: ${text}`);
}
