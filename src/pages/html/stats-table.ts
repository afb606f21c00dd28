import type { TableSide } from '../../records.ts';
import { Misread, quoted, type Seen } from './fields.ts';
import type { IssueList } from './issues.ts';
import { allIn, attributeOf, childrenOf, classesOf, type Element, firstOfClass, hasClass, textOf } from './tree.ts';

/** A table of players, opened: its columns by name, the rows under its header. */
export type StatsTable = {
  side: TableSide;
  header: Element;
  rows: Element[];
  ratingVersion: string | null;
  /** Names of the columns that the header shows; `adr/eco` is the eco-adjusted twin of `adr`. */
  columns: Set<string>;
  /** What stands above each of them. */
  headings: Map<string, string>;
  /** Headings of columns that nobody here reads. */
  unknownColumns: string[];
  columnOf(cell: Element): string | null;
};

/** A column by the classes its cells carry in one era or another, and by the text above it. */
type ColumnName = { classes: string[]; label: RegExp; ecoLabel?: RegExp };
export type ColumnNames = Record<string, ColumnName>;
export type Cells = Map<string, Element>;

/** The half of the map that a table is about; tables without a mark hold the whole map. */
function sideOfTable(table: Element): TableSide {
  const classes = classesOf(table);
  return classes.includes('ctstats') ? 'ct' : classes.includes('tstats') ? 't' : 'both';
}

/** Opens the tables of one page: what is found out of one table's columns serves the next. */
export function tableOpener(names: ColumnNames): (table: Element) => StatsTable {
  const named = Object.entries(names);
  const columnOf = columnFinder(named);
  return (table) => openTable(table, named, columnOf);
}

type Named = [string, ColumnName][];
type ColumnFinder = (cell: Element) => string | null;

function openTable(table: Element, named: Named, columnOf: ColumnFinder): StatsTable {
  const [header, ...rows] = allIn(table, (element) => element.name === 'tr');
  if (header === undefined || !isHeader(header)) {
    throw new Misread('columns', 'a header row', quoted(header === undefined ? undefined : textOf(header)));
  }
  const headings = childrenOf(header);
  const found = headings.map((cell) => ({ cell, names: [columnOf(cell) ?? [], columnsByText(cell, named)].flat() }));
  const unknown = found.filter(({ cell, names }) => names.length === 0 && !isNarrowCopy(cell));
  return {
    side: sideOfTable(table),
    header,
    rows,
    ratingVersion: ratingVersionIn(header),
    columns: new Set(found.flatMap(({ names }) => names)),
    headings: new Map(found.flatMap(({ cell, names }) => names.map((name) => [name, textOf(cell)] as const))),
    unknownColumns: unknown.map(({ cell }) => textOf(cell) || (attributeOf(cell, 'class') ?? '')),
    columnOf,
  };
}

function isHeader(row: Element): boolean {
  return hasClass(row, 'header-row') || childrenOf(row).some((cell) => cell.name === 'th');
}

/** A column is known by class or by its text: either alone is enough to demand its cells. */
function columnsByText(cell: Element, named: Named): string[] {
  const text = textOf(cell);
  return named.flatMap(([column, { label, ecoLabel }]) => [
    ...(label.test(text) ? [column] : []),
    ...(ecoLabel?.test(text) ? [`${column}/eco`] : []),
  ]);
}

/** Finds the column of a cell by its classes; the cells of a column repeat them, so each is looked at once. */
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

/** The copy of a cell for narrow windows says the same again. */
const isNarrowCopy = (cell: Element): boolean => hasClass(cell, 'smartphone-only');

function columnByClass(classes: string[], named: Named): string | null {
  const found = named.find(([, column]) => column.classes.some((token) => classes.includes(token)));
  if (found === undefined) return null;
  return classes.includes('eco-adjusted-data') ? `${found[0]}/eco` : found[0];
}

/**
 * The cells of a row by column. A copy for narrow windows counts where it stands alone: a program that leaves out what is
 * hidden has then saved the page in a narrow window.
 */
export function cellsOf(table: StatsTable, row: Element): Cells {
  const cells: Cells = new Map();
  const children = childrenOf(row);
  for (const cell of [...children.filter((each) => !isNarrowCopy(each)), ...children.filter(isNarrowCopy)]) {
    const column = table.columnOf(cell);
    if (column !== null && !cells.has(column)) {
      cells.set(column, cell);
    }
  }
  return cells;
}

/** Text of a cell; blank where this layout has no such column, undefined where a cell of a shown column is missing. */
export function cellText(table: StatsTable, cells: Cells, column: string): Seen {
  const cell = cells.get(column);
  return cell === undefined ? (table.columns.has(column) ? undefined : '') : textOf(cell);
}

/** The version that the header names: `Rating3.0`. Kept as it is, whatever it is. */
function ratingVersionIn(header: Element): string | null {
  const [, version] = /Rating\s*(\S{1,20})$/.exec(textOf(header)) ?? [];
  return textOf(firstOfClass(header, 'ratingDesc')) || version || null;
}

/** Parts of a map never look the same, icon by icon: one that does is there twice and counts once. */
export function distinctParts(field: string, parts: Element[], issues: IssueList): Element[] {
  const byLook = Map.groupBy(parts, (part) => {
    const elements = allIn(part, ({ attribs }) => attribs.title !== undefined || attribs.src !== undefined);
    return elements.map(({ attribs }) => `${attribs.title} ${attribs.src}`).join('\n');
  });
  if (byLook.size < parts.length) {
    issues.report('core', new Misread(field, 'each part of the map once', 'the same one twice'));
  }
  return [...byLook.values()].flatMap(([first]) => first ?? []);
}

/**
 * The rows whose key is on the page once, and one of those that stand there several times in the same words. Where they
 * contradict each other none is believed.
 */
export function uniqueRows<Row>(rows: Row[], keyOf: (row: Row) => string, issues: IssueList): Row[] {
  const groups = Map.groupBy(rows, keyOf);
  return [...groups].flatMap(([key, group]) => {
    const [first, ...others] = group;
    if (first === undefined || others.length === 0) return group;
    const isSame = others.every((other) => JSON.stringify(other) === JSON.stringify(first));
    const seen = isSame ? `${key}, twice the same` : `${key}, in different words`;
    issues.report('core', new Misread('playerId', 'each player once', seen));
    return isSame ? [first] : [];
  });
}
