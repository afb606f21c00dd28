import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { checkPage } from '../../src/checks/check-page.ts';
import type { PageKind } from '../../src/page-kinds.ts';
import type { Finding } from '../../src/page-records.ts';
import { PAGES } from '../../src/pages/pages.ts';

const CORPUS = process.env.HLTV_CORPUS ?? '../shared/pages';
const FOLDERS: { folder: string; kind: PageKind }[] = [
  { folder: 'results', kind: 'results' },
  { folder: 'match', kind: 'match' },
  { folder: 'map-stats', kind: 'map-stats' },
  { folder: 'map-performance', kind: 'performance' },
  { folder: 'map-economy', kind: 'economy' },
];

/** Known differences of real pages, looked at one by one: `<file> <rule>`. None so far. */
const KNOWN_SOFT: string[] = [];

function listFiles(folder: string): string[] {
  const path = join(CORPUS, folder);
  return existsSync(path) ? readdirSync(path).filter((file) => file.endsWith('.html.gz')) : [];
}

function findingsOf(kind: PageKind, folder: string, file: string): Finding[] {
  const html = gunzipSync(readFileSync(join(CORPUS, folder, file))).toString('utf8');
  return checkPage(kind, PAGES[kind].parse(html, { id: null }));
}

const PAGES_AT_HAND = FOLDERS.flatMap(({ folder, kind }) => listFiles(folder).map((file) => ({ folder, kind, file })));
if (PAGES_AT_HAND.length === 0) {
  process.stderr.write(`Real pages are not checked: no pages in ${CORPUS}. Set HLTV_CORPUS to their folder.\n`);
}

describe.runIf(PAGES_AT_HAND.length > 0)('real pages', () => {
  it.each(PAGES_AT_HAND)('$folder/$file has no finding that is not known', ({ kind, folder, file }) => {
    const findings = findingsOf(kind, folder, file);
    expect(findings.filter((finding) => finding.severity === 'hard')).toEqual([]);
    expect(findings.filter((finding) => !KNOWN_SOFT.includes(`${file} ${finding.rule}`))).toEqual([]);
  });
});
