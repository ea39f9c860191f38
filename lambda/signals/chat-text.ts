declare const IS_CHAT_TEXT: unique symbol;

/**
 * Text that chat applications show as it is: in it nothing links, mentions or formats but what this file writes itself. No other file can
 * make one, so whatever somebody else has a hand in, such as a target's answer, a name or a reason, cannot reach a chat unquoted.
 */
export type ChatText = string & { readonly [IS_CHAT_TEXT]: true };

/**
 * What Slack and Microsoft Teams take for more than text, and what it becomes. Neither knows an escape for all of them.
 * https://api.slack.com/reference/surfaces/formatting and
 * https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-format
 */
const MEANT_AS_TEXT: readonly (readonly [RegExp, string])[] = [
  [/\s+/g, ' '],
  [/[<>`]/g, '\''],
  // A link in Markdown, or an image.
  [/\[/g, '('],
  [/\]/g, ')'],
  // Applications make links of addresses by themselves.
  [/:\/\//g, ': //'],
  [/\bwww\./gi, 'www .'],
  [/@/g, '＠'],
  [/[*~]/g, '\''],
  // Within a word an underscore formats nothing: DEPENDENCY_DOWN.
  [/(?<![\p{L}\p{N}])_+|_+(?![\p{L}\p{N}])/gu, '\''],
  [/^#+/, '\''],
];

/** Our own words, which may contain names and words of others. */
export function chatProse(text: string): ChatText {
  return MEANT_AS_TEXT.reduce((prose, [pattern, becomes]) => prose.replace(pattern, becomes), text).trim() as ChatText;
}

/** Somebody else's words, or what is to be copied: as code, of which every character but these stays as it is. */
export function chatCode(text: string): ChatText {
  // Slack reads what stands in angle brackets before it reads code.
  const inner = text.replace(/[<>`]/g, '\'').replace(/\s+/g, ' ').trim();
  return (inner === '' ? '' : `\`${inner}\``) as ChatText;
}

/** A line that begins with a label. */
export function chatLabelled(label: string, text: ChatText): ChatText {
  return `*${chatProse(label)}:* ${text}` as ChatText;
}

/** A question, and its answer. */
export function chatAnswered(question: string, answer: string): ChatText {
  return `*${chatProse(question)}* ${chatProse(answer)}` as ChatText;
}

/** A link to an address of ours. */
export function chatLink(url: string, words: string): ChatText {
  const address = url.replace(/[\s<>|`]/g, encodeURIComponent);
  return (address.startsWith('https://') ? `<${address}|${chatProse(words)}>` : chatProse(words)) as ChatText;
}

export function chatLines(lines: readonly ChatText[]): ChatText {
  return lines.join('\n') as ChatText;
}
