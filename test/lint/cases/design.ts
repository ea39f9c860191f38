import type { FamilyCases } from './case';

export const DESIGN: FamilyCases = {};
