import { createSecureServer } from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { type HostileListeners, type HostileTarget, url } from './hostile-target';
import { Authority } from '../engine/authority';
import { certificate } from '../engine/listeners';

/** Answers well over TLS, so that nothing but the certificate can be at fault. */
async function serve(listeners: HostileListeners, options: TlsOptions, host?: string): Promise<string> {
  const server = createHttpsServer(options, (_request, response) => response.end('{"status":"UP"}'));
  return url(await listeners.open(server), 'https', host);
}

/** TLS where none belongs, none where it belongs, and certificates that are worth nothing. */
export function tlsTargets(authority: () => Authority): readonly HostileTarget[] {
  return [
    {
      name: 'TLS to a port that speaks plain HTTP',
      open: async (listeners) => url(await listeners.answering(200, '{"status":"UP"}'), 'https'),
      fault: 'OTHER_PROTOCOL',
      because: 'the answer is in plain text',
    },
    {
      name: 'plain HTTP to a port that speaks TLS',
      open: async (listeners) => url(await listeners.open(createTlsServer(await certificate(['a'], -1, 90)))),
      fault: 'LIVENESS_FAILED',
      because: 'the connection is closed without an alert that would tell more',
    },
    {
      name: 'plain HTTP/2 (gRPC) to a port that speaks TLS',
      open: async (listeners) => url(await listeners.open(createSecureServer(await certificate(['a'], -1, 90))), 'grpc'),
      fault: 'LIVENESS_FAILED',
      because: 'the connection is closed without an alert that would tell more',
    },
    {
      name: 'TLS 1.1 and nothing newer',
      open: async (listeners) => serve(listeners, {
        ...await certificate(['a'], -1, 90), minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0',
      }),
      fault: 'OTHER_PROTOCOL',
      because: 'no handshake: TLS before 1.2 is not spoken',
    },
    {
      name: 'expired certificate',
      open: async (listeners) => serve(listeners, await certificate(['localhost'], -30, -2), 'localhost'),
      fault: 'TLS_INVALID',
      because: 'the certificate has expired',
      detail: /expired on/,
    },
    {
      name: 'certificate that is not valid yet',
      open: async (listeners) => serve(listeners, await certificate(['localhost'], 2, 90), 'localhost'),
      fault: 'TLS_INVALID',
      because: 'the certificate is not valid yet',
      detail: /not valid before/,
    },
    {
      name: 'self-signed certificate at a name',
      open: async (listeners) => serve(listeners, await certificate(['localhost'], -1, 90), 'localhost'),
      fault: 'TLS_INVALID',
      because: 'nobody vouches for it; at a bare address, where tasks are probed, issuer and name are not judged',
      detail: /SELF_SIGNED/,
    },
    {
      name: 'certificate of an untrusted authority, at a name',
      open: async (listeners) => serve(listeners, issueByStranger(), 'localhost'),
      fault: 'TLS_INVALID',
      because: 'its chain ends at a stranger',
      detail: /UNABLE_TO_/,
    },
    {
      name: 'certificate for another host',
      open: async (listeners) => serve(listeners, authority().issue('elsewhere', { names: ['elsewhere.example'] }), 'localhost'),
      fault: 'TLS_INVALID',
      because: 'the chain is good, but the name is not the one that was asked for',
      detail: /ALTNAME/,
      trusted: true,
    },
    {
      name: 'revoked certificate, stapled',
      open: async (listeners) => {
        const revoked = authority().issue('revoked', { names: ['localhost'] });
        const staple = authority().ocspResponse(revoked, 'revoked');
        const server = createHttpsServer({ key: revoked.key, cert: revoked.cert }, (_request, response) => response.end('{"status":"UP"}'));
        server.on('OCSPRequest', (_certificate, _issuer, done: (error: null, response: Buffer) => void) => done(null, staple));
        return url(await listeners.open(server), 'https', 'localhost');
      },
      fault: 'TLS_INVALID',
      because: 'the server itself staples the revocation; where it does not, nobody else is asked',
      detail: /revoked/i,
    },
    {
      name: 'certificate that expires within days',
      open: async (listeners) => serve(listeners, authority().issue('short', { names: ['localhost'], days: 3 }), 'localhost'),
      fault: 'TLS_EXPIRING',
      because: 'all is well, but not for long',
      trusted: true,
    },
    {
      name: 'valid certificate (for comparison)',
      open: async (listeners) => serve(listeners, authority().issue('good', { names: ['localhost'] }), 'localhost'),
      fault: 'HEALTHY',
      because: 'chain and name are verified',
      trusted: true,
    },
  ];
}


/** An authority that nobody trusts, gone as soon as it has signed. */
function issueByStranger(): TlsOptions {
  const stranger = new Authority();
  try {
    const { cert, key } = stranger.issue('strange', { names: ['localhost'] });
    return { cert, key };
  } finally {
    stranger.close();
  }
}
