import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Real pages with what they say, read by someone else. They are not part of the project; where they are missing, say so. */

/** The JSON beside a page, as its SCHEMA.md describes it. */
export type Truth = ReturnType<typeof JSON.parse>;
export type CorpusPage = { folder: string; file: string; html: string; truth: Truth };

const corpusFolder = resolve(process.env.HLTV_CORPUS ?? '../shared/pages');
export const hasCorpus = existsSync(join(corpusFolder, 'SCHEMA.md'));

if (!hasCorpus) {
  process.stderr.write(`Corpus tests are left out: no pages in ${corpusFolder} (set HLTV_CORPUS).\n`);
}

export function corpusPages(folder: string): CorpusPage[] {
  const inside = join(corpusFolder, folder);
  if (!existsSync(inside)) {
    return [];
  }
  const files = readdirSync(inside).filter((name) => name.endsWith('.html.gz'));
  return files.map((file) => ({
    folder,
    file,
    html: gunzipSync(readFileSync(join(inside, file))).toString('utf8'),
    truth: JSON.parse(readFileSync(join(inside, file.replace(/\.html\.gz$/, '.json')), 'utf8')),
  }));
}
