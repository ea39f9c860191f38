import { DatagramServers } from './datagram-server';
import { openFullPort } from './full-port';
import { Listeners } from './listeners';
import { http, TIMEOUT_MS } from './targets';
import { diagnoseTarget } from '../../../lambda/diagnosis/diagnose-target';
import { Deadline } from '../../../lambda/engine/deadline';
import { probe } from '../../../lambda/engine/probe';
import { isLoopback, selfCheck, type Machine } from '../../../lambda/engine/self-check';
import type { ProbeRequest, ProbeTarget } from '../../../lambda/shared/probe-request';

const listeners = new Listeners();
const servers = new DatagramServers();
afterEach(async () => { await Promise.all([listeners.close(), servers.close()]); });

function machine(resolvers: readonly string[], hasInterface = true): Machine {
  return { hasInterface: () => hasInterface, resolvers: () => resolvers };
}

/** A resolver that answers every query with a server failure. */
async function resolver(): Promise<string> {
  const port = await servers.open((query) => {
    const answer = Buffer.from(query);
    answer.writeUInt16BE(0x8182, 2);
    return answer;
  });
  return `127.0.0.1:${port}`;
}

describe('the look at the own network', () => {
  const silent = async () => `127.0.0.1:${await servers.open(() => undefined)}`;
  const refusing = async () => `127.0.0.1:${await servers.closedPort()}`;

  test('works when a resolver answers, whatever it answers', async () => {
    const began = Date.now();
    expect(await selfCheck(true, machine([await resolver()]))(new Deadline(5_000))).toBeUndefined();
    expect(Date.now() - began).toBeLessThan(500);
  });

  test('works when one of several resolvers answers', async () => {
    expect(await selfCheck(true, machine([await silent(), await resolver()]))(new Deadline(5_000))).toBeUndefined();
  });

  test('does not when all are silent, or nobody listens on this machine itself', async () => {
    const began = Date.now();
    expect(await selfCheck(true, machine([await silent(), await refusing()]))(new Deadline(5_000))).toBe(
      'none of its resolvers answered within 1000 ms (127.0.0.1, 127.0.0.1)',
    );
    expect(Date.now() - began).toBeLessThan(1_500);
  });

  test('does not without an interface, unless the targets are on loopback', async () => {
    expect(await selfCheck(false, machine([await resolver()], false))(new Deadline(5_000))).toBe('it has no interface but loopback');
    expect(await selfCheck(true, machine([await resolver()], false))(new Deadline(5_000))).toBeUndefined();
  });

  test('cannot be told without resolvers, with loopback resolvers alone, or without the time to wait for one', async () => {
    expect(await selfCheck(true, machine([]))(new Deadline(5_000))).toBeUndefined();
    expect(await selfCheck(false, machine(['127.0.0.53', '[::1]:5353', '::1', await silent()]))(new Deadline(5_000))).toBeUndefined();
    expect(await selfCheck(true, machine([await silent()]))(new Deadline(300))).toBeUndefined();
  });

  test('loopback is known by its address', () => {
    expect(['127.0.0.1', '127.9.9.9', '::1', 'localhost', 'LOCALHOST', '::ffff:127.0.0.1'].map(isLoopback)).not.toContain(false);
    expect(['10.0.0.1', '2001:db8::1', 'db.internal', ''].map(isLoopback)).not.toContain(true);
  });
});

describe('a run in which nothing answers', () => {
  // This spelling reaches loopback, but is not taken for it: it stands for a target elsewhere.
  const elsewhere = (id: string, port: number, rest: Partial<ProbeTarget> = {}): ProbeTarget => ({
    id,
    host: '127.1',
    port,
    liveness: http(),
    timeoutMs: TIMEOUT_MS,
    ...rest,
  });
  const run = (targets: readonly ProbeTarget[], check: () => Promise<string | undefined>, rest: Partial<ProbeRequest> = {}) => (
    probe({ targets, dependencies: [], deadlineMs: 5_000, ...rest }, { allowLocal: true, selfCheck: check })
  );
  const dead = jest.fn(async () => 'none of its resolvers answered');
  let full: Awaited<ReturnType<typeof openFullPort>>;
  beforeAll(async () => { full = await openFullPort(); });
  afterAll(async () => full.close());
  beforeEach(() => dead.mockClear());

  test('blames nobody when the own network is down', async () => {
    const { targets, dependencies } = await run([elsewhere('a', full.port), elsewhere('b', full.port)], dead, {
      dependencies: [elsewhere('db', full.port, { liveness: undefined })],
    });
    for (const result of [...targets, ...dependencies]) {
      expect(diagnoseTarget(result).fault).toBe('PROBER_FAULT');
      expect(result.checks[0]).toMatchObject({
        status: 'UNKNOWN',
        outcome: 'PROBER',
        detail: "nothing is known: the prober's own network does not work, none of its resolvers answered",
      });
      expect(result.checks[1]).toMatchObject({ status: 'UNKNOWN', outcome: 'PROBER' });
    }
    expect(dead).toHaveBeenCalledTimes(1);
  });

  test('one filtered task with a working resolver stays filtered, and so it does where that cannot be told', async () => {
    for (const check of [selfCheck(true, machine([await resolver()])), selfCheck(true, machine([]))]) {
      const { targets } = await probe(
        { targets: [elsewhere('a', full.port)], dependencies: [], deadlineMs: 5_000 },
        { allowLocal: true, selfCheck: check },
      );
      expect(diagnoseTarget(targets[0]!).fault).toBe('PORT_FILTERED');
    }
  });

  test.each<[name: string, open: () => Promise<number>]>([
    ['a SYN-ACK', () => listeners.answering(200)],
    ['a RST', () => listeners.closedPort()],
    ['a connection that is accepted and then hangs', () => listeners.raw(() => undefined)],
  ])('%s anywhere proves the network, and nobody is asked', async (_name, open) => {
    const { targets } = await run([elsewhere('filtered', full.port), elsewhere('other', await open())], dead);
    expect(diagnoseTarget(targets[0]!).fault).toBe('PORT_FILTERED');
    expect(dead).not.toHaveBeenCalled();
  });

  test('targets on this machine need no network: they neither prove it nor are excused by it', async () => {
    const { targets } = await run([elsewhere('here', full.port, { host: '127.0.0.1' })], dead);
    expect(diagnoseTarget(targets[0]!).fault).toBe('PORT_FILTERED');
    expect(dead).not.toHaveBeenCalled();
    const mixed = await run(
      [elsewhere('here', await listeners.answering(200), { host: '127.0.0.1' }), elsewhere('there', full.port)],
      dead,
    );
    expect(mixed.targets.map((target) => diagnoseTarget(target).fault)).toEqual(['HEALTHY', 'PROBER_FAULT']);
  });

  test('a run in which all is well, or nothing is asked for, asks nobody', async () => {
    await run([elsewhere('a', await listeners.answering(200))], dead);
    await run([], dead);
    expect(dead).not.toHaveBeenCalled();
  });
});
