import type { PageIdentity } from '../fetcher.ts';
import { detectPage, hasSiteFrame, isCompleteDocument, isUsableId } from './detect-page.ts';
import { canonicalPage } from './html/canonical.ts';
import { assertDepth } from './html/depth.ts';
import { FieldError } from './html/fields.ts';
import { withTimeout } from './timeout.ts';

/**
 * Identifies a page. Its kind follows from its structure and the selected tab; its id from the canonical link,
 * structured data, the selected tab, the address that a saving program wrote into the copy, or, without any of these,
 * from links of the page to itself. Different or invalid ids give no id; the file name is not used. The text is scanned
 * first. If that gives no result, the page is rewritten from its tree and scanned again, so that every valid way to
 * write HTML is recognised. A page whose scan exceeds the time limit is not identified.
 */
export function identifyPage(html: string): PageIdentity {
  try {
    return withTimeout(() => {
      const scanned = scan(html, isCompleteDocument(html));
      return isSettled(scanned) || !mayHaveSiteFrame(html) ? scanned : scanTree(html);
    });
  } catch (error) {
    if (!(error instanceof FieldError)) throw error;
    const unexamined = `expected ${error.expected}, saw ${error.seen}`;
    return { kind: null, id: null, isGenuine: false, isComplete: isCompleteDocument(html), hasData: false, unexamined };
  }
}

/** False for the scripts and style sheets beside a saved page, so that no tree is built for them. */
function mayHaveSiteFrame(html: string): boolean {
  return html.includes('contentCol');
}

function isSettled({ kind, id, isComplete, hasData }: PageIdentity): boolean {
  return isComplete && kind !== null && (id !== null || kind === 'results') && hasData;
}

function scanTree(html: string): PageIdentity {
  assertDepth(html);
  const canonical = canonicalPage(html);
  const isWhole = isCompleteDocument(html);
  const scanned = scan(canonical.html, isWhole || canonical.isComplete);
  return scanned.isGenuine ? scanned : { ...scanned, isComplete: isWhole };
}

function scan(html: string, isComplete: boolean): PageIdentity {
  if (!hasSiteFrame(html)) return { kind: null, id: null, isGenuine: false, isComplete, hasData: false };
  const { kind, ids, hasData } = detectPage(html);
  const [id] = ids;
  const isProven = ids.length === 1 && id !== undefined && isUsableId(kind, id);
  return { kind, id: isProven ? id : null, isGenuine: true, isComplete, hasData };
}
