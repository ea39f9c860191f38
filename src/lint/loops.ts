import { fieldsOf, isFields } from './fields';

/** More copies than any template may have resources (500) are not made. */
const MOST_COPIES = 500;

const LOOP = 'Fn::ForEach::';

interface LoopEntry {
  readonly name: string;
  readonly value: unknown;
  /** Whether a loop has made it. */
  readonly generated: boolean;
}

/** The members of an object with those that its loops make, and the names of the loops that cannot be followed. */
interface Unrolled {
  readonly entries: readonly LoopEntry[];
  readonly unread: readonly string[];
}

/**
 * Follows `Fn::ForEach` over lists that stand in the template.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-foreach.html
 */
export function readLoops(members: unknown): Unrolled {
  return unroll(members, false, { left: MOST_COPIES });
}

function unroll(members: unknown, generated: boolean, copies: { left: number }): Unrolled {
  const read = Object.entries(fieldsOf(members)).map(([name, value]): Unrolled => {
    if (!name.startsWith(LOOP)) {
      if (generated) { copies.left -= 1; }
      return { entries: [{ name, value, generated }], unread: [] };
    }
    const [variable, list, body]: unknown[] = Array.isArray(value) ? value : [];
    if (typeof variable !== 'string' || !isTexts(list) || !isFields(body) || list.length > copies.left) {
      return {
        entries: [],
        unread: [name],
      };
    }
    return joined(list.map((item) => unroll(replaced(body, variable, item), true, copies)));
  });
  return joined(read);
}

function joined(parts: readonly Unrolled[]): Unrolled {
  return { entries: parts.flatMap(({ entries }) => entries), unread: parts.flatMap(({ unread }) => unread) };
}

function isTexts(list: unknown): list is string[] {
  return Array.isArray(list) && list.every((item) => typeof item === 'string');
}

/** `${X}` in names and texts, `&{X}` without what names cannot hold, and `Ref: X`. */
function replaced(value: unknown, variable: string, item: string): unknown {
  if (typeof value === 'string') {
    return value.replaceAll(`\${${variable}}`, () => item).replaceAll(`&{${variable}}`, () => item.replace(/[^A-Za-z0-9]/g, ''));
  }
  if (Array.isArray(value)) { return value.map((one) => replaced(one, variable, item)); }
  if (!isFields(value)) { return value; }
  const keys = Object.keys(value);
  if (keys.length === 1 && value.Ref === variable) { return item; }
  return Object.fromEntries(keys.map((key) => [replaced(key, variable, item), replaced(value[key], variable, item)]));
}
