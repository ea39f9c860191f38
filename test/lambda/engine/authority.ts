import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A certificate, its key and the certificates that it rests on. */
export interface Issued {
  readonly cert: string;
  readonly key: string;
  /** Where they are. */
  readonly path: string;
}

/** A certificate authority in a directory, made by openssl: a root that only a test trusts. */
export class Authority {
  private readonly directory = mkdtempSync(join(tmpdir(), 'authority-'));
  public readonly root = this.issue('root', { isAuthority: true });

  /** Issues a certificate for names, by the root or by another certificate; the root signs itself. */
  public issue(name: string, options: { names?: string[]; days?: number; isAuthority?: boolean; by?: Issued } = {}): Issued {
    const { names = [], days = 90, isAuthority = false, by = name === 'root' ? undefined : this.root } = options;
    const path = join(this.directory, name);
    const extensions = [
      `basicConstraints=critical,CA:${isAuthority ? 'TRUE' : 'FALSE'}`,
      ...names.length > 0 ? [`subjectAltName=${names.map((entry) => `DNS:${entry}`).join(',')}`] : [],
    ];
    writeFileSync(`${path}.ext`, extensions.join('\n'));
    this.openssl(
      'req',
      '-new',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-keyout',
      `${path}.key`,
      '-subj',
      `/CN=${name}`,
      '-out',
      `${path}.csr`,
    );
    const signer = by ? ['-CA', `${by.path}.pem`, '-CAkey', `${by.path}.key`] : ['-signkey', `${path}.key`];
    this.openssl('x509', '-req', '-in', `${path}.csr`, ...signer, '-days', String(days), '-extfile', `${path}.ext`, '-out', `${path}.pem`);
    return { cert: readFileSync(`${path}.pem`, 'utf8'), key: readFileSync(`${path}.key`, 'utf8'), path };
  }

  /** The root's OCSP response for a certificate, as a server staples it. */
  public ocspResponse({ path }: Issued, status: 'good' | 'revoked'): Buffer {
    const serial = this.openssl('x509', '-in', `${path}.pem`, '-noout', '-serial').split('=')[1]!.trim();
    const line = status === 'revoked' ? ['R', '350101000000Z', '250101000000Z'] : ['V', '350101000000Z', ''];
    const index = join(this.directory, 'index.txt');
    writeFileSync(index, `${[...line, serial, 'unknown', '/CN=x'].join('\t')}\n`);
    const root = `${this.root.path}.pem`;
    const files = { request: `${path}.ocsp-request`, response: `${path}.ocsp-response` };
    this.openssl('ocsp', '-issuer', root, '-cert', `${path}.pem`, '-reqout', files.request);
    this.openssl(
      'ocsp',
      '-index',
      index,
      '-CA',
      root,
      '-rsigner',
      root,
      '-rkey',
      `${this.root.path}.key`,
      '-reqin',
      files.request,
      '-respout',
      files.response,
    );
    return readFileSync(files.response);
  }

  /** Removes the directory. */
  public close(): void {
    rmSync(this.directory, { recursive: true });
  }

  private openssl(...args: string[]): string {
    return execFileSync('openssl', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  }
}
