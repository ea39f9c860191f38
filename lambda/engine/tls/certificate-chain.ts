import type { DetailedPeerCertificate, TLSSocket } from 'node:tls';
import { cleanText } from '../../shared/text';

/** One certificate of a chain. */
export interface ChainLink {
  /** What a person calls it: `certificate` for the server's own, and which one otherwise. */
  readonly words: string;
  /** When it begins and ends to be valid, milliseconds since the epoch. */
  readonly from: number;
  readonly until: number;
  /** Serial number, hexadecimal. */
  readonly serial: string;
}

const LONGEST_CHAIN = 10;
const NAME_LENGTH = 60;

/**
 * The certificates that a server's own one rests on, its own first; empty when it cannot be read. A root is left out, since clients
 * have it from elsewhere.
 */
export function chainOf(secure: TLSSocket): ChainLink[] {
  const links: ChainLink[] = [];
  let certificate = secure.getPeerCertificate(true) as Partial<DetailedPeerCertificate> | undefined;
  while (certificate?.raw && links.length < LONGEST_CHAIN) {
    const issuer: Partial<DetailedPeerCertificate> | undefined = certificate.issuerCertificate;
    const isRoot = issuer?.fingerprint256 === certificate.fingerprint256;
    if (!isRoot || links.length === 0) {
      const link = read(certificate, links.length);
      if (!link) { return []; }
      links.push(link);
    }
    if (isRoot) { break; }
    certificate = issuer;
  }
  return links;
}

function read(
  { subject, serialNumber = '', valid_from, valid_to }: Partial<DetailedPeerCertificate>,
  depth: number,
): ChainLink | undefined {
  const from = Date.parse(valid_from ?? '');
  const until = Date.parse(valid_to ?? '');
  if (Number.isNaN(from) || Number.isNaN(until)) {
    return undefined;
  }
  // The name is the target's word; a subject may have several.
  const name = cleanText(String(subject?.CN ?? ''), NAME_LENGTH);
  return { words: depth === 0 ? 'certificate' : `issuer's certificate ${name}`, from, until, serial: serialNumber };
}
