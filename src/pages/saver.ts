import { allIn, hasClass, removeFrom, type Tree } from './html/tree.ts';

/**
 * Programs that save less than the whole page: they omit hidden elements (CT and T tables, tables of other maps, kill
 * matrices) or embed pictures, so that the file names of icons are lost. The patterns match only markup, which comments
 * of visitors cannot contain.
 */
const SAVERS: readonly { name: string; mark: RegExp }[] = [
  {
    name: 'SingleFile',
    mark: /<!--\s*Page saved with SingleFile\b|<[a-z][^<>]{0,2000}\sclass\s*=\s*["']?[^"'<>]{0,500}\bsf-hidden\b/i,
  },
  { name: 'Save Page WE', mark: /<meta\b[^<>]{0,200}\sname\s*=\s*["']?savepage-/i },
  { name: 'WebScrapBook', mark: /<html\b[^<>]{0,2000}\sdata-scrapbook-source\b/i },
  { name: 'Monolith', mark: /<!--\s*Saved from\s[^<>]{0,2000}\susing monolith\b/i },
];

/** SingleFile keeps a hidden element under this class, without the elements inside it. */
const HIDDEN = 'sf-hidden';
const ANY_WORD = /Page saved with SingleFile|sf-hidden|savepage-|data-scrapbook-source|using monolith/;

/** The program that saved a page, if it may have omitted parts; else null. */
export function saverOf(html: string): string | null {
  // One search for all words first, because the patterns are slow on pages of several megabytes.
  if (!ANY_WORD.test(html)) return null;
  return SAVERS.find(({ mark }) => mark.test(html))?.name ?? null;
}

/** Removes elements that SingleFile marked as hidden: only their text is left, which may be an incomplete value. */
export function removeHidden(tree: Tree): void {
  for (const element of allIn(tree, (each) => hasClass(each, HIDDEN))) removeFrom(element);
}
