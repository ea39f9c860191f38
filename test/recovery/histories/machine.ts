export * from '../../../sandbox/state-machines/walk';
