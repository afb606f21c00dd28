import type { TargetKind } from '../../src/page-kinds.ts';
import type { PageRecords } from '../../src/page-records.ts';
import type { Store } from '../../src/store/store.ts';

/** Saves the record of a page as if it had been fetched at the beginning of time. */
export function savePage<Kind extends TargetKind>(
  { pageRecords }: Pick<Store, 'pageRecords'>,
  kind: Kind,
  record: PageRecords[Kind],
): void {
  const id = 'mapStatsId' in record ? record.mapStatsId : 'matchId' in record ? (record.matchId ?? 0) : 0;
  pageRecords.save({ kind, id, record, fetchedAtMs: 1, parserVersion: 1 });
}
