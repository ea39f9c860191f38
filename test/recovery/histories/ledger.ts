export { Table as Ledger, type Update } from '../../../sandbox/state-machines/table';
