import { bareId, FieldError, quoted } from '../html/fields.ts';
import type { IssueList } from '../html/issues.ts';
import { attributeOf, type Element, textOf } from '../html/tree.ts';
import { mapStatsPath } from '../paths.ts';
import type { MatchBlocks } from './blocks.ts';
import type { MapResult } from './maps.ts';

/** A block of player tables and its map; null for the tables of the whole series. */
export type StatsBlock = { element: Element; mapNumber: number | null };

/** The map of a block, with the map stats id if only the block has it; null when the map links to its stats. */
type Owner = { mapNumber: number; mapStatsId: number | null };

/**
 * Assigns the blocks to the maps. The id of a block contains the map stats id, in 2018 after the name of the map. If a
 * played map has no link to its stats, the only block with its name belongs to it and gives its map stats id. A block
 * without a map (an annulled result) is omitted.
 */
export function readStatsBlocks(found: MatchBlocks, mapResults: MapResult[], issues: IssueList): MapBlocks {
  const elements = found['stats-content'];
  if (elements.length === 0 && found.matchstats.length > 0) {
    throw new FieldError('playerMapStats', 'a table block for every map', 'none');
  }
  const names = menuNames(found);
  const series = elements.filter((element) => keyOf(element) === 'all');
  const others = elements.filter((element) => !series.includes(element));
  assertReadable(others);
  const owners = others.map((element) => ownerOf(keyOf(element) ?? '', mapResults, names));
  const blocks = others.flatMap((element, index): StatsBlock[] => {
    const owner = owners[index];
    const isShared = owners.some((other, place) => place !== index && isOtherClaim(other, owner));
    if (owner !== undefined && !isShared) return [{ element, mapNumber: owner.mapNumber }];
    const blockId = quoted(attributeOf(element, 'id'));
    issues.report('core', new FieldError('playerMapStats', 'tables of one map of the list', blockId));
    return [];
  });
  const claims = owners.filter((owner) => blocks.some(({ mapNumber }) => mapNumber === owner?.mapNumber));
  return {
    blocks: [...series.map((element) => ({ element, mapNumber: null })), ...blocks],
    mapResults: mapResults.map((each) => withClaim(each, claims)),
  };
}

/** The blocks, and the maps including ids that only their blocks have. */
export type MapBlocks = { blocks: StatsBlock[]; mapResults: MapResult[] };

function keyOf(element: Element): string | undefined {
  return /^(.+)-content$/.exec(attributeOf(element, 'id') ?? '')?.[1];
}

/** Throws `FieldError` when no block has an id of the known form: then the markup has changed. */
function assertReadable(elements: Element[]): void {
  const [first] = elements;
  const isReadable = (element: Element) => /\d$/.test(keyOf(element) ?? '');
  if (first !== undefined && !elements.some(isReadable)) {
    throw new FieldError('playerMapStats', 'a map stats id on every table block', quoted(attributeOf(first, 'id')));
  }
}

/** The names of the maps in the menu above the blocks. */
function menuNames(found: MatchBlocks): Map<string, string> {
  const items = found['dynamic-map-name-full'].map((item) => [attributeOf(item, 'id') ?? '', textOf(item)] as const);
  return new Map(items);
}

function ownerOf(key: string, mapResults: MapResult[], names: Map<string, string>): Owner | undefined {
  const linked = mapResults.find(
    ({ map }) => map.mapStatsId !== null && digitsIn(key, map.mapName).includes(map.mapStatsId),
  );
  if (linked !== undefined) return { mapNumber: linked.map.mapNumber, mapStatsId: null };
  const claims = mapResults.flatMap(({ map }): Owner[] => {
    const [first, mapStatsId = names.get(key) === map.mapName ? first : undefined] = digitsIn(key, map.mapName);
    const isUnlinked = map.state === 'played' && map.mapStatsId === null;
    return isUnlinked && mapStatsId !== undefined ? [{ mapNumber: map.mapNumber, mapStatsId }] : [];
  });
  return claims.length === 1 ? claims[0] : undefined;
}

/** The number at the end of a block id, and the number after the map name: `Dust263700` is map stats 63700 of Dust2. */
function digitsIn(key: string, mapName: string): number[] {
  const isNamed = key.toLowerCase().startsWith(mapName.toLowerCase());
  const parts = [/\d+$/.exec(key)?.[0], isNamed ? key.slice(mapName.length) : undefined];
  return parts.flatMap((digits) => bareId.read(digits ?? '') ?? []);
}

function isOtherClaim(other: Owner | undefined, owner: Owner | undefined): boolean {
  return other !== undefined && other.mapNumber === owner?.mapNumber && owner.mapStatsId !== null;
}

function withClaim(mapResults: MapResult, claims: (Owner | undefined)[]): MapResult {
  const claim = claims.find((owner) => owner?.mapNumber === mapResults.map.mapNumber);
  if (claim === undefined || claim.mapStatsId === null) return mapResults;
  const { mapStatsId } = claim;
  return {
    ...mapResults,
    map: { ...mapResults.map, mapStatsId, mapStatsPath: mapStatsPath(`/mapstatsid/${mapStatsId}`) },
  };
}
