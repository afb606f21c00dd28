import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { profileOf, takeProfile } from '../../../src/fetch/browser/profile.ts';
import { canMount, mountTmpfs } from '../../helpers/tmpfs.ts';

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
