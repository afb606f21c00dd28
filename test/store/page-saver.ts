import { openStore } from '../../src/store/store.ts';
import { economyPage, mapStatsPage, matchPage, overviewMap, performancePage } from '../helpers/records.ts';
import { savePage } from '../helpers/save-page.ts';

// A run that stores one match after the other, each with its entry in the page log and its target, until it is killed. Says a match's
// number when it is stored.
const [, , file = ''] = process.argv;
process.stdout.write('opening\n');
const store = openStore({ file, clock: () => 1 });
process.stdout.write('open\n');

const logPage = (kind: 'match' | 'map-stats' | 'performance' | 'economy', id: number) =>
  store.pages.record({
    kind,
    id,
    url: '/x',
    fetchedAtMs: 1,
    httpStatus: 200,
    transport: 'fetch',
    transportReason: null,
    contentType: null,
    bytes: 1,
    sha256: 'x',
    parserVersion: 1,
    outcome: 'stored',
    state: 'finished',
    blocks: 1,
    file: null,
  });

const first = store.tables.rows('matches').length + 1;
for (let matchId = first; matchId < first + 10_000; matchId += 1) {
  const mapStatsId = 1000 + matchId;
  store.transaction(() => {
    const map = overviewMap(1, { mapStatsId, state: 'played' });
    savePage(store, 'match', matchPage({ matchId, maps: [map], playerMapStats: [] }));
    savePage(store, 'map-stats', mapStatsPage({ mapStatsId, matchId }));
    savePage(store, 'performance', performancePage({ mapStatsId }));
    savePage(store, 'economy', economyPage({ mapStatsId }));
    logPage('match', matchId);
    store.targets.upsert({ kind: 'match', id: matchId, matchId, path: '/x', sortMs: null });
    store.targets.markDone({ kind: 'match', id: matchId }, 1);
  });
  process.stdout.write(`${matchId}\n`);
}
