import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Real pages outside the project, compressed, with their true values in a JSON file beside each. They may be missing. */

const corpus = resolve(import.meta.dirname, '..', process.env.HLTV_CORPUS ?? '../shared/pages');
/** Whether the real pages are there. */
export const hasCorpus = existsSync(corpus);

/** The notes of a section that would have measured real pages. */
export const CORPUS_NOTES = hasCorpus
  ? []
  : ['The folder of real pages (`HLTV_CORPUS`) was not found: only pages of the replica were measured.'];

/** A real page with its true values. */
export type CorpusPage = { name: string; html: string; expected: Record<string, unknown> };

/** The pages of one folder of the corpus, by name; none when it is missing. */
export function corpusPages(folder: string): CorpusPage[] {
  const inside = join(corpus, folder);
  const files = existsSync(inside) ? readdirSync(inside).filter((file) => file.endsWith('.html.gz')) : [];
  return files.toSorted().map((file) => {
    const name = file.replace('.html.gz', '');
    return {
      name,
      html: gunzipSync(readFileSync(join(inside, file))).toString('utf8'),
      expected: JSON.parse(readFileSync(join(inside, `${name}.json`), 'utf8')),
    };
  });
}
