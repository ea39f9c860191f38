import fc from 'fast-check';
import type { Quantity } from '../../cli/services/quantity';
import type { ContainerCheckSettings, ContainerSettings, ServiceSettings, TargetGroupSettings } from '../../cli/services/service-settings';
import { UNKNOWN } from '../../src/lint/value';

/** A service with AWS's defaults on every layer. */
export function settings(changes: Partial<ServiceSettings> = {}): ServiceSettings {
  return {
    name: 'Web',
    template: 'shop.template.json',
    container: container(),
    targetGroup: targetGroup(),
    gracePeriod: 0,
    startsFirst: true,
    ...changes,
  };
}

/** A container whose check has AWS's defaults. */
export function container(
  check: Partial<ContainerCheckSettings> = {},
  stopTimeout = 30,
): ContainerSettings & Required<Pick<ContainerSettings, 'check'>> {
  const command = ['CMD-SHELL', 'curl -f http://localhost:3000/live'];
  return { port: 3000, check: { command, interval: 30, timeout: 5, retries: 3, startPeriod: 0, ...check }, stopTimeout };
}

export function targetGroup(changes: Partial<TargetGroupSettings> = {}): TargetGroupSettings {
  return {
    network: false,
    protocol: 'HTTP',
    grpc: false,
    path: '/ready',
    interval: 30,
    timeout: 5,
    unhealthyThreshold: 2,
    healthyThreshold: 5,
    deregistrationDelay: 300,
    ...changes,
  };
}

const orUnknown = (seconds: fc.Arbitrary<number>): fc.Arbitrary<Quantity> =>
  fc.oneof({ weight: 9, arbitrary: seconds }, { weight: 1, arbitrary: fc.constant(UNKNOWN) });
const between = (min: number, max: number) => fc.integer({ min, max });

/** Any service that AWS takes, with or without each layer. */
export const anySettings = (number: typeof orUnknown = orUnknown): fc.Arbitrary<ServiceSettings> =>
  fc.record({
    name: fc.string(),
    template: fc.string(),
    container: fc.record({
      name: fc.option(fc.string(), { nil: undefined }),
      port: fc.option(between(1, 65535), { nil: undefined }),
      waitsFor: fc.option(fc.array(fc.record({ name: fc.string(), soonest: number(between(0, 60)), latest: number(between(60, 400)) }),
        { maxLength: 3 }), { nil: undefined }),
      check: fc.option(
        fc.record({
          command: fc
            .tuple(fc.constantFrom('CMD', 'CMD-SHELL', ''), fc.array(fc.string(), { maxLength: 3 }))
            .map(([form, words]) => [form, ...words]),
          interval: number(between(5, 300)),
          timeout: number(between(2, 60)),
          retries: number(between(1, 10)),
          startPeriod: number(between(0, 300)),
        }),
        { nil: undefined },
      ),
      stopTimeout: number(between(2, 120)),
    }),
    targetGroup: fc.option(
      fc.record({
        network: fc.boolean(),
        protocol: fc.constantFrom('HTTP', 'HTTPS', 'TCP', undefined),
        grpc: fc.boolean(),
        path: fc.oneof(fc.constantFrom(undefined, '/ready'), fc.string()),
        port: fc.option(between(1, 65535), { nil: undefined }),
        interval: number(between(5, 300)),
        timeout: number(between(2, 120)),
        unhealthyThreshold: number(between(2, 10)),
        healthyThreshold: number(between(2, 10)),
        matcher: fc.constantFrom(undefined, '200', '404', '200-399', '12'),
        deregistrationDelay: number(between(0, 3600)),
      }),
      { nil: undefined },
    ),
    gracePeriod: number(between(0, 4000)),
    startsFirst: fc.constantFrom(true, false, UNKNOWN),
    deployment: fc.option(fc.record({
      failures: fc.option(number(between(1, 300)), { nil: undefined }),
      atOnce: number(between(1, 50)),
      patience: number(fc.constantFrom(10_800, 129_600)),
    }), { nil: undefined }),
    cloudMap: fc.option(fc.record({ knowsHealth: fc.boolean(), ttl: number(between(0, 300)) }), { nil: undefined }),
    route53: fc.option(
      fc.record({
        interval: fc.constantFrom(10, 30),
        failureThreshold: number(between(1, 10)),
        timeout: fc.constantFrom(6, 8, 10),
      }),
      { nil: undefined },
    ),
    verifier: fc.option(
      fc.record({
        rounds: fc.constantFrom(1, 2, 3, 4, 5, 6),
        roundDeadline: between(5, 45),
        startup: between(0, 300),
      }),
      { nil: undefined },
    ),
  });
