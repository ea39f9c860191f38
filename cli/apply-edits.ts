import { isDeepStrictEqual } from 'node:util';
import { isMap, isPair, isScalar, isSeq, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import { parseYaml, parseYamlTemplates } from './yaml-template';
import { isFields } from '../src/lint/fields';
import type { FindingEdit } from '../src/lint/lint';

/** A part of a text, from and up to a position, that another text takes the place of. */
interface Splice {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

type Path = FindingEdit['path'];

/**
 * The text of a template in YAML or JSON with these changes, everything else as it was: comments, order, quotes and blanks. What is
 * written is read again: a change that would also change something else, such as every alias of an anchor, is left out.
 * @param document which document of the text the changes are for, from 0
 * @returns the text, and the changes that it has no place for
 */
export function applyEdits(text: string, document: number, edits: readonly FindingEdit[]): { text: string; left: FindingEdit[] } {
  let changed = text;
  let data = dataOf(text);
  const left: FindingEdit[] = [];
  for (const edit of edits) {
    const next = applyEdit(changed, document, edit);
    const read = next === undefined ? undefined : dataOf(next);
    const expected = data?.map((one, index) => (index === document ? edited(one, pathOf(edit), edit.value) : one));
    if (next === undefined || !read || !isDeepStrictEqual(read, expected)) {
      left.push(edit);
    } else {
      changed = next;
      data = read;
    }
  }
  return { text: changed, left };
}

/** What the documents of a text say; undefined where it cannot be read. */
function dataOf(text: string): unknown[] | undefined {
  try {
    return isJson(text) ? [JSON.parse(text)] : parseYamlTemplates(text);
  } catch {
    try {
      // A flow map in YAML begins like JSON.
      return parseYamlTemplates(text);
    } catch {
      return undefined;
    }
  }
}

function pathOf({ logicalId, path }: FindingEdit): Path {
  return ['Resources', logicalId, 'Properties', ...path];
}

/** The data with one value changed, and nothing else. */
function edited(data: unknown, [step, ...rest]: Path, value: unknown, depth = 0): unknown {
  if (typeof step === 'number') {
    const list: unknown[] = Array.isArray(data) ? [...data as unknown[]] : [];
    list[step] = rest.length > 0 ? edited(list[step], rest, value, depth + 1) : value;
    return list;
  }
  const fields = isFields(data) ? data : {};
  const { [step]: old, ...others } = fields;
  const next = rest.length > 0 ? edited(old, rest, value, depth + 1) : value;
  // The last of an object goes with the object: an empty one may mean something else.
  const gone = next === undefined && Object.keys(others).length === 0 && depth > LEAST_DEPTH;
  return gone ? undefined : next === undefined ? others : { ...fields, [step]: next };
}

/** Resources, a logical id and `Properties` stay, empty or not. */
const LEAST_DEPTH = 3;

/** One at a time: each may add what the next one goes through. */
function applyEdit(text: string, document: number, { logicalId, path, value }: FindingEdit): string | undefined {
  const root = parseYaml(text)[document]?.contents;
  const resource = valueAt(root, ['Resources', logicalId]);
  const splice = resource === undefined ? undefined : value === undefined
    ? removal(text, resource, ['Properties', ...path])
    : change(text, resource, ['Properties', ...path], value);
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  return splice && text.slice(0, splice.from) + splice.text.replaceAll('\n', lineEnd) + text.slice(splice.to);
}

function valueAt(node: unknown, path: Path): Node | undefined {
  return path.reduce<unknown>((at, step) => {
    if (isMap(at)) { return pairOf(at, step)?.value; }
    return isSeq(at) && typeof step === 'number' ? at.items[step] : undefined;
  }, node) as Node | undefined;
}

/** Of a key that stands twice the last one counts. */
function pairOf(map: YAMLMap, key: string | number): Pair | undefined {
  return map.items.filter((pair) => isPair(pair) && isScalar(pair.key) && pair.key.value === key).pop();
}

function change(text: string, node: Node, path: Path, value: unknown): Splice | undefined {
  const [step, ...rest] = path;
  if (isMap(node)) {
    const pair = pairOf(node, step);
    if (pair && rest.length > 0 && (isMap(pair.value) || isSeq(pair.value))) { return change(text, pair.value, rest, value); }
    if (pair) { return replacement(text, pair, nested(rest, value)); }
    return insertion(text, node, String(step), nested(rest, value));
  }
  if (!isSeq(node) || typeof step !== 'number') { return undefined; }
  const item = node.items[step] as Node | undefined;
  if (item === undefined) { return addition(text, node, nested(rest, value)); }
  if (rest.length > 0) { return change(text, item, rest, value); }
  return spliceOf(text, item, inline(value, isJson(text)));
}

/** What has to be made on the way to a value. */
function nested(path: Path, value: unknown): unknown {
  return path.reduceRight<unknown>((inner, step) => (typeof step === 'number' ? [inner] : { [step]: inner }), value);
}

function replacement(text: string, { key, value: old }: Pair, value: unknown): Splice | undefined {
  const node = old as Node | null;
  if (isScalar(node) && node.range && node.range[0] < node.range[1]) { return spliceOf(text, node, inline(value, isJson(text))); }
  const keyEnd = (key as Node).range?.[1];
  if (keyEnd === undefined) { return undefined; }
  const colon = text.indexOf(':', keyEnd);
  const end = node?.range ? trimmedEnd(text, colon + 1, node.range[1]) : colon + 1;
  return { from: colon + 1, to: end, text: ` ${inline(value, isJson(text))}` };
}

function insertion(text: string, map: YAMLMap, key: string, value: unknown): Splice | undefined {
  const last = map.items[map.items.length - 1] as Pair | undefined;
  if (isFlow(map) || !last) {
    const json = isJson(text);
    const pair = `${json ? JSON.stringify(key) : key}: ${inline(value, json)}`;
    return inFlow(text, map, pair);
  }
  const first = (map.items[0].key as Node).range![0];
  const column = first - (text.lastIndexOf('\n', first - 1) + 1);
  const end = endOfLine(text, trimmedEnd(text, (last.key as Node).range![0], endOf(last)));
  return { from: end, to: end, text: `\n${' '.repeat(column)}${key}: ${inline(value)}` };
}

function addition(text: string, list: YAMLSeq, value: unknown): Splice | undefined {
  const last = list.items[list.items.length - 1] as Node | undefined;
  if (isFlow(list) || !last?.range) { return inFlow(text, list, inline(value, isJson(text))); }
  const start = list.range![0];
  const column = start - (text.lastIndexOf('\n', start - 1) + 1);
  const end = endOfLine(text, trimmedEnd(text, last.range[0], last.range[1]));
  return { from: end, to: end, text: `\n${' '.repeat(column)}- ${inline(value)}` };
}

/** Before the bracket that closes; on a line of its own where the others are. */
function inFlow(text: string, { range, items }: YAMLMap | YAMLSeq, part: string): Splice | undefined {
  if (!range || !/[}\]]/.test(text[range[1] - 1])) { return undefined; }
  const close = range[1] - 1;
  const end = trimmedEnd(text, range[0], close);
  if (items.length === 0) { return { from: range[0] + 1, to: close, text: text[close] === '}' ? ` ${part} ` : part }; }
  const [first] = items as (Node | Pair)[];
  const at = isPair(first) ? (first.key as Node).range![0] : first.range![0];
  const between = text.slice(range[0] + 1, at);
  const comma = text[end - 1] === ',' ? '' : ',';
  return {
    from: end,
    to: end,
    text: between.includes('\n') ? `${comma}${between.slice(between.lastIndexOf('\n'))}${part}`
      : `${comma} ${part}`,
  };
}

