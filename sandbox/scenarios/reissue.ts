import { generateKeyPairSync, sign } from 'node:crypto';
import { DER, readDer, type DerElement } from '../../lambda/engine/tls/der';
import { DAY_MS } from '../../src/shared/time';

/** A certificate as TLS servers take it, in PEM. */
export interface IssuedCertificate {
  readonly key: string;
  readonly cert: string;
}

/** What certificate authorities allow at most. https://cabforum.org/working-groups/server/baseline-requirements/requirements/ */
export const LONGEST_DAYS = 397;

const BIT_STRING = 0x03;
const UTC_TIME = 0x17;
/** SEQUENCE of the object identifier 1.2.840.10045.4.3.2. https://www.rfc-editor.org/rfc/rfc5758#section-3.2 */
const ECDSA_WITH_SHA256 = Buffer.from('300a06082a8648ce3d040302', 'hex');

/**
 * The same certificate with another key and, if stated, another end; signed by itself, since nobody has the key of its issuer. Names and
 * extensions stay.
 *
 * @param der the certificate; one that a TLS library has read
 * @param until epoch milliseconds at which it ends, before 2050; the present dates stay when absent
 * @see https://www.rfc-editor.org/rfc/rfc5280#section-4.1
 */
export function reissue(der: Buffer, until?: number): IssuedCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const [certificate] = readDer(der);
  const [body] = readDer(certificate.content);
  const parts = readDer(body.content).map(whole);
  // Without a version it is the first one.
  const version = parts[0][0] === DER.context0 ? [parts[0]] : [];
  const [serial, , , validity, subject, , ...extensions] = parts.slice(version.length);
  const changed = element(
    DER.sequence,
    ...version, serial, ECDSA_WITH_SHA256, subject,
    until === undefined ? validity : element(DER.sequence, time(until - LONGEST_DAYS * DAY_MS), time(until)),
    subject, publicKey.export({ type: 'spki', format: 'der' }), ...extensions,
  );
  const signature = element(BIT_STRING, Buffer.of(0), sign('sha256', changed, privateKey));
  const lines = element(DER.sequence, changed, ECDSA_WITH_SHA256, signature).toString('base64').match(/.{1,64}/g)!;
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    cert: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
  };
}

/** An element of DER with its tag and length. */
function element(tag: number, ...content: readonly Buffer[]): Buffer {
  const value = Buffer.concat(content);
  const digits = value.length.toString(16);
  const long = Buffer.from(digits.padStart(digits.length + digits.length % 2, '0'), 'hex');
  return Buffer.concat([value.length < 0x80 ? Buffer.of(tag, value.length) : Buffer.of(tag, 0x80 + long.length, ...long), value]);
}

function whole({ tag, content }: DerElement): Buffer {
  return element(tag, content);
}

function time(moment: number): Buffer {
  return element(UTC_TIME, Buffer.from(`${new Date(moment).toISOString().replace(/\D/g, '').slice(2, 14)}Z`));
}
