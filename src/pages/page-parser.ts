import type { z } from 'zod';
import { NoDataError, ParseError } from '../errors.ts';
import type { PageKind } from '../page-kinds.ts';
import type { Finding, PageRecords } from '../page-records.ts';
import { detectPage, hasSiteFrame, headOf, isCompleteDocument, isUsableId } from './detect-page.ts';
import { type ErrorSource, findErrorSource } from './error-source.ts';
import type { PageSources } from './field-source.ts';
import { canonicalPage } from './html/canonical.ts';
import { assertDepth, boundedTree } from './html/depth.ts';
import { FieldError, quoted } from './html/fields.ts';
import { IssueList } from './html/issues.ts';
import { firstOfTag, type Tree, textOf, treeOf } from './html/tree.ts';
import { mayBeUndecoded, undecodedIn } from './html/undecoded.ts';
import { identifyPage } from './identify.ts';
import { withLeftOut } from './left-out.ts';
import type { KnownMap, Page, ParsedDocument } from './page.ts';
import { removeHidden, saverOf } from './saver.ts';
import { withTimeout } from './timeout.ts';

/** What is known about a page before its tree is read. */
type PageHead = {
  id: number;
  title: string | null;
  canonicalLink: string | null;
  known?: KnownMap | null;
  /** The program that saved the page, if it may have omitted parts. */
  saver?: string | null;
};

/** What a parser receives: the head, and the list of unreadable fields that do not fail the page. */
export type PageContext = PageHead & { issues: IssueList };

/** How one kind of page is read. `pageOf` builds a `Page` from it. */
export type PageParser<Kind extends PageKind> = {
  kind: Kind;
  parserVersion: number;
  schema: z.ZodType<PageRecords[Kind]>;
  /** The selectors of its fields, for error messages. */
  sources: PageSources;
  path(target: { id: number; slug?: string }): string;
  /** Reads a part that is too large for a tree from the text; null when the page has no such part. Never throws. */
  separate?(html: string): Separated<Kind> | null;
  /** The part of the page that contains everything that `read` looks for; the whole page when in doubt. */
  cut(html: string): string;
  /**
   * Throws `FieldError` for an identity field that is missing or malformed, `NoData` for a genuine page without data.
   * Core and decoration fields are read through `context.issues`.
   */
  read(tree: Tree, context: PageContext): PageRecords[Kind];
};

/** A page without its largest part. `complete` adds the data of that part to the record of the rest. */
export type Separated<Kind extends PageKind> = {
  html: string;
  complete(record: PageRecords[Kind]): PageRecords[Kind];
};

/** Thrown by a parser for a genuine page without data. */
export class NoData extends Error {}

/** Builds a `Page`: adds identification, time limit, error conversion and validation to a parser. */
export function pageOf<Kind extends PageKind>(parser: PageParser<Kind>): Page<Kind> {
  const readDocument = (html: string, target: Target): ParsedDocument<Kind> =>
    asPageErrors({ ...parser, id: target.id, html }, () => withTimeout(() => read(parser, html, target)));
  return {
    kind: parser.kind,
    parserVersion: parser.parserVersion,
    path: parser.path,
    identify: identifyPage,
    sources: parser.sources,
    parse: (html, target) => readDocument(html, target).record,
    read: readDocument,
  };
}

/** Parses and checks a page within one time limit. `check` must be pure. Throws the errors of `Page.parse`. */
export function parseAndCheck<Kind extends PageKind>(
  page: Page<Kind>,
  { html, target, check }: PageTask<Kind>,
): ParsedDocument<Kind> & { findings: Finding[] } {
  return asPageErrors({ kind: page.kind, id: target.id }, () =>
    withTimeout(() => {
      const read = page.read(html, target);
      return { ...read, findings: check(read.record) };
    }),
  );
}

type Target = { id: number | null; known?: KnownMap | null };
/** A page to parse and check. */
export type PageTask<Kind extends PageKind> = {
  html: string;
  target: Target;
  check(record: PageRecords[Kind]): Finding[];
};

function read<Kind extends PageKind>(
  parser: PageParser<Kind>,
  html: string,
  { id, known = null }: Target,
): ParsedDocument<Kind> {
  const whole = html.includes('\r') ? html.replace(/\r\n?/g, '\n') : html;
  const separated = parser.separate?.(whole) ?? null;
  const { text, head } = verifiedText(parser, separated?.html ?? whole, id);
  const saver = saverOf(text);
  const rest = asPageErrors({ ...parser, id: head.id, html: text }, () =>
    readWith(parser, text, { ...head, known, saver }),
  );
  const complete = separated?.complete(rest) ?? rest;
  const record = validated(parser, head.id, saver === null ? complete : withLeftOut(parser.kind, saver, complete));
  return { record, saver };
}

/** The text of the page if the text scans can verify it, else the page rewritten from its tree. */
function verifiedText(
  parser: PageParser<PageKind>,
  html: string,
  requestedId: number | null,
): { text: string; head: PageHead } {
  try {
    return { text: html, head: verifyPage(parser, html, requestedId) };
  } catch (error) {
    if (!(error instanceof FieldError)) throw error;
    assertDepth(html);
    const canonical = canonicalPage(html);
    if (!canonical.isComplete && !isCompleteDocument(html)) throw error;
    return { text: canonical.html, head: verifyPage(parser, canonical.html, requestedId) };
  }
}

