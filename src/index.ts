export * from './contract/budget-values';
export * from './contract/container-probe';
export * from './contract/health-budget';
export * from './contract/health-contract';
export * from './contract/health-dependency';
export * from './contract/health-endpoint';
export * from './contract/health-format';
