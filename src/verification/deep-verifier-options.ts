import type { Size } from 'aws-cdk-lib';
import type { IConnectable, ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { ICluster } from 'aws-cdk-lib/aws-ecs';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';

/** A verifier: one of this app, or one that was deployed elsewhere under a name. */
export interface IDeepVerifier extends IConstruct, IConnectable {
  /** Name under which it is registered. */
  readonly verifierName: string;
  /** The function that reads, diagnoses and reports. */
  readonly function: IFunction;
  /** The function that probes from inside the VPC; undefined without one. */
  readonly prober?: IFunction;
  /** Above this share of failing tasks a restartable fault is SYSTEMIC. */
  readonly systemicShare: number;
}

/** How the verifier runs. */
export interface DeepVerifierProps {
  /**
   * Name of the verifier, 1–64 letters, digits, `_` and `-`, unique within account and region. With a name, stacks of any app verify their
   * services with it, by `DeepVerifier.fromName`.
   * @default - one that follows from the path of the construct; the verifier serves this app alone
   */
  readonly name?: string;

  /**
   * The VPC of the services. The prober runs inside it and needs neither NAT nor endpoints there.
   * @default - no prober: the verifier probes itself, from outside any VPC
   */
  readonly vpc?: IVpc;

  /**
   * Subnets of the prober; isolated ones are enough.
   * @default - the private subnets of the VPC, else the isolated ones, else the public ones
   */
  readonly vpcSubnets?: SubnetSelection;

  /**
   * Security group of the prober.
   * @default - a new one that allows all outbound traffic, because dependencies may be anywhere
   */
  readonly securityGroup?: ISecurityGroup;

  /**
   * Above this share of failing tasks (0–1) a fault that a restart would fix in one task is SYSTEMIC: restarts will not help.
   * @default 0.5
   */
  readonly systemicShare?: number;

  /**
   * How many schedules share the registered plans, 1–16. One shard verifies about a thousand services.
   * @default 1
   */
  readonly shards?: number;

  /**
   * Memory of the function that verifies, 128 MiB to 10,240 MiB; Lambda gives it computing power in proportion. What a shard keeps of a
   * task takes some kilobytes: the default is for 6,000 tasks a shard, see docs/fleet.md for more.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
   * @default Size.mebibytes(256)
   */
  readonly memory?: Size;

  /**
   * The clusters whose services it may read.
   * @default - those of the services of its own stack; all of account and region once it has a name or serves other stacks
   */
  readonly clusters?: ICluster[];

  /**
   * Share of the account's rate limits of ECS, Elastic Load Balancing and Parameter Store that all shards together may use, 0.01–1. The
   * limits belong to everybody in the account and region: deployments, autoscalers, monitoring.
   * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html
   * @default 0.4
   */
  readonly readBudget?: number;
}

/** What is known of a verifier that was deployed elsewhere. */
export interface NamedVerifierOptions {
  /**
   * Whether it has a prober. Then the ports of the services are opened to it.
   * @default true
   */
  readonly prober?: boolean;

  /**
   * Its `systemicShare`.
   * @default 0.5
   */
  readonly systemicShare?: number;
}
