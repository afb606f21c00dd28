import type { PageIdentity } from '../fetcher.ts';
import { isFromTheSite, isUsableId, reachesItsEnd, readEvidence } from './evidence.ts';
import { canonicalPage } from './html/canonical.ts';
import { demandSaneDepth } from './html/depth.ts';
import { Misread } from './html/fields.ts';
import { withTimeout } from './timeout.ts';

/**
 * Says which page this is. Kind by structure and selected tab; id by canonical link, structured data, selected tab, the
 * address that a saver wrote into its copy, and on pages without any of them the links of the page to itself. Two ids
 * that differ are none, and so is one that cannot be an id. The name of a file is no source. A scan of the text may say
 * yes; before anything says no, the tree of the page is asked, so that any valid writing of HTML is recognised. A page
 * made to keep the search busy is none of the site's.
 */
export function identifyPage(html: string): PageIdentity {
  try {
    return withTimeout(() => {
      const scanned = scan(html, reachesItsEnd(html));
      return isSettled(scanned) || !mayBeOfTheSite(html) ? scanned : scanTree(html);
    });
  } catch (error) {
    if (!(error instanceof Misread)) throw error;
    const unexamined = `expected ${error.expected}, saw ${error.seen}`;
    return { kind: null, id: null, isGenuine: false, isComplete: reachesItsEnd(html), hasData: false, unexamined };
  }
}

/** Scripts and style sheets beside a saved page are many: no tree is built of them. */
const mayBeOfTheSite = (html: string): boolean => html.includes('contentCol');

const isSettled = ({ kind, id, isComplete, hasData }: PageIdentity): boolean =>
  isComplete && kind !== null && (id !== null || kind === 'results') && hasData;

function scanTree(html: string): PageIdentity {
  demandSaneDepth(html);
  const canonical = canonicalPage(html);
  const isWhole = reachesItsEnd(html);
  const scanned = scan(canonical.html, isWhole || canonical.isComplete);
  return scanned.isGenuine ? scanned : { ...scanned, isComplete: isWhole };
}

function scan(html: string, isComplete: boolean): PageIdentity {
  if (!isFromTheSite(html)) {
    return { kind: null, id: null, isGenuine: false, isComplete, hasData: false };
  }
  const { kind, ids, hasData } = readEvidence(html);
  const [id] = ids;
  const isProven = ids.length === 1 && id !== undefined && isUsableId(kind, id);
  return { kind, id: isProven ? id : null, isGenuine: true, isComplete, hasData };
}
