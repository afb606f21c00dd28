import { renderVersions } from '../output/versions.ts';
import { programVersion } from '../package.ts';
import { storeVersions } from '../store/versions.ts';

/** The text of `--version`. */
export function versionText(): string {
  return renderVersions({ program: programVersion(), node: process.versions.node, ...storeVersions() });
}
