import { unreachable } from '../errors.ts';
import type { RefusalKind } from '../refusal-marks.ts';
import type { FileType } from '../saved/file-type.ts';
import type { ForeignPage } from '../saved/recognise.ts';

/** The type of a file without readable pages, and what to do instead, as part of a sentence. */
export function renderFileType({ type, detail }: FileType): string {
  switch (type) {
    case 'empty':
      return 'an empty file: save the page again when it has loaded';
    case 'safari-web-archive':
      return 'a web archive of Safari: save the page as Page Source instead';
    case 'archive':
      if (detail === 'wacz') return 'a WACZ archive: unzip it and import its archive/*.warc.gz';
      return `a ${detail} archive: unpack it and import the folder`;
    case 'compressed':
      return `a compressed file (${detail}): unpack it first`;
    case 'brotli':
      return 'compressed with brotli: unpack it first (brotli -d)';
    case 'deflate':
      return 'compressed with deflate: save it unpacked (curl --compressed)';
    case 'utf-32':
      return 'text in UTF-32: convert it to UTF-8 (iconv -f UTF-32 -t UTF-8)';
    case 'json':
      return 'JSON, but not a HAR: save the pages as HTML only, or record a HAR with content';
    case 'picture':
      return `a picture (${detail}): save the page as HTML only`;
    case 'document':
      return `a document (${detail}): save the page as HTML only`;
    case 'database':
      return `a database (${detail}): only pages are read`;
    case 'binary':
      return `not text${detail === null ? '' : ` (${detail})`}: save the page as HTML only`;
    default:
      return unreachable(type);
  }
}

const REFUSALS: Record<RefusalKind, string> = {
  challenge: 'a challenge of Cloudflare in place of the page: pass it in a browser, then save the page',
  denied: 'a refusal in place of the page (access denied): save the page where it can be opened',
  'too-many': 'a refusal in place of the page (too many requests): save the page later',
  network: 'a refusal in place of the page (the whole network is refused): save the page from another connection',
};

/**
 * The type of a document that is not one of the five kinds of page, and what to save instead, as part of a sentence.
 */
export function renderForeignPage(page: ForeignPage): string {
  switch (page.type) {
    case 'refusal':
      return REFUSALS[page.kind];
    case 'translated':
      return `translated by the browser${page.language === null ? '' : ` (${page.language})`}: show the original and save that`;
    case 'page-of-the-site':
      return `${page.page === null ? 'another page' : aOrAn(page.page)} of the site: only ${READ} are read`;
    case 'other-host':
      return `a page of ${page.host}: only pages of the site are read`;
    case 'several-pages':
      return 'several pages in one file: put each page into its own file';
    case 'unexamined':
      return `not examined completely: ${page.detail}`;
    case 'source-view':
      return 'the source of a page as a browser shows it: save the page itself as HTML only';
    case 'reader-view':
      return 'the reader view of a browser: leave it, then save the page as HTML only';
    case 'browser-error':
      return 'an error page of the browser in place of the page: save the page when it has loaded';
    case 'without-markup':
      return 'a page of the site that lacks its markup: save the whole page as HTML only';
    case 'no-end':
      return 'it ends before it shows which page it is: save the page again when it has loaded';
    case 'not-html':
      return 'text, but not HTML: only pages saved as HTML are read';
    case 'not-of-the-site':
      return 'not a page of the site';
    default:
      return unreachable(page);
  }
}

const READ = 'results, matches and the overview, performance and economy of their maps';

function aOrAn(noun: string): string {
  return noun.startsWith('statistics ') ? noun : `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
}
