/** One element of ASN.1 in DER. */
export interface DerElement {
  readonly tag: number;
  readonly content: Buffer;
}

export const DER = { integer: 0x02, octetString: 0x04, enumerated: 0x0a, sequence: 0x30, context0: 0xa0, context1: 0xa1 } as const;

/** The last five bits of a tag that goes on in the next byte; nothing that is read here has one. */
const CONTINUED_TAG = 31;
const LONGEST_LENGTH = 3;

/** The elements that stand one after another in some bytes; those from the first one on that cannot be read are left out. */
export function readDer(bytes: Buffer): DerElement[] {
  const elements: DerElement[] = [];
  for (let at = 0; at + 2 <= bytes.length;) {
    const tag = bytes[at]!;
    const short = bytes[at + 1]!;
    const lengthBytes = short < 0x80 ? 0 : short - 0x80;
    const from = at + 2 + lengthBytes;
    if (tag % 32 === CONTINUED_TAG || short === 0x80 || lengthBytes > LONGEST_LENGTH || from > bytes.length) { break; }
    const to = from + (lengthBytes === 0 ? short : bytes.readUIntBE(at + 2, lengthBytes));
    if (to > bytes.length) { break; }
    elements.push({ tag, content: bytes.subarray(from, to) });
    at = to;
  }
  return elements;
}

/** The elements within an element, where it has the tag that is expected; none otherwise. */
export function within(element: DerElement | undefined, tag: number): DerElement[] {
  return element?.tag === tag ? readDer(element.content) : [];
}
