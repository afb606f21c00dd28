import type { TableSide } from '../../records.ts';
import { FieldError, quoted, type Seen } from './fields.ts';
import type { IssueList } from './issues.ts';
import {
  allIn,
  attributeOf,
  childrenOf,
  classesOf,
  type Element,
  firstOfClass,
  hasClass,
  isElement,
  textOf,
} from './tree.ts';

/** A table of players: its columns by name, and the rows below its header. */
export type StatsTable = {
  side: TableSide;
  header: Element;
  rows: Element[];
  ratingVersion: string | null;
  /** Names of the columns in the header; `adr/eco` is the eco-adjusted column of `adr`. */
  columns: Set<string>;
  /** The heading of each column. */
  headings: Map<string, string>;
  /** Headings of columns that the parser does not know. */
  unknownColumns: string[];
  columnOf(cell: Element): string | null;
};

/** How a column is recognised: by a class of its cells in any layout, or by its heading. */
type ColumnName = { classes: string[]; label: RegExp; ecoLabel?: RegExp };
export type ColumnNames = Record<string, ColumnName>;
export type Cells = Map<string, Element>;

/** The side of a table; a table without a side class is about both sides. */
function sideOfTable(table: Element): TableSide {
  const classes = classesOf(table);
  return classes.includes('ctstats') ? 'ct' : classes.includes('tstats') ? 't' : 'both';
}

/** Returns a function that opens the tables of one page and caches how their columns are recognised. */
export function tableOpener(names: ColumnNames): (table: Element) => StatsTable {
  const named = Object.entries(names);
  const finders = { columnOf: columnFinder(named), columnsUnder: headingFinder(named) };
  return (table) => openTable(table, finders);
}

type Named = [string, ColumnName][];
type ColumnFinder = (cell: Element) => string | null;
type Finders = { columnOf: ColumnFinder; columnsUnder: (heading: string) => readonly string[] };

function openTable(table: Element, { columnOf, columnsUnder }: Finders): StatsTable {
  const [header, ...rows] = allIn(table, (element) => element.name === 'tr');
  if (header === undefined || !isHeader(header)) {
    throw new FieldError('columns', 'a header row', quoted(header === undefined ? undefined : textOf(header)));
  }
  const headings = childrenOf(header);
  const found = headings.map((cell) => {
    const text = textOf(cell);
    return { cell, text, names: [columnOf(cell) ?? [], columnsUnder(text)].flat() };
  });
  const unknown = found.filter(({ cell, names }) => names.length === 0 && !isNarrowCopy(cell));
  return {
    side: sideOfTable(table),
    header,
    rows,
    ratingVersion: ratingVersionIn(header),
    columns: new Set(found.flatMap(({ names }) => names)),
    headings: new Map(found.flatMap(({ text, names }) => names.map((name) => [name, text] as const))),
    unknownColumns: unknown.map(({ cell, text }) => text || (attributeOf(cell, 'class') ?? '')),
    columnOf,
  };
}

function isHeader(row: Element): boolean {
  return hasClass(row, 'header-row') || childrenOf(row).some((cell) => cell.name === 'th');
}

/** The columns whose heading matches. A column is recognised by class or heading; then its cells are required. */
function columnsByText(text: string, named: Named): string[] {
  return named.flatMap(([column, { label, ecoLabel }]) => [
    ...(label.test(text) ? [column] : []),
    ...(ecoLabel?.test(text) ? [`${column}/eco`] : []),
  ]);
}

/** Finds the columns of a heading. The result is cached, since the tables of a page have the same headings. */
function headingFinder(named: Named): (heading: string) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  return (heading) => {
    let columns = known.get(heading);
    if (columns === undefined) {
      columns = columnsByText(heading, named);
      known.set(heading, columns);
    }
    return columns;
  };
}

/** Finds the column of a cell by its class attribute. The result is cached, since the cells of a column repeat it. */
function columnFinder(named: Named): ColumnFinder {
  const known = new Map<string, string | null>();
  return (cell) => {
    const value = cell.attribs.class ?? '';
    let column = known.get(value);
    if (column === undefined) {
      column = columnByClass(classesOf(cell), named);
      known.set(value, column);
    }
    return column;
  };
}

/** A copy of a cell for narrow windows, with the same value. */
function isNarrowCopy(cell: Element): boolean {
  return hasClass(cell, 'smartphone-only');
}

function columnByClass(classes: string[], named: Named): string | null {
  const found = named.find(([, column]) => column.classes.some((token) => classes.includes(token)));
  if (found === undefined) return null;
  return classes.includes('eco-adjusted-data') ? `${found[0]}/eco` : found[0];
}

/**
 * The cells of a row by column. A copy for narrow windows is used only when it is the only cell: then a program that
 * omits hidden elements has saved the page in a narrow window.
 */
export function cellsByColumn(table: StatsTable, row: Element): Cells {
  const cells: Cells = new Map();
  const narrow: Element[] = [];
  const add = (cell: Element): void => {
    const column = table.columnOf(cell);
    if (column !== null && !cells.has(column)) cells.set(column, cell);
  };
  for (const cell of row.children) {
    if (!isElement(cell)) continue;
    if (isNarrowCopy(cell)) narrow.push(cell);
    else add(cell);
  }
  narrow.forEach(add);
  return cells;
}

/**
 * Text of a cell; empty when the table has no such column, undefined when the cell of an existing column is missing.
 */
export function cellText(table: StatsTable, cells: Cells, column: string): Seen {
  const cell = cells.get(column);
  return cell === undefined ? (table.columns.has(column) ? undefined : '') : textOf(cell);
}

/** The rating version in the header, unchanged: `3.0` of `Rating3.0`. */
function ratingVersionIn(header: Element): string | null {
  const [, version] = /Rating\s*(\S{1,20})$/.exec(textOf(header)) ?? [];
  return textOf(firstOfClass(header, 'ratingDesc')) || version || null;
}

/** Removes repeated parts of a map. Two parts with the same icons are one part that the page has twice. */
export function distinctParts(field: string, parts: Element[], issues: IssueList): Element[] {
  const byLook = Map.groupBy(parts, (part) => {
    const elements = allIn(part, ({ attribs }) => attribs.title !== undefined || attribs.src !== undefined);
    return elements.map(({ attribs }) => `${attribs.title} ${attribs.src}`).join('\n');
  });
  if (byLook.size < parts.length) {
    issues.report('core', new FieldError(field, 'each part of the map once', 'the same one twice'));
  }
  return [...byLook.values()].flatMap(([first]) => first ?? []);
}

/**
 * One row for each key. Repeated rows that are equal count once; rows with the same key that differ are all omitted.
 */
export function uniqueRows<Row>(rows: Row[], keyOf: (row: Row) => string, issues: IssueList): Row[] {
  const groups = Map.groupBy(rows, keyOf);
  return [...groups].flatMap(([key, group]) => {
    const [first, ...others] = group;
    if (first === undefined || others.length === 0) return group;
    const isSame = others.every((other) => JSON.stringify(other) === JSON.stringify(first));
    const seen = isSame ? `${key}, twice the same` : `${key}, in different words`;
    issues.report('core', new FieldError('playerId', 'each player once', seen));
    return isSame ? [first] : [];
  });
}
