import { EC2Client } from '@aws-sdk/client-ec2';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { type CallJson, jsonCaller } from './json-api';
import { type CallRoute53, route53Caller } from './route53-api';
import { CONNECTION_TIMEOUT_MS } from '../../lambda/shared/client-settings';

/** Where and as whom AWS is asked; undefined: as the environment and the AWS configuration say. */
export interface Place {
  readonly region?: string;
  readonly profile?: string;
}

/** The clients that an account is read with. */
export interface AccountClients {
  readonly ecs: Pick<ECSClient, 'send'>;
  readonly loadBalancing: Pick<ElasticLoadBalancingV2Client, 'send'>;
  readonly ec2: Pick<EC2Client, 'send'>;
  /** APIs that have no client here. */
  readonly json: CallJson;
  readonly route53: CallRoute53;
  /** The region that is read; rejects where nothing names one. */
  region(): Promise<string>;
}

/** A person waits, though not for long; calls that AWS throttles are made again in their turn. */
const SETTINGS = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: CONNECTION_TIMEOUT_MS, requestTimeout: 10_000, throwOnRequestTimeout: true },
};

/** Clients with the SDK's own credentials: environment, profile, single sign-on, instance or container role. */
export function createAccountClients({ region, profile }: Place): AccountClients {
  const settings = { ...SETTINGS, ...region === undefined ? {} : { region }, ...profile === undefined ? {} : { profile } };
  const ecs = new ECSClient(settings);
  return {
    ecs,
    loadBalancing: new ElasticLoadBalancingV2Client(settings),
    ec2: new EC2Client(settings),
    json: jsonCaller(ecs.config),
    route53: route53Caller(ecs.config),
    region: () => ecs.config.region(),
  };
}
