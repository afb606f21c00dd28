import { columnsOf, pageSources } from '../field-source.ts';

/** The selectors of the fields of a results listing. A test checks them against the parser and the fixtures. */
export const RESULTS_SOURCES = pageSources('results', '.contentCol', {
  'results.ts': {
    first: '.pagination-component .pagination-data',
    last: '.pagination-component .pagination-data',
    total: '.pagination-component .pagination-data',
    hasNext: '.pagination-component .pagination-next',
    featuredMatchIds: '.big-results .result-con a[href]',
    'featuredMatchIds.matchId': '.big-results .result-con a[href]',
    entries: '.result-con',
    'entries.endedAtMs': '.result-con[data-zonedgrouping-entry-unix]',
    ...columnsOf(['entries'], '.result-con', {
      matchId: '.a-reset[href]',
      team1Name: '.team1 .team',
      team2Name: '.team2 .team',
      team1Score: '.result-score',
      team2Score: '.result-score',
      format: '.map-text',
      stars: '.stars',
      eventName: '.event .event-name',
    }),
  },
});
