import { DER, type DerElement, readDer, within } from './der';

const LONGEST_SERIAL = 20;

/**
 * Whether a stapled OCSP response (RFC 6960) says that the certificate with this serial number is revoked.
 *
 * The response's signature and dates are not checked: a server has no reason to staple that its own certificate is revoked unless
 * it is. That a response says "good" proves nothing here, and is never reported. Never throws; what cannot be read is not revoked.
 *
 * @param serial hexadecimal
 */
export function isRevoked(response: Buffer, serial: string): boolean {
  const [, responseBytes] = within(readDer(response)[0], DER.sequence);
  const [, basic] = within(within(responseBytes, DER.context0)[0], DER.sequence);
  const [data] = basic?.tag === DER.octetString ? within(readDer(basic.content)[0], DER.sequence) : [];
  // Version and responder have context tags or are no sequence of sequences; the responses are the first sequence.
  const responses = within(data, DER.sequence).find(({ tag }) => tag === DER.sequence);
  return within(responses, DER.sequence).some((single) => {
    const [certificate, status] = within(single, DER.sequence);
    return status?.tag === DER.context1 && sameSerial(within(certificate, DER.sequence)[3], serial);
  });
}

function sameSerial(element: DerElement | undefined, serial: string): boolean {
  if (element?.tag !== DER.integer || element.content.length > LONGEST_SERIAL + 1) { return false; }
  const digits = (hex: string) => hex.toLowerCase().replace(/^0+/, '');
  return digits(element.content.toString('hex')) === digits(serial);
}
