import * as cheerio from 'cheerio';
import type { PageRecords } from '../../src/page-records.ts';
import { economyForm } from '../../src/pages/economy.ts';
import { type Form, prove } from '../../src/pages/form.ts';
import { mapStatsForm } from '../../src/pages/map-stats.ts';
import { matchForm } from '../../src/pages/match.ts';
import { performanceForm } from '../../src/pages/performance.ts';
import { resultsForm } from '../../src/pages/results.ts';
import { rootOf } from '../../src/pages/tree.ts';
import type { PageKind } from '../../src/records.ts';

const FORMS: { [Kind in PageKind]: Form<Kind> } = {
  results: resultsForm,
  match: matchForm,
  'map-stats': mapStatsForm,
  performance: performanceForm,
  economy: economyForm,
};

/** The record of the whole page by a tree built after the rules of browsers. */
export function parseSlowly<Kind extends PageKind>(kind: Kind, html: string, id: number | null): PageRecords[Kind] {
  const form: Form<Kind> = FORMS[kind];
  const record = form.read(rootOf(cheerio.load(html)), prove(form, html, id));
  return form.schema.parse(record);
}

/** The record of the part that is read at first: throws where the reader would go on to the whole page. */
export function parseCut<Kind extends PageKind>(kind: Kind, html: string, id: number | null): PageRecords[Kind] {
  const form: Form<Kind> = FORMS[kind];
  const part = form.cut(html);
  return form.schema.parse(form.read(rootOf(cheerio.load(part)), prove(form, html, id)));
}

export function cutLength(kind: PageKind, html: string): number {
  return FORMS[kind].cut(html).length;
}
