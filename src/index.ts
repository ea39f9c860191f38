export * from './contract/container-probe';
export * from './contract/health-endpoint';
export * from './contract/health-format';
