import { unreachable } from '../errors.ts';
import type { SkipReason } from '../notices.ts';
import { moment } from './format.ts';

/** Why a file was not imported, as half a sentence. */
export function renderSkipReason(reason: SkipReason): string {
  switch (reason.type) {
    case 'not-html':
      return 'not an .html or .html.gz file';
    case 'no-access':
      return reason.message;
    case 'not-of-the-site':
      return 'not a page of the site';
    case 'other-site':
      return `a page of ${reason.site}; the data folder holds data of ${reason.stored}`;
    case 'other-kind':
      return 'none of the kinds that are read';
    case 'cut-off':
      return `a ${reason.kind} page that is cut off`;
    case 'no-id':
      return `a ${reason.kind} page that does not say which one it is`;
    case 'older':
      return `saved at ${moment(reason.seenAtMs)}, the stored page at ${moment(reason.storedAtMs)}${OVERRIDE}`;
    case 'lesser-state':
      return `${stateText(reason.seen)}, the stored page is ${stateText(reason.stored)}${OVERRIDE}`;
    case 'less-data':
      return `it has less data than the stored page${OVERRIDE}`;
    case 'same-age':
      return `as old as the stored page, and no fuller${OVERRIDE}`;
    case 'unreadable':
      return `it cannot be read, and a page as new could: ${reason.message}`;
    default:
      return unreachable(reason);
  }
}

const OVERRIDE = ' (--allow-older takes it)';

const stateText = (state: string): string => state.replaceAll('_', ' ');
