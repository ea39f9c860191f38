import type { FamilyCases } from './case';

export const RANGES: FamilyCases = {};
