import type { Outcome } from '../../../../lambda/shared/check-result';
import type { DialoguePlan, EndpointPlan } from '../../../../src/shared/plan';
import { Listeners } from '../listeners';
import { outcomes, probeLocal, TIMEOUT_MS } from '../targets';

const listeners = new Listeners();
afterEach(async () => listeners.close());

function tcp(dialogue: DialoguePlan): EndpointPlan {
  return { protocol: 'tcp', timeoutMs: TIMEOUT_MS, dialogue };
}

const PING = Buffer.from('PING\r\n').toString('base64');

describe('send and expect', () => {
  test.each<[name: string, answer: string, dialogue: DialoguePlan, outcome: Outcome, detail: RegExp]>([
    ['the right answer', '+PONG\r\n', { send: PING, expect: { contains: 'PONG' } }, 'OK', /expected text with "PONG", got "\+PONG"/],
    ['any answer', 'whatever', { send: PING }, 'OK', /^answered "whatever"$/],
    ['an exact answer', 'ok', { send: PING, expect: { equals: 'ok' } }, 'OK', /got "ok"/],
    ['a pattern', '+PONG', { send: PING, expect: { matches: '^\\+' } }, 'OK', /match of/],
    ['the wrong answer', '-LOADING', { send: PING, expect: { equals: '+PONG' } }, 'UNHEALTHY', /expected "\+PONG", got "-LOADING"/],
    [
      'an answer without what must not be there',
      '+PONG',
      { send: PING, expect: { contains: 'ERR', not: true } },
      'OK',
      /expected no text with "ERR"/,
    ],
    ['an answer with what must not be there', '-ERR', { send: PING, expect: { contains: 'ERR', not: true } }, 'UNHEALTHY', /got "-ERR"/],
    ['an answer in control characters', '\u001b[31m\u0007red\n', { send: PING }, 'OK', /^answered "red"$/],
    ['an answer without end', 'x'.repeat(10_000), { send: PING, expect: { contains: 'y' } }, 'UNHEALTHY', /got "x+…"/],
    ['a pattern that explodes', `${'a'.repeat(80)}!`, { send: PING, expect: { matches: '^(a+)+$' } }, 'UNHEALTHY', /too slow/],
  ])('%s', async (_name, answer, dialogue, outcome, detail) => {
    const port = await listeners.saying(answer, () => undefined); // and stays connected
    const checks = await probeLocal(port, { readiness: tcp(dialogue) });
    expect(outcomes(checks)).toEqual(['L3 OK', 'L4 OK', `L7 ${outcome}`]);
    expect(checks.readiness!.detail).toMatch(detail);
    expect(checks.readiness!.phases).toMatchObject({ connect: expect.any(Number), processing: expect.any(Number) });
  });

  test('an answer in pieces', async () => {
    const port = await listeners.saying('+PO', (socket) => setTimeout(() => socket.write('NG'), 60));
    expect((await probeLocal(port, { liveness: tcp({ send: PING, expect: { equals: '+PONG' } }) })).liveness).toMatchObject({
      outcome: 'OK',
    });
  });

  test('an answer byte by byte costs a pattern that explodes only a few times', async () => {
    const port = await listeners.raw((socket) => {
      socket.setNoDelay(true);
      const timer = setInterval(() => socket.write('a'.repeat(40) + '!'), 1);
      socket.on('close', () => clearInterval(timer));
    });
    const start = performance.now();
    expect((await probeLocal(port, { liveness: tcp({ expect: { matches: '^(a+)+$' } }) })).liveness).toMatchObject({
      outcome: 'UNHEALTHY',
    });
    expect(performance.now() - start).toBeLessThan(TIMEOUT_MS * 4);
  });
});

describe('greetings', () => {
  test('of a server that speaks first', async () => {
    const port = await listeners.raw((socket) => socket.write('SSH-2.0-x\r\n'));
    expect((await probeLocal(port, { liveness: tcp({ expect: { matches: '^SSH-2' } }) })).liveness).toMatchObject({ outcome: 'OK' });
  });

  test('that are said before anybody listens', async () => {
    const port = await listeners.raw((socket) => socket.end('220 ready\r\n'));
    expect((await probeLocal(port, { liveness: tcp({ expect: { contains: '220' } }) })).liveness).toMatchObject({ outcome: 'OK' });
  });
});

describe('targets that misbehave', () => {
  test.each<[name: string, open: () => Promise<number>, outcome: Outcome]>([
    ['accepts and never speaks', () => listeners.raw(() => undefined), 'TIMEOUT'],
    ['closes', () => listeners.saying(''), 'PROTOCOL_ERROR'],
    ['resets', () => listeners.saying('', (socket) => socket.resetAndDestroy()), 'PROTOCOL_ERROR'],
  ])('%s', async (_name, open, outcome) => {
    expect(outcomes(await probeLocal(await open(), { liveness: tcp({ send: PING }) }))).toEqual(['L3 OK', 'L4 OK', `L7 ${outcome}`]);
  });
});

describe('known questions over TCP', () => {
  test('DNS, with the length before each message', async () => {
    const port = await listeners.raw((socket) => socket.on('data', (request: Buffer) => {
      request.writeUInt16BE(0x8180, 4);
      expect(request.readUInt16BE(0)).toBe(request.length - 2);
      socket.write(request);
    }));
    expect((await probeLocal(port, { liveness: tcp({ known: 'dns' }) })).liveness).toMatchObject({
      outcome: 'OK',
      detail: 'DNS answered: response code 0',
    });
  });

  test('STUN', async () => {
    const port = await listeners.raw((socket) => socket.on('data', (request: Buffer) => {
      request.writeUInt16BE(0x0101, 0);
      socket.write(request.subarray(0, 7));
      setTimeout(() => socket.write(request.subarray(7)), 20);
    }));
    expect((await probeLocal(port, { liveness: tcp({ known: 'stun' }) })).liveness).toMatchObject({ outcome: 'OK' });
  });
});
