import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

/** Real pages with their true values beside them; they live outside the project and may be missing. */
const root = fileURLToPath(new URL('../..', import.meta.url));
export const CORPUS = resolve(root, process.env.HLTV_CORPUS ?? '../shared/pages');
export const hasCorpus = existsSync(CORPUS);
if (!hasCorpus) process.stdout.write(`No real pages at ${CORPUS} (HLTV_CORPUS): their tests are skipped.\n`);

// biome-ignore lint/suspicious/noExplicitAny: the truth records are somebody else's JSON
export type Truth = any;

export type CorpusPage = { name: string; file: string; readonly html: string; truth: Truth };

/** The pages of one folder of the corpus, with what they truly say. */
export function corpusPages(folder: string): CorpusPage[] {
  if (!hasCorpus) return [];
  return readdirSync(join(CORPUS, folder))
    .filter((file) => file.endsWith('.json'))
    .map((file) => ({
      name: basename(file, '.json'),
      file: join(CORPUS, folder, file.replace(/\.json$/, '.html.gz')),
      get html() {
        return gunzipSync(readFileSync(this.file)).toString('utf8');
      },
      truth: JSON.parse(readFileSync(join(CORPUS, folder, file), 'utf8')),
    }));
}