function removal(text: string, node: Node, path: Path): Splice | undefined {
  const parent = valueAt(node, path.slice(0, -1));
  const step = path[path.length - 1];
  const pair = isMap(parent) ? pairOf(parent, step) : undefined;
  if (!isMap(parent) || !pair) { return undefined; }
  // The last of a map goes with the map: an empty one may mean something else.
  if (parent.items.length === 1 && path.length > 2) { return removal(text, node, path.slice(0, -1)); }
  const index = parent.items.indexOf(pair);
  const start = (pair.key as Node).range![0];
  const end = trimmedEnd(text, start, endOf(pair));
  if (isFlow(parent)) {
    const next = parent.items[index + 1] as Pair | undefined;
    if (next) { return { from: start, to: (next.key as Node).range![0], text: '' }; }
    const before = parent.items[index - 1] as Pair | undefined;
    return before ? { from: trimmedEnd(text, 0, endOf(before)), to: end, text: '' } : { from: start, to: end, text: '' };
  }
  const line = text.lastIndexOf('\n', start - 1) + 1;
  // The first of a list's item stands behind the dash: the next one takes its place.
  const next = parent.items[index + 1] as Pair | undefined;
  if (text.slice(line, start).trim() !== '') {
    return next ? { from: start, to: (next.key as Node).range![0], text: '' } : { from: start, to: end, text: '{}' };
  }
  return { from: line, to: Math.min(text.length, endOfLine(text, end) + 1), text: '' };
}

function endOf({ key, value }: Pair): number {
  return ((value as Node | null)?.range ?? (key as Node).range)![1];
}

function spliceOf(text: string, { range }: Node, by: string): Splice | undefined {
  return range ? { from: range[0], to: trimmedEnd(text, range[0], range[1]), text: by } : undefined;
}

/** The end without blanks and comments after the last character that means something. */
function trimmedEnd(text: string, from: number, to: number): number {
  return from + text.slice(from, to).trimEnd().length;
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  const line = end < 0 ? text.length : end;
  return text[line - 1] === '\r' ? line - 1 : line;
}

function isFlow(node: YAMLMap | YAMLSeq): boolean {
  return node.flow === true;
}

function isJson(text: string): boolean {
  return text.trimStart().startsWith('{');
}

/** A value on one line: JSON is YAML too. A text that YAML would read as something else is in quotes. */
function inline(value: unknown, json = false): string {
  if (json || typeof value !== 'object' || value === null) { return JSON.stringify(value); }
  if (Array.isArray(value)) { return `[${value.map((item) => inline(item)).join(', ')}]`; }
  return `{ ${Object.entries(value).map(([key, inner]) => `${key}: ${inline(inner)}`).join(', ')} }`;
}
