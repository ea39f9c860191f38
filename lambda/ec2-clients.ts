/**
 * Whatever needs the EC2 client, in one bundle: the client alone is most of it. A file of its own beside the verifier,
 * tools/bundle.ts sees to it: it is loaded when the first plan comes that needs it.
 */
export * from './evidence/ec2-instances';
export * from './reachability/analyses';
