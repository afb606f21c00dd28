import type { PageIdentity } from '../fetcher.ts';
import { isFromTheSite, isUsableId, reachesItsEnd, readEvidence } from './evidence.ts';

/**
 * Says which page this is, cheaply and without building a tree. Kind by structure and selected tab; id by canonical
 * link, structured data, selected tab, the browser's "saved from" comment, and on pages without any of them the links of
 * the page to itself. Two ids that differ are none, and so is one that cannot be an id.
 */
export function identifyPage(html: string): PageIdentity {
  return identityOf(html, null);
}

/** As `identifyPage`, with the number that a saved file's name begins with as the last resort for the id. */
export function recogniseSavedPage(html: string, fileName: string): PageIdentity {
  return identityOf(html, fileName);
}

function identityOf(html: string, fileName: string | null): PageIdentity {
  const isComplete = reachesItsEnd(html);
  if (!isFromTheSite(html)) {
    return { kind: null, id: null, isGenuine: false, isComplete, hasData: false };
  }
  const { kind, ids, hasData } = readEvidence(html);
  const [id] = ids;
  const isSilent = ids.length === 0 && kind !== null && kind !== 'results';
  const isProven = ids.length === 1 && id !== undefined && isUsableId(kind, id);
  return {
    kind,
    id: isProven ? id : isSilent ? idInName(fileName) : null,
    isGenuine: true,
    isComplete,
    hasData,
  };
}

/** `148304-ldlc-vertigo.html.gz` → 148304. Few digits are a date or a counter, not an id. */
function idInName(fileName: string | null): number | null {
  const base = fileName?.split(/[/\\]/).at(-1) ?? '';
  const [, digits] = /^(\d{4,9})(?=\D|$)/.exec(base) ?? [];
  return Number(digits ?? 0) || null;
}
