/**
 * Whatever needs the EC2 client, in one bundle: the client alone is most of it. It is required, not imported, so
 * that it is a file of its own beside the function's: it is loaded when the first plan comes that needs it.
 */
export * from './evidence/ec2-instances';
export * from '../network/analyses';
