import { parseXML } from '@aws-sdk/xml-builder';
import type { OperationName } from './operations';
import { apiError, asRegion, type Lender, ownEndpoint, send } from './signed-request';

/** https://docs.aws.amazon.com/general/latest/gr/r53.html: one endpoint for all regions of a partition. */
const PARTITIONS: ReadonlyArray<readonly [of: RegExp, host: string, signedAs: string]> = [
  [/^cn-/, 'route53.amazonaws.com.cn', 'cn-northwest-1'],
  [/^us-gov-/, 'route53.us-gov.amazonaws.com', 'us-gov-west-1'],
  [/^/, 'route53.amazonaws.com', 'us-east-1'],
];

const VERSION = '/2013-04-01';

/** An element as it is read: a text, or its members; what is there several times is a list. */
export type XmlElement = string | readonly XmlElement[] | { readonly [name: string]: XmlElement };

/** Calls an operation of Route 53; rejects with an error that is named and numbered as the SDK's are. */
export type CallRoute53 = (
  operation: OperationName, path: string, query: Readonly<Record<string, string>>, signal: AbortSignal,
) => Promise<Readonly<Record<string, XmlElement>>>;

/** Calls as the one who lends its settings, in its partition. */
export function route53Caller(lender: Lender): CallRoute53 {
  return async (operation, path, query, signal) => {
    const region = asRegion(await lender.region());
    const [, host, signedAs] = PARTITIONS.find(([of]) => of.test(region))!;
    const endpoint = new URL(`${VERSION}${path}`, ownEndpoint() ?? `https://${host}`);
    const { ok, status, text } = await send(lender, { method: 'GET', region: signedAs, service: 'route53', endpoint, query }, signal);
    const answer = elementOf(text);
    if (!ok) {
      const { Code = `HTTP ${status}`, Message = `HTTP status ${status}` } = membersOf(membersOf(answer.ErrorResponse).Error);
      throw apiError(String(Code), String(Message), status);
    }
    return membersOf(answer[`${operation}Response`]);
  };
}

function elementOf(text: string): Readonly<Record<string, XmlElement>> {
  try {
    return membersOf(parseXML(text) as XmlElement);
  } catch {
    return {};
  }
}

export function membersOf(element: XmlElement | undefined): Readonly<Record<string, XmlElement>> {
  return typeof element === 'object' && !Array.isArray(element) ? element as Readonly<Record<string, XmlElement>> : {};
}

/** The items of a list, of which the parser makes the item itself where there is but one. */
export function itemsOf(list: XmlElement | undefined, item: string): readonly XmlElement[] {
  const found = membersOf(list)[item];
  return found === undefined ? [] : Array.isArray(found) ? found as readonly XmlElement[] : [found];
}
