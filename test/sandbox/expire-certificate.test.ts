import { X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { connect, createSecureContext } from 'node:tls';
import { generate } from 'selfsigned';
import { start } from './fixtures/start';
import { CertificateFront } from '../../sandbox/scenarios/certificate-front';
import { reissue } from '../../sandbox/scenarios/reissue';

const DAY_MS = 86_400_000;

describe('a certificate that is issued anew', () => {
  test('a TLS server takes it, however long its signature is', async () => {
    const { cert } = await generate([{ name: 'commonName', value: 'web.internal' }], { keyType: 'ec' });
    const { raw } = new X509Certificate(cert);
    for (let each = 0; each < 100; each += 1) { expect(() => createSecureContext(reissue(raw))).not.toThrow(); }
  });

  test.each<['ec' | 'rsa', string]>([['ec', 'web.internal'], ['rsa', `${'long-'.repeat(12)}name.internal`]])(
    'an %s one for %s keeps its names, and ends when it is told', async (keyType, name) => {
      const { cert } = await generate([{ name: 'commonName', value: name }], {
        keyType, extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: name }] }],
      });
      const before = new X509Certificate(cert);
      const until = Math.floor(Date.now() / 1000) * 1000 + 9 * DAY_MS;
      const changed = new X509Certificate(reissue(before.raw, until).cert);
      expect(changed).toMatchObject({ subject: before.subject, subjectAltName: before.subjectAltName, serialNumber: before.serialNumber });
      expect(Date.parse(changed.validTo)).toBe(until);
      expect(Date.parse(changed.validFrom)).toBeLessThan(Date.now());
      expect(changed.verify(changed.publicKey)).toBe(true);
      expect(new X509Certificate(reissue(before.raw).cert)).toMatchObject({ validFrom: before.validFrom, validTo: before.validTo });
    },
  );
});

test('it is served before a process that speaks TLS, whose answers stay, and its own dates come back', async () => {
  const sandbox = await start({}, { run: { web: `node ${join(__dirname, 'fixtures', 'secure-service.js')}` } });
  const [task] = sandbox.tasks();
  const peer = async () => new Promise<string | undefined>((resolve) => {
    const socket = connect({ host: task.address, port: 8080, rejectUnauthorized: false }, () => {
      const { valid_to: validTo } = socket.getPeerCertificate();
      socket.write('GET /health/live HTTP/1.1\r\nHost: web\r\nConnection: close\r\n\r\n');
      socket.once('data', (data) => resolve(data.toString().startsWith('HTTP/1.1 200') ? validTo : 'another answer'));
    });
    socket.on('error', () => resolve(undefined));
  });
  let own: string | undefined;
  while (!own) { own = await peer(); }
  const undo = (await CertificateFront.of(task, task.container())).endAt(Date.parse('2031-01-02T03:04:05Z'));
  expect(await peer()).toBe('Jan  2 03:04:05 2031 GMT');
  undo();
  // The process was started anew behind it, with a certificate of its own.
  expect(await peer()).toBe(own);
  expect(task.lastStatus).toBe('RUNNING');
});

test('a process without TLS has no certificate that could expire', async () => {
  const sandbox = await start();
  await sandbox.until(() => sandbox.service().deployed, 30_000);
  const [task] = sandbox.tasks();
  await expect(CertificateFront.of(task, task.container())).rejects.toThrow('serves no TLS on its first port 8080');
  expect(task.lastStatus).toBe('RUNNING');
});
