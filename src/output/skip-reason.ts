import { unreachable } from '../errors.ts';
import { MAX_PAGE_BYTES } from '../fetcher.ts';
import type { SkipReason } from '../notices.ts';
import type { FileProblem } from '../saved/find-files.ts';
import type { SavedForm, Unreadable } from '../saved/saved-page.ts';
import { renderFileType, renderForeignPage } from './foreign-text.ts';
import { fileInLine, formatTimestamp, pluralize } from './format.ts';

/** Why a file was not imported, as part of a sentence. */
export function renderSkipReason(reason: SkipReason): string {
  switch (reason.type) {
    case 'not-a-file':
    case 'link-to-folder':
    case 'broken-link':
    case 'same-file':
    case 'no-access':
      return renderFileProblem(reason);
    case 'damaged-entry':
      return renderDamage(reason.damage);
    case 'no-page':
      return `a recording without a page of the site (${pluralize(reason.entries, 'entry', 'entries')})`;
    case 'status':
      return `the site responded with status ${reason.status}`;
    case 'bad-bytes':
      return `the byte at offset ${reason.offset} is not ${reason.encoding}: save the page again, as HTML only`;
    case 'other-page':
      return `it is ${reason.kind} ${reason.id}, but its address is that of ${reason.expected.kind} ${reason.expected.id}`;
    case 'other-host':
      return `it came from ${reason.url}`;
    case 'foreign-file':
      return renderFileType(reason.fileType);
    case 'foreign-page':
      return renderForeignPage(reason.page);
    case 'other-site':
      return `a page of ${reason.site}; the data folder contains data of ${reason.stored}`;
    case 'cut-off':
      return `a ${reason.kind} page that is cut off: save it again when it has loaded`;
    case 'no-id':
      return `a ${reason.kind} page without its id: save it again, as HTML only`;
    case 'older':
      return `saved at ${formatTimestamp(reason.seenAtMs)}, the stored page at ${formatTimestamp(reason.storedAtMs)}${OVERRIDE}`;
    case 'lesser-state':
      return `${stateText(reason.seen)}, the stored page is ${stateText(reason.stored)}${OVERRIDE}`;
    case 'less-data':
      return `it has less data than the stored page${OVERRIDE}`;
    case 'same-age':
      return `as old as the stored page, without more data${OVERRIDE}`;
    case 'unreadable':
      return `it cannot be read, and a page that is as new can: ${reason.message}`;
    default:
      return unreachable(reason);
  }
}

function renderFileProblem(problem: FileProblem): string {
  switch (problem.type) {
    case 'not-a-file':
      return 'not a regular file: write its content to a file first';
    case 'link-to-folder':
      return 'a link to a folder: give the folder itself to import it';
    case 'broken-link':
      return 'a link to a missing or unreadable file';
    case 'same-file':
      return `the same file as ${fileInLine(problem.as)}`;
    case 'no-access':
      return problem.message;
    default:
      return unreachable(problem);
  }
}

/** Why an entry of a file cannot be read, as part of a sentence. */
function renderDamage(damage: Unreadable): string {
  switch (damage.type) {
    case 'truncated':
      return `${SUBJECTS[damage.form]} is cut off${placeIn(damage.form)}: ${AGAIN[damage.form]}`;
    case 'damaged':
      return `${SUBJECTS[damage.form]} is damaged${placeIn(damage.form)} (${damage.message}): ${AGAIN[damage.form]}`;
    case 'no-document':
      return `${damage.form} without a document: ${AGAIN[damage.form]}`;
    case 'revisit':
      return 'the WARC has no body for it, because it was that of an earlier response: import the WARC of that one as well';
    case 'no-content':
      return `saved without content: record the ${damage.form} with response bodies`;
    case 'file-missing':
      return `its body is in the file ${damage.file}: put that file beside the HAR, or record a HAR with bodies`;
    case 'bad-body':
      return `its body is cut off or not ${damage.coding}: save or record the page again`;
    case 'too-large':
      return `larger than ${MAX_PAGE_BYTES / 1024 / 1024} MB`;
    default:
      return unreachable(damage);
  }
}

/** Damaged HTML is a compressed file that cannot be unpacked. */
const SUBJECTS: Record<SavedForm, string> = {
  HTML: 'the compressed file',
  HTTP: 'the response',
  MHTML: 'the MHTML',
  HAR: 'the HAR',
  WARC: 'the WARC',
};

/** What to do about a file whose pages are missing or damaged. */
const AGAIN: Record<SavedForm, string> = {
  HTML: 'copy or save it again',
  HTTP: 'save it again',
  MHTML: 'save the page as HTML only',
  HAR: 'copy the file again, or record pages with their bodies',
  WARC: 'copy the file again, or record the pages again',
};

/** The entries of a recording before the damage are read. */
function placeIn(form: SavedForm): string {
  return form === 'HAR' || form === 'WARC' ? ' here' : '';
}

const OVERRIDE = ' (--allow-older takes it)';

function stateText(state: string): string {
  return state.replaceAll('_', ' ');
}
