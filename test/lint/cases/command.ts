import type { FamilyCases } from './case';

export const COMMAND: FamilyCases = {};
