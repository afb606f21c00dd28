import type { PageIdentity } from '../fetcher.ts';
import { isFromTheSite, isUsableId, reachesItsEnd, readEvidence } from './evidence.ts';
import { Misread } from './fields.ts';
import { withTimeout } from './timeout.ts';

/**
 * Says which page this is, cheaply and without building a tree. Kind by structure and selected tab; id by canonical
 * link, structured data, selected tab, the browser's "saved from" comment, and on pages without any of them the links of
 * the page to itself. Two ids that differ are none, and so is one that cannot be an id. The name of a file is no source.
 * A page made to keep the search busy is none of the site's.
 */
export function identifyPage(html: string): PageIdentity {
  try {
    return withTimeout(() => readIdentity(html));
  } catch (error) {
    if (!(error instanceof Misread)) throw error;
    return { kind: null, id: null, isGenuine: false, isComplete: reachesItsEnd(html), hasData: false };
  }
}

function readIdentity(html: string): PageIdentity {
  const isComplete = reachesItsEnd(html);
  if (!isFromTheSite(html)) {
    return { kind: null, id: null, isGenuine: false, isComplete, hasData: false };
  }
  const { kind, ids, hasData } = readEvidence(html);
  const [id] = ids;
  const isProven = ids.length === 1 && id !== undefined && isUsableId(kind, id);
  return { kind, id: isProven ? id : null, isGenuine: true, isComplete, hasData };
}
