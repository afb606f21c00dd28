import type { PageKind } from '../../page-kinds.ts';
import type { Layout } from '../world/model.ts';

/**
 * Amount of markup around the content: none, a little of each kind, as much as on the site; `full` also
 * has all copies and icons of the Round swing section, which make a performance page several MB long.
 */
export type Size = 'bare' | 'small' | 'realistic' | 'full';

/** Whether a page has as much markup around its content as on the site. */
export function isRealistic(size: Size): boolean {
  return size === 'realistic' || size === 'full';
}

/** As served, as the DOM of an automated browser, as saved with `Save page as`. */
export type Capture = 'served' | 'dom-dump' | 'browser-saved';

/** One page to be rendered. `id` is a match id, a map-stats id, or the offset of the listing. */
export type PageRequest = {
  kind: PageKind;
  id: number;
  /** Default: the match's own (`E26` nearly always). `E18` is for overviews only. */
  layout?: Layout;
  capture?: Capture;
  size?: Size;
  origin?: string;
};

/** Settings of every renderer. */
export type Scene = { origin: string; size: Size; layout: Layout; seed: number };
