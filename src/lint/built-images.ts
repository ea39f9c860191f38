import { lstatSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { fieldsOf, member } from './fields';
import type { BuiltImage } from './template';

/** Bytes. No Dockerfile, and no manifest of an app that can be deployed, is larger. */
const LARGEST_DOCKERFILE = 256 * 1024;
const LARGEST_MANIFEST = 16 * 1024 * 1024;

/**
 * A folder that the CDK has staged: beside the template, or above it where a stage has a folder of its own. No other path is followed,
 * because `cdk.out` may be anyone's. Nor is an absolute one, which the CDK writes where staging is turned off (`cdk synth --no-staging`):
 * its content may have changed since, and `HealthLint` has checked it at synthesis.
 */
const STAGED = /^(?:\.\.[\\/])*asset\.[\w-]+$/;

/**
 * The images that the CDK builds for a template, from the manifest of assets beside it; none where it lists none, or cannot be read.
 */
export function readBuiltImages(template: string): Record<string, BuiltImage> {
  const path = template.replace(/\.template\.json$/, '.assets.json');
  const manifest = path === template ? undefined : readManifest(path);
  return Object.fromEntries(Object.values(fieldsOf(member(manifest, 'dockerImages'))).flatMap((asset) => {
    const { directory, dockerFile = 'Dockerfile', dockerBuildTarget } = fieldsOf(member(asset, 'source'));
    const folder = typeof directory === 'string' && STAGED.test(directory) ? join(dirname(path), directory.replace(/\\/g, '/')) : undefined;
    const image = folder === undefined ? undefined : readBuiltImage(folder, dockerFile, dockerBuildTarget);
    return image === undefined
      ? []
      : Object.values(fieldsOf(member(asset, 'destinations'))).map(
        (destination) => [`${String(member(destination, 'repositoryName'))}:${String(member(destination, 'imageTag'))}`, image] as const,
      );
  }));
}

/** The image that is built from a folder; undefined where its Dockerfile cannot be read, or lies outside. */
export function readBuiltImage(folder: string, dockerfile: unknown, target: unknown): BuiltImage | undefined {
  try {
    if (typeof dockerfile !== 'string' || !lstatSync(folder).isDirectory()) { return undefined; }
    // A link may lead outside as well as a path.
    const file = realpathSync(join(folder, dockerfile));
    const text = file.startsWith(realpathSync(folder) + sep) ? readBounded(file, LARGEST_DOCKERFILE) : undefined;
    return text === undefined ? undefined : { dockerfile: text, target: typeof target === 'string' ? target : undefined };
  } catch {
    return undefined;
  }
}

function readManifest(path: string): unknown {
  try {
    return JSON.parse(readBounded(path, LARGEST_MANIFEST) ?? '');
  } catch {
    return undefined;
  }
}

function readBounded(path: string, largest: number): string | undefined {
  const stat = statSync(path);
  return stat.isFile() && stat.size <= largest ? readFileSync(path, 'utf8') : undefined;
}
