import type { FamilyCases } from './case';

export const PROTOCOL: FamilyCases = {};