/**
 * Throws `FieldError` unless the page is complete, genuine and of the right kind, and has no other id than the
 * requested one.
 *
 * @internal
 */
export function verifyPage(parser: PageParser<PageKind>, html: string, requestedId: number | null): PageHead {
  if (!hasSiteFrame(html)) {
    throw new FieldError('document', 'a page of the site', `${html.length} characters without its frame`);
  }
  if (!isCompleteDocument(html)) {
    throw new FieldError('document', 'a page that reaches its end', quoted(html.slice(-60)));
  }
  const { kind, ids, canonicalLink } = detectPage(html);
  if (kind !== parser.kind) {
    const seen = kind === null ? 'another page of the site' : `one of kind ${kind}`;
    throw new FieldError('document', `a page of kind ${parser.kind}`, seen);
  }
  const id = verifiedId(kind, ids, requestedId);
  if (id === null && kind !== 'results') throw new FieldError('id', 'an id on the page', 'none');
  return { id: id ?? 0, title: kind === 'match' ? titleOf(html) : null, canonicalLink };
}

/** The requested id, else the only id of the page; null when there is neither. Throws `FieldError` when they differ. */
function verifiedId(kind: PageKind, ids: number[], requestedId: number | null): number | null {
  const [id] = ids;
  const isContradiction = ids.length > 1 || (id !== undefined && requestedId !== null && id !== requestedId);
  if (isContradiction || (id !== undefined && !isUsableId(kind, id))) {
    throw new FieldError('id', requestedId === null ? 'one id on the page' : `${requestedId}`, ids.join(', '));
  }
  return requestedId ?? id ?? null;
}

/** The title of the document. Only match overviews always have a title of their own. */
function titleOf(html: string): string | null {
  const [element = ''] = /<title[^<>]*>[^<]*<\/title>/i.exec(headOf(html)) ?? [];
  return textOf(firstOfTag(treeOf(element), 'title')) || null;
}

/** Reads the relevant part of the page, and the whole page when something is missing or unreadable in that part. */
function readWith<Kind extends PageKind>(parser: PageParser<Kind>, html: string, head: PageHead): PageRecords[Kind] {
  const part = parser.cut(html);
  if (part.length === html.length) return readTree(parser, boundedTree(html), head);
  let partial: PageRecords[Kind] | null = null;
  try {
    partial = readTree(parser, boundedTree(part), head);
    if (partial.issues === undefined) return partial;
    return readTree(parser, boundedTree(html), head);
  } catch (error) {
    if (!(error instanceof FieldError || error instanceof NoData)) throw error;
    return partial ?? readTree(parser, boundedTree(html), head);
  }
}

/** Reads the record from a tree, with the issues of its fields. @internal */
export function readTree<Kind extends PageKind>(
  parser: PageParser<Kind>,
  tree: Tree,
  head: PageHead,
): PageRecords[Kind] {
  const issues = new IssueList();
  if (head.saver) removeHidden(tree);
  const record = parser.read(tree, { ...head, issues });
  const found = issues.list();
  return found.length === 0 ? record : { ...record, issues: found };
}

/** The page that an error is about. With `html` and `sources` the error names the selector of the field. */
type ErrorContext = { kind: PageKind; id: number | null; html?: string; sources?: PageSources };

/** Converts the errors of the readers to `ParseError` and `NoDataError`. */
function asPageErrors<Value>(context: ErrorContext, read: () => Value): Value {
  const { kind, id } = context;
  try {
    return read();
  } catch (error) {
    if (error instanceof FieldError) {
      const { field, expected, seen } = error;
      throw new ParseError({ kind, id, field, expected, seen, source: sourceIn(context, field) });
    }
    if (error instanceof NoData) throw new NoDataError(`${kind} ${id ?? '?'}: ${error.message}`);
    if (error instanceof RangeError) {
      throw new ParseError({ kind, id, field: 'document', expected: 'a page with less nesting', seen: error.message });
    }
    throw error;
  }
}

function sourceIn({ html, sources }: ErrorContext, field: string): ErrorSource | null {
  return html === undefined || sources === undefined ? null : findErrorSource(sources, html, field);
}

/** A validated copy of the record. It is a copy so that its strings do not keep the text of the page in memory. */
function validated<Kind extends PageKind>(
  parser: PageParser<Kind>,
  id: number,
  record: PageRecords[Kind],
): PageRecords[Kind] {
  const text = JSON.stringify(record);
  const copy: unknown = JSON.parse(text);
  const result = parser.schema.safeParse(copy);
  if (result.success) return mayBeUndecoded(text) ? withUndecoded(result.data) : result.data;
  const [issue] = result.error.issues;
  const path = issue?.path ?? [];
  const field = path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : `${text}.${String(key)}`),
    '',
  );
  throw new ParseError({
    kind: parser.kind,
    id,
    field: field.replace(/^\./, ''),
    expected: issue?.message ?? 'another value',
    seen: quoted(JSON.stringify(valueAt(copy, path)) ?? 'nothing'),
  });
}

/** Adds an issue for every text that was decoded wrongly. */
function withUndecoded<Kind extends PageKind>(record: PageRecords[Kind]): PageRecords[Kind] {
  const undecoded = undecodedIn(record);
  return undecoded.length === 0 ? record : { ...record, issues: [...(record.issues ?? []), ...undecoded] };
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );
}
