/**
 * Starts service.ts from its source. tsx takes the tsconfig.json of the working directory, wherever the source is; Nest's decorators need
 * the one beside this file. What is built (`npm run build`) starts with `node dist/service.js` and needs neither.
 */
import { fileURLToPath } from 'node:url';
import { tsImport } from 'tsx/esm/api';

const tsconfig = fileURLToPath(new URL('tsconfig.json', import.meta.url));
await tsImport('./service.ts', { parentURL: import.meta.url, tsconfig });
