import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EnvironmentError } from '../../src/errors.ts';
import { openFile } from '../../src/saved/files.ts';
import { findFiles, printableName } from '../../src/saved/find-files.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hltv-find-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const save = (name: string) => {
  writeFileSync(join(folder, name), name);
  return join(folder, name);
};

/** Names and reasons below the folder. */
function found(...names: string[]): { files: string[]; others: Record<string, string> } {
  const { files, others } = findFiles(names.length > 0 ? names : [folder]);
  const short = (name: string): string => name.replace(`${folder}/`, '');
  return {
    files: files.map(({ name }) => short(name)),
    others: Object.fromEntries(others.map(({ file, reason }) => [short(file), reason.type])),
  };
}

async function textOf(file: ReturnType<typeof findFiles>['files'][number]): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of openFile(file).bytes) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

describe('below a folder', () => {
  it('files are found in the order of their names', () => {
    mkdirSync(join(folder, 'b'));
    for (const name of ['c.html', 'a.htm.gz', 'b/x.warc', 'b/style.css']) save(name);
    expect(found()).toEqual({
      files: ['a.htm.gz', 'b/style.css', 'b/x.warc', 'c.html'],
      others: {},
    });
  });

  it('links to files are followed, and each file is read once', () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'hltv-elsewhere-'));
    writeFileSync(join(elsewhere, 'far.html'), '');
    mkdirSync(join(folder, 'z'));
    save('page.html');
    symlinkSync('page.html', join(folder, 'again.html'));
    linkSync(join(folder, 'page.html'), join(folder, 'hard.html'));
    for (const name of ['far-1.html', 'far-2.html']) symlinkSync(join(elsewhere, 'far.html'), join(folder, name));
    symlinkSync('page.html', join(folder, 'z', 'broken.html'));
    symlinkSync('..', join(folder, 'z', 'up'));
    symlinkSync('loop.html', join(folder, 'z', 'loop.html'));
    symlinkSync('/dev/zero', join(folder, 'z', 'endless.html'));
    expect(found()).toEqual({
      files: ['again.html', 'far-1.html'],
      others: {
        'far-2.html': 'same-file',
        'hard.html': 'same-file',
        'page.html': 'same-file',
        'z/broken.html': 'broken-link',
        'z/up': 'link-to-folder',
        'z/loop.html': 'broken-link',
        'z/endless.html': 'not-a-file',
      },
    });
    rmSync(elsewhere, { recursive: true });
  });

  it('a file that was named as well is read once', () => {
    const page = save('page.html');
    expect(found(page, folder, page)).toEqual({ files: ['page.html'], others: { 'page.html': 'same-file' } });
  });

  it('a folder link that is named itself is followed', () => {
    mkdirSync(join(folder, 'real'));
    save('real/page.html');
    symlinkSync('real', join(folder, 'named'));
    expect(found(join(folder, 'named')).files).toEqual(['named/page.html']);
  });

  it.runIf(process.platform === 'linux')(
    'a pipe is listed, and does not block a file whose place it takes',
    async () => {
      save('page.html');
      const [file] = findFiles([folder]).files;
      rmSync(join(folder, 'page.html'));
      execFileSync('mkfifo', [join(folder, 'page.html')]);
      expect(found()).toEqual({ files: [], others: { 'page.html': 'not-a-file' } });
      expect(() => openFile(file ?? { path: '', name: '' })).toThrow(EnvironmentError);
    },
  );
});

describe.runIf(process.platform === 'linux')('a name that is not UTF-8', () => {
  const LATIN = Buffer.from('caf\xe9.html', 'latin1');

  function saveLatin(): string {
    const path = Buffer.concat([Buffer.from(`${folder}/`), LATIN]);
    writeFileSync(path, 'the page');
    return `${folder}/caf\\xE9.html`;
  }

  it('is found below a folder, printed with its bytes, and read', async () => {
    const name = saveLatin();
    const { files } = findFiles([folder]);
    expect(files.map((file) => file.name)).toEqual([name]);
    for (const file of files) expect(await textOf(file)).toBe('the page');
  });

  it('of a folder is no obstacle to what is in it', async () => {
    mkdirSync(join(folder, 'plain'));
    writeFileSync(join(folder, 'plain', 'é.html'), 'inside');
    renameSync(join(folder, 'plain'), Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xe9, 0x2d, 0xff])]));
    const { files } = findFiles([folder]);
    expect(files.map((file) => file.name)).toEqual([`${folder}/\\xE9-\\xFF/é.html`]);
    for (const file of files) expect(await textOf(file)).toBe('inside');
  });

  it('is found as Node decodes it on the command line', async () => {
    const name = saveLatin();
    const { files } = findFiles([`${folder}/caf\ufffd.html`]);
    expect(files.map((file) => file.name)).toEqual([name]);
    expect(() => findFiles([`${folder}/tea\ufffd.html`])).toThrow('There is no file or folder');
  });

  it('keeps every character that is one', () => {
    expect(printableName(Buffer.from([0xe2, 0x82, 0xac, 0x20, 0xe2, 0x82, 0x41, 0xf0, 0x9f, 0x90, 0xba]))).toBe(
      '€ \\xE2\\x82A🐺',
    );
  });
});

describe.runIf(process.platform === 'linux')('a folder that cannot be read', () => {
  const inShell = (script: string) => execFileSync('sh', ['-c', script, 'sh', folder]);

  it('is listed, and the others are searched', () => {
    save('page.html');
    // Too deep for a path, also for root.
    inShell(
      'cd "$1"; for i in $(seq 41); do mkdir $(printf %0100d $i); cd $(printf %0100d $i) 2>/dev/null || true; done',
    );
    const { files, others } = found();
    inShell('cd "$1"; rm -rf 0*');
    expect(files).toEqual(['page.html']);
    expect(Object.values(others)).toEqual(['no-access']);
  });
});
