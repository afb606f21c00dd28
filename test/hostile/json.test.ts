import { describe, expect, it } from 'vitest';
import { ParseError } from '../../src/errors.ts';
import { identifyPage } from '../../src/pages/pages.ts';
import { asHtml, bent, parsed, sitePage } from './pages.ts';

/** JSON in pages: the configuration of charts, and the structured data in the head. */

const CHART = /data-fusionchart-config="[^"]*"/;
const JSON_LD = /<script type="application\/ld\+json">[^<]*<\/script>/;

function withChart(kind: 'economy' | 'performance', json: string): string {
  return bent(sitePage(kind).html, CHART, `data-fusionchart-config="${asHtml(json)}"`);
}

const deep = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
const chart = (dataSource: unknown): string => JSON.stringify({ dataSource });
const series = (data: unknown[]): unknown => ({ seriesname: 'A', data });
const categories = [{ category: [{ label: '1' }] }];

/** Each with the field that is named. */
const BOMBS: [string, string, RegExp][] = [
  ['nothing', '', /^chart$/],
  ['no JSON', '{"dataSource":', /^chart$/],
  ['100,000 levels in an object', `${'{"dataSource":'.repeat(100_000)}1${'}'.repeat(100_000)}`, /^chart$/],
  ['a list of 5 MB', `[${'1,'.repeat(2_500_000)}1]`, /^chart$/],
  [
    'a number too large',
    chart({ categories, dataset: [series([{ value: 1 }]), series([{ value: 1 }])] }).replaceAll(
      '"value":1',
      '"value":1e999',
    ),
    /^roundEconomy\[0\]\.equipmentValue$/,
  ],
  [
    'a number beyond 2^53',
    chart({ categories, dataset: [series([{ value: 2 ** 53 }]), series([{ value: 1 }])] }),
    /equipmentValue$/,
  ],
  [
    'a negative number',
    chart({ categories, dataset: [series([{ value: -1 }]), series([{ value: 1 }])] }),
    /equipmentValue$/,
  ],
  [
    'a round too many',
    chart({
      categories: [{ category: [{ label: '1e3' }] }],
      dataset: [series([{ value: 1 }]), series([{ value: 1 }])],
    }),
    /roundNumber$/,
  ],
  ['a list in place of a text', chart({ categories, dataset: [{ seriesname: ['A'] }, series([])] }), /^roundEconomy$/],
  ['an object in place of a list', chart({ categories, dataset: { length: 1e9, 0: {} } }), /^roundEconomy$/],
  ['a text in place of a list', chart({ categories, dataset: 'x'.repeat(1000) }), /^roundEconomy$/],
  ['null everywhere', chart({ categories, dataset: [null, null] }), /^roundEconomy$/],
];

/** Charts that hold no round at all: the tables of the page say the same. */
const NO_CHARTS: [string, string][] = [
  ['95,000 levels', deep(95_000)],
  ['90,000 levels in the place of a value', `{"dataSource":{"categories":${deep(90_000)}}}`],
  ['a prototype', '{"__proto__":{"dataSource":{"categories":[1]}},"dataSource":{"__proto__":{"categories":[1]}}}'],
  ['a constructor', '{"dataSource":{"constructor":{"prototype":{"polluted":1}},"toString":1}}'],
];

describe('the chart of an economy page', () => {
  it.each(NO_CHARTS)('is ignored when it is empty: %s', (_, json) => {
    const values = (html: string) => parsed('economy', html).roundEconomy.map((round) => round.equipmentValue);
    expect(values(withChart('economy', json))).toEqual(values(sitePage('economy').html));
    expect('polluted' in {}).toBe(false);
  });

  it.each(BOMBS)('is withheld with its field named: %s', (_, json, field) => {
    const { issues = [], roundEconomy } = parsed('economy', withChart('economy', json));
    expect(issues.map((issue) => issue.field)).toContainEqual(expect.stringMatching(field));
    expect(JSON.stringify(issues).length).toBeLessThan(4_000);
    const { roundEconomy: before } = parsed('economy', sitePage('economy').html);
    expect(roundEconomy.every(({ equipmentValue }) => equipmentValue >= 0)).toBe(true);
    expect(roundEconomy.length === before.length || roundEconomy.length < 2).toBe(true);
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect('polluted' in {}).toBe(false);
  });

  it('counts the last of two equal keys, as JSON does', () => {
    const { html } = sitePage('economy');
    const page = bent(html, '&quot;dataset&quot;:', '&quot;dataset&quot;:[],&quot;dataset&quot;:');
    expect(parsed('economy', page)).toEqual(parsed('economy', html));
  });
});

describe('the chart of a player', () => {
  it.each([
    ['nothing', ''],
    ['90,000 levels', `{"dataSource":{"data":[${deep(90_000)}]}}`],
    ['a list of 5 MB', `[${'1,'.repeat(2_500_000)}1]`],
    ['no list of bars', chart({ data: { length: 3 } })],
    ['bars without label', chart({ data: [{ __proto__: null, constructor: 1 }] })],
    [
      'two bars of one label',
      chart({
        data: [
          { label: 'KPR', displayValue: '1' },
          { label: 'kpr', displayValue: '2' },
        ],
      }),
    ],
    ['a number too large', `{"dataSource":{"data":[{"label":"KPR","displayValue":1e999}]}}`],
  ])('is withheld with its field named: %s', (_, json) => {
    expect(fieldNamed(withChart('performance', json))).toMatch(/^(?:playerMapStats\[0\]\.|document)/);
  });
});

/** The first field that is withheld, or the one that fails the page. */
function fieldNamed(html: string): string | undefined {
  try {
    return parsed('performance', html).issues?.[0]?.field;
  } catch (error) {
    return error instanceof ParseError ? error.field : String(error);
  }
}

describe('structured data in the head', () => {
  const { html, id } = sitePage('match');

  it.each([
    ['nothing', ''],
    ['100,000 levels', deep(100_000)],
    ['5 MB', `[${'1,'.repeat(2_500_000)}1]`],
    ['an address that is none', '{"url":{"url":5}}'],
    ['a prototype', `{"__proto__":{"url":"/matches/7/x"}}`],
    ['a list of addresses', '{"url":["/matches/7/x"]}'],
    ['two addresses, the last of them right', `{"url":"/matches/7/x","url":"/matches/${id}/x"}`],
  ])('changes nothing when it is %s', (_, json) => {
    const page = bent(html, JSON_LD, `<script type="application/ld+json">${json}</script>`);
    expect(identifyPage(page)).toMatchObject({ kind: 'match', id });
    expect('url' in {}).toBe(false);
  });

  it('contradicts the page when it names another match', () => {
    const page = bent(html, JSON_LD, '<script type="application/ld+json">{"url":"/matches/7/x"}</script>');
    expect(identifyPage(page).id).toBeNull();
  });
});
