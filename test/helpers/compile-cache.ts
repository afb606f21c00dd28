import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Lets every start of the built program take its compiled modules from a folder that the first start has filled. */
export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'hltv-compile-cache-'));
  process.env.NODE_COMPILE_CACHE = folder;
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
