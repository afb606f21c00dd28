import type { z } from 'zod';
import { NoDataError, ParseError } from '../errors.ts';
import type { PageKind } from '../page-kinds.ts';
import type { Finding, PageRecords } from '../page-records.ts';
import { type ErrorSource, findErrorSource } from './error-source.ts';
import { headOf, isFromTheSite, isUsableId, reachesItsEnd, readEvidence } from './evidence.ts';
import type { PageSources } from './field-source.ts';
import { canonicalPage } from './html/canonical.ts';
import { demandSaneDepth, saneTree } from './html/depth.ts';
import { Misread, quoted } from './html/fields.ts';
import { IssueList } from './html/issues.ts';
import { firstOfTag, type Tree, textOf, treeOf } from './html/tree.ts';
import { undecodedIn } from './html/undecoded.ts';
import { identifyPage } from './identify.ts';
import { withLeftOut } from './left-out.ts';
import type { KnownMap, Page } from './page.ts';
import { removeHidden, saverOf } from './saver.ts';
import { withTimeout } from './timeout.ts';

/** What is known of a page before its tree is read. */
type PageHead = {
  id: number;
  title: string | null;
  selfLink: string | null;
  known?: KnownMap | null;
  /** The program that saved the page, if it is one that may leave out parts. */
  saver?: string | null;
};

/** The same for its parser, with the list of what is unreadable without failing the page. */
export type PageContext = PageHead & { issues: IssueList };

/** How one kind of page is read. `pageOf` makes the page of it. */
export type PageParser<Kind extends PageKind> = {
  kind: Kind;
  parserVersion: number;
  schema: z.ZodType<PageRecords[Kind]>;
  /** Where its fields stand, for the messages of errors. */
  sources: PageSources;
  path(target: { id: number; slug?: string }): string;
  /** Reads what is too large for a tree off the text; null where the page has nothing of that. Never throws. */
  separate?(html: string): Separated<Kind> | null;
  /** The part of the page that holds everything `read` looks for; the whole page when in doubt. */
  cut(html: string): string;
  /**
   * Throws `Misread` for an identity field that is missing or ill-formed, `NoData` when nothing of what was asked is
   * there. Core and decoration fields are read through `context.issues`.
   */
  read(tree: Tree, context: PageContext): PageRecords[Kind];
};

/** A page without its largest part, and the record of the rest with what that part says. */
export type Separated<Kind extends PageKind> = {
  html: string;
  complete(record: PageRecords[Kind]): PageRecords[Kind];
};

/** Thrown by a parser: the page is genuine and says nothing of what was asked. */
export class NoData extends Error {}

/** The page of a kind: identity, time limit, errors and validation around its parser. */
export function pageOf<Kind extends PageKind>(parser: PageParser<Kind>): Page<Kind> {
  return {
    kind: parser.kind,
    parserVersion: parser.parserVersion,
    path: parser.path,
    identify: identifyPage,
    sources: parser.sources,
    parse: (html, target) =>
      asPageErrors({ ...parser, id: target.id, html }, () => withTimeout(() => parse(parser, html, target))),
  };
}

/**
 * The record of a page and what the checks find in it, within one time limit: `check` is pure and reads no store. Throws
 * as `parse` does.
 */
export function parseAndCheck<Kind extends PageKind>(
  page: Page<Kind>,
  { html, target, check }: Task<Kind>,
): { record: PageRecords[Kind]; findings: Finding[] } {
  return asPageErrors({ kind: page.kind, id: target.id }, () =>
    withTimeout(() => {
      const record = page.parse(html, target);
      return { record, findings: check(record) };
    }),
  );
}

type Target = { id: number | null; known?: KnownMap | null };
type Task<Kind extends PageKind> = {
  html: string;
  target: Target;
  check(record: PageRecords[Kind]): Finding[];
};

function parse<Kind extends PageKind>(
  parser: PageParser<Kind>,
  html: string,
  { id, known = null }: Target,
): PageRecords[Kind] {
  const whole = html.includes('\r') ? html.replace(/\r\n?/g, '\n') : html;
  const separated = parser.separate?.(whole) ?? null;
  const { text, head } = verifiedText(parser, separated?.html ?? whole, id);
  const saver = saverOf(text);
  const rest = asPageErrors({ ...parser, id: head.id, html: text }, () =>
    readWith(parser, text, { ...head, known, saver }),
  );
  const record = separated?.complete(rest) ?? rest;
  return validated(parser, head.id, saver === null ? record : withLeftOut(parser.kind, saver, record));
}

