import { allIn, hasClass, removeFrom, type Tree } from './html/tree.ts';

/**
 * Programs that save less than the page has: they leave out hidden elements (CT and T tables, tables of other maps, kill
 * matrices), or put pictures into the page, so that the file names of icons are gone. The patterns match markup alone:
 * no visitor can write them.
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
const WORDS = ['Page saved with SingleFile', HIDDEN, 'savepage-', 'data-scrapbook-source', 'using monolith'];

/** The program that saved a page, if it is one that may leave out parts; else null. */
export function saverOf(html: string): string | null {
  // Looking for the words first keeps the patterns away from pages of several megabytes.
  if (!WORDS.some((word) => html.includes(word))) return null;
  return SAVERS.find(({ mark }) => mark.test(html))?.name ?? null;
}

/** Takes away what a saver has marked as hidden: of its insides only bare text is left, which may be half of a value. */
export function removeHidden(tree: Tree): void {
  for (const element of allIn(tree, (each) => hasClass(each, HIDDEN))) removeFrom(element);
}
