import { type Part, statementOfText } from './parts';
import { tellReason } from './reason';
import type { Statement } from './statement';
import { WORD_LENGTH } from './vocabulary';

/** Longest beginning of a text that is quoted, in characters. */
const QUOTE_LENGTH = 60;
/** Most of a page that is read: what it says to people stands at its beginning. */
const PAGE_LENGTH = 8_192;

/** What a text states: the whole of it, or what stands before its first colon, is a known word, in one line. */
export function readWord(body: string): Statement | undefined {
  const text = body.length > 4 * WORD_LENGTH ? '' : body.trim().replace(/^(?:status|health|state) *[:=] */i, '');
  return text === '' || text.length > WORD_LENGTH || /[\r\n]/.test(text) ? undefined : statementOfText(text)?.statement;
}

/** What the API server of Kubernetes means by a check `shutdown` that fails. */
const SHUTDOWN = 'shutting down';

/** The lines of Kubernetes' own checks, and of those that follow it: `[+]ping ok`, `[-]etcd failed: reason withheld`. */
export function readLines(body: string): readonly Part[] {
  if (!/^\[[+-]\]/.test(body)) { return []; }
  return [...body.slice(0, PAGE_LENGTH).matchAll(/^\[([+-])\]([^\s:]{1,80})(?: failed:?)? ?([^\r\n]{0,200})/gm)]
    .map(([, sign, name = '', rest = '']) => ({ name, value: sign === '+' ? 'ok' : name === 'shutdown' ? SHUTDOWN : `failed: ${rest}` }));
}

/** The status in a document of XML, which Actuator and others answer where it is preferred. */
export function readXml(body: string): string | undefined {
  return /^\s*</.test(body) ? /<(status|outcome|health)>\s*([\w -]{1,64}?)\s*<\/\1>/i.exec(body.slice(0, PAGE_LENGTH))?.[2] : undefined;
}

/** Whether a body is a page for people. */
export function isPage(body: string, contentType: string): boolean {
  const beginning = body.slice(0, 512);
  return /^\s*<(?:!doctype html|html|head|body|title|h1)\b/i.test(beginning) || (/\bhtml\b/i.test(contentType) && /<\w/.test(beginning));
}

/** The words of a page, without what a browser does not show. */
export function wordsOfPage(body: string): string {
  return body.slice(0, PAGE_LENGTH)
    .replace(/<(script|style)\b[^>]{0,500}>[^<]{0,4000}/gi, ' ')
    .replace(/<[^<>]{0,1000}>/g, ' ')
    .replace(/&(?:nbsp|#160);/g, ' ')
    .replace(/&amp;/g, '&')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The beginning of a text, in quotation marks. */
export function quote(text: string): string {
  return JSON.stringify(tellReason(text, QUOTE_LENGTH));
}