/** The page as it is when the scans of its text understand it, else rewritten from its tree. */
function verifiedText(
  parser: PageParser<PageKind>,
  html: string,
  wantedId: number | null,
): { text: string; head: PageHead } {
  try {
    return { text: html, head: verifyPage(parser, html, wantedId) };
  } catch (error) {
    if (!(error instanceof Misread)) throw error;
    demandSaneDepth(html);
    const canonical = canonicalPage(html);
    if (!canonical.isComplete && !reachesItsEnd(html)) throw error;
    return { text: canonical.html, head: verifyPage(parser, canonical.html, wantedId) };
  }
}

/**
 * The page must be whole, genuine, of the right kind, and nothing on it may contradict the id that is wanted.
 *
 * @internal
 */
export function verifyPage(parser: PageParser<PageKind>, html: string, wantedId: number | null): PageHead {
  if (!isFromTheSite(html)) {
    throw new Misread('document', 'a page of the site', `${html.length} characters without its frame`);
  }
  if (!reachesItsEnd(html)) {
    throw new Misread('document', 'a page that reaches its end', quoted(html.slice(-60)));
  }
  const { kind, ids, selfLink } = readEvidence(html);
  if (kind !== parser.kind) {
    const seen = kind === null ? 'another page of the site' : `one of kind ${kind}`;
    throw new Misread('document', `a page of kind ${parser.kind}`, seen);
  }
  const id = verifiedId(kind, ids, wantedId);
  if (id === null && kind !== 'results') {
    throw new Misread('id', 'an id on the page', 'none');
  }
  return { id: id ?? 0, title: kind === 'match' ? titleOf(html) : null, selfLink };
}

/** The wanted id unless the page says another one, else the one id that the page gives for itself. */
function verifiedId(kind: PageKind, ids: number[], wantedId: number | null): number | null {
  const [id] = ids;
  const isContradiction = ids.length > 1 || (id !== undefined && wantedId !== null && id !== wantedId);
  if (isContradiction || (id !== undefined && !isUsableId(kind, id))) {
    throw new Misread('id', wantedId === null ? 'one id on the page' : `${wantedId}`, ids.join(', '));
  }
  return wantedId ?? id ?? null;
}

/** Only match overviews are sure to have a title of their own. */
function titleOf(html: string): string | null {
  const [element = ''] = /<title[^<>]*>[^<]*<\/title>/i.exec(headOf(html)) ?? [];
  return textOf(firstOfTag(treeOf(element), 'title')) || null;
}

/** Reads the part that matters, and the whole page when something is missing or unreadable there. */
function readWith<Kind extends PageKind>(parser: PageParser<Kind>, html: string, head: PageHead): PageRecords[Kind] {
  const part = parser.cut(html);
  if (part.length === html.length) return readTree(parser, saneTree(html), head);
  let partial: PageRecords[Kind] | null = null;
  try {
    partial = readTree(parser, saneTree(part), head);
    if (partial.issues === undefined) return partial;
    return readTree(parser, saneTree(html), head);
  } catch (error) {
    if (!(error instanceof Misread || error instanceof NoData)) throw error;
    return partial ?? readTree(parser, saneTree(html), head);
  }
}

/** The record that a tree holds, with what could not be read of it. @internal */
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

/** The page that an error is about; with its text and sources the error says where the field was looked for. */
type Subject = { kind: PageKind; id: number | null; html?: string; sources?: PageSources };

/** Turns what the readers throw into the errors that the rest of the program knows. */
function asPageErrors<Value>(subject: Subject, read: () => Value): Value {
  const { kind, id } = subject;
  try {
    return read();
  } catch (error) {
    if (error instanceof Misread) {
      const { field, expected, seen } = error;
      throw new ParseError({ kind, id, field, expected, seen, source: sourceIn(subject, field) });
    }
    if (error instanceof NoData) {
      throw new NoDataError(`${kind} ${id ?? '?'}: ${error.message}`);
    }
    if (error instanceof RangeError) {
      throw new ParseError({ kind, id, field: 'document', expected: 'a page of sane depth', seen: error.message });
    }
    throw error;
  }
}

function sourceIn({ html, sources }: Subject, field: string): ErrorSource | null {
  return html === undefined || sources === undefined ? null : findErrorSource(sources, html, field);
}

/** The record after its schema, as a copy: none of its strings keeps the page's text alive. */
function validated<Kind extends PageKind>(
  parser: PageParser<Kind>,
  id: number,
  record: PageRecords[Kind],
): PageRecords[Kind] {
  const copy: unknown = JSON.parse(JSON.stringify(record));
  const result = parser.schema.safeParse(copy);
  if (result.success) {
    return withUndecoded(result.data);
  }
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

/** Names every text with U+FFFD in it, the character that stands for bytes that could not be decoded. */
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
