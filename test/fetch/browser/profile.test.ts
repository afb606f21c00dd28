import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { profileOf, takeProfile, tempDirFor } from '../../../src/fetch/browser/profile.ts';
import { canMount, mountTmpfs } from '../../helpers/tmpfs.ts';

it('the temporary files of the browser are in a data folder whose path is no longer than docs/operations.md says', () => {
  const [, bytes] = /path of more than\s+(\d+) bytes/.exec(readFileSync('docs/operations.md', 'utf8')) ?? [];
  const longest = '/data'.padEnd(Number(bytes), 'x');
  expect(tempDirFor(profileOf(longest))).toBe(`${longest}/browser-profile/tmp`);
  expect(tempDirFor(profileOf(`${longest}x`))).toBeNull();
});

it.runIf(canMount)('a profile for which there is no space is named, with the remedy', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hltv-profile-'));
  const disk = join(folder, 'disk');
  try {
    // Room for one file: the owner's note; the preferences come next.
    using _ = mountTmpfs(disk, 4096);
    await expect(takeProfile(profileOf(disk))).rejects.toMatchObject({
      code: 'disk-full',
      message: expect.stringMatching(/browser-profile: No space left/),
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
