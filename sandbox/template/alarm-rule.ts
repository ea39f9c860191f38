import type { AlarmState } from './alarm-model';

/** A rule that was read. */
export type AlarmRule =
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'state'; readonly state: AlarmState; readonly alarm: string }
  | { readonly kind: 'not'; readonly rule: AlarmRule }
  | { readonly kind: 'and' | 'or'; readonly rules: readonly AlarmRule[] };

const TOKEN = /\s*(?:(ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*(?:"([^"]+)"|([^\s()"]+))\s*\)|(AND|OR|NOT|TRUE|FALSE|\(|\)))/gy;

type Token = { readonly state: AlarmState; readonly alarm: string } | { readonly word: string };

/**
 * Reads the rule of a composite alarm. NOT binds before AND, AND before OR.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 */
export function parseAlarmRule(text: string): AlarmRule {
  const tokens = tokensOf(text);
  const rule = readOr(tokens);
  if (tokens.length > 0) {
    throw refuse(text, 'something follows its end');
  }
  return rule;

  function readOr(rest: Token[]): AlarmRule {
    return readChain(rest, 'OR', (next) => readChain(next, 'AND', readOne));
  }

  function readChain(rest: Token[], word: 'AND' | 'OR', readPart: (rest: Token[]) => AlarmRule): AlarmRule {
    const rules = [readPart(rest)];
    while (isWord(rest[0], word)) {
      rest.shift();
      rules.push(readPart(rest));
    }
    return rules.length === 1 ? rules[0] : { kind: word === 'AND' ? 'and' : 'or', rules };
  }

  function readOne(rest: Token[]): AlarmRule {
    const token = rest.shift();
    if (token && 'state' in token) {
      return { kind: 'state', ...token };
    }
    switch (token?.word) {
      case 'TRUE':
      case 'FALSE':
        return { kind: 'constant', value: token.word === 'TRUE' };
      case 'NOT':
        return { kind: 'not', rule: readOne(rest) };
      case '(': {
        const inner = readOr(rest);
        if (!isWord(rest.shift(), ')')) {
          throw refuse(text, 'a parenthesis stays open');
        }
        return inner;
      }
      default:
        throw refuse(text, token ? `'${token.word}' stands where a condition is expected` : 'it ends where a condition is expected');
    }
  }
}

/** Whether a rule holds, given the states of alarms by name or ARN. */
export function holds(rule: AlarmRule, stateOf: (alarm: string) => AlarmState): boolean {
  switch (rule.kind) {
    case 'constant': return rule.value;
    case 'state': return stateOf(rule.alarm) === rule.state;
    case 'not': return !holds(rule.rule, stateOf);
    case 'and': return rule.rules.every((each) => holds(each, stateOf));
    case 'or': return rule.rules.some((each) => holds(each, stateOf));
  }
}

/** Names and ARNs of the alarms on which a rule depends. */
export function alarmsOf(rule: AlarmRule): string[] {
  switch (rule.kind) {
    case 'constant': return [];
    case 'state': return [rule.alarm];
    case 'not': return alarmsOf(rule.rule);
    default: return rule.rules.flatMap(alarmsOf);
  }
}

function tokensOf(text: string): Token[] {
  const trimmed = text.trim();
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < trimmed.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(trimmed);
    if (!match) {
      throw refuse(text, `'${trimmed.slice(at, at + 30)}' is not understood`);
    }
    const [, state, quoted, plain, word] = match;
    tokens.push(state ? { state: state as AlarmState, alarm: quoted ?? plain } : { word });
  }
  return tokens;
}

function isWord(token: Token | undefined, word: string): boolean {
  return token !== undefined && 'word' in token && token.word === word;
}

function refuse(text: string, why: string): Error {
  return new Error(
    `The alarm rule '${text}' cannot be read: ${why}. Understood are ALARM("…"), OK("…"), INSUFFICIENT_DATA("…"), `
      + 'AND, OR, NOT, TRUE, FALSE and parentheses.',
  );
}
