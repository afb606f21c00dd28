import type { PageKind } from '../page-kinds.ts';

/** The selector of a field, and the source file that reads it, relative to the root of the project. */
export type FieldSource = { selector: string; file: string };

/** Selectors by source file and field. Fields are paths in the record without indexes. */
export type SelectorsByFile = Record<string, Record<string, string>>;

/** The markup of one kind of page. `frame`: the block that contains everything that is read. */
export type PageSources = { frame: string; fields: ReadonlyMap<string, FieldSource> };

/** Builds the sources of one kind of page from its selectors. */
export function pageSources(kind: PageKind, frame: string, selectors: SelectorsByFile): PageSources {
  const own = Object.entries(selectors).flatMap(([name, fields]) => {
    const file = `src/pages/${kind}/${name}`;
    return Object.entries(fields).map(([field, selector]) => [field, { selector, file }] as const);
  });
  return { frame, fields: new Map(own) };
}

/** Selectors of the columns of a table whose rows are in these lists of the record. */
export function columnsOf(lists: readonly string[], row: string, columns: Record<string, string>) {
  const entries = lists.flatMap((list) =>
    Object.entries(columns).map(([field, selector]) => [`${list}.${field}`, `${row} ${selector}`] as const),
  );
  return Object.fromEntries(entries);
}

/** A field without the indexes of its lists: `maps[0].mapName` → `maps.mapName`. */
export function withoutIndexes(field: string): string {
  return field.replace(/\[\d+\]/g, '');
}

/**
 * The source of a field of the record, else that of the list or object that contains it; undefined when none is known.
 */
export function findSource({ fields }: PageSources, field: string): FieldSource | undefined {
  for (let path = withoutIndexes(field); path !== ''; path = path.slice(0, Math.max(0, path.lastIndexOf('.')))) {
    const source = fields.get(path);
    if (source !== undefined) return source;
  }
  return undefined;
}
