import { bareId, Misread, quoted } from '../html/fields.ts';
import type { IssueList } from '../html/issues.ts';
import { attributeOf, type Element, textOf } from '../html/tree.ts';
import { mapStatsPath } from '../paths.ts';
import type { MatchBlocks } from './blocks.ts';
import type { HeldMap } from './maps.ts';

/** A block of player tables and the map that it is about; null for the tables of the whole series. */
export type StatsBlock = { element: Element; mapNumber: number | null };

/** The map of a block, with the map stats id that the block alone gives; null where the map links to its stats. */
type Owner = { mapNumber: number; mapStatsId: number | null };

/**
 * Which block is about which map. A block is known by the map stats id in its own id, in 2018 with the map's name before
 * it. Where a played map lacks its link, the one block under its name is the map's, and the id is the map's too. A block
 * that is no map's (a result that was annulled) is withheld.
 */
export function readStatsBlocks(found: MatchBlocks, held: HeldMap[], issues: IssueList): MapBlocks {
  const elements = found['stats-content'];
  if (elements.length === 0 && found.matchstats.length > 0) {
    throw new Misread('playerMapStats', 'a table block for every map', 'none');
  }
  const names = menuNames(found);
  const series = elements.filter((element) => keyOf(element) === 'all');
  const others = elements.filter((element) => !series.includes(element));
  assertReadable(others);
  const owners = others.map((element) => ownerOf(keyOf(element) ?? '', held, names));
  const blocks = others.flatMap((element, index): StatsBlock[] => {
    const owner = owners[index];
    const isShared = owners.some((other, place) => place !== index && isOtherClaim(other, owner));
    if (owner !== undefined && !isShared) {
      return [{ element, mapNumber: owner.mapNumber }];
    }
    const blockId = quoted(attributeOf(element, 'id'));
    issues.report('core', new Misread('playerMapStats', 'tables of one map of the list', blockId));
    return [];
  });
  const claims = owners.filter((owner) => blocks.some(({ mapNumber }) => mapNumber === owner?.mapNumber));
  return {
    blocks: [...series.map((element) => ({ element, mapNumber: null })), ...blocks],
    held: held.map((each) => withClaim(each, claims)),
  };
}

/** The blocks, and the maps with the ids that only their blocks give. */
export type MapBlocks = { blocks: StatsBlock[]; held: HeldMap[] };

function keyOf(element: Element): string | undefined {
  return /^(.+)-content$/.exec(attributeOf(element, 'id') ?? '')?.[1];
}

/** Ids in another form on every block are a change of the markup. */
function assertReadable(elements: Element[]): void {
  const [first] = elements;
  const isReadable = (element: Element) => /\d$/.test(keyOf(element) ?? '');
  if (first !== undefined && !elements.some(isReadable)) {
    throw new Misread('playerMapStats', 'a map stats id on every table block', quoted(attributeOf(first, 'id')));
  }
}

/** The menu above the blocks names their maps. */
function menuNames(found: MatchBlocks): Map<string, string> {
  const items = found['dynamic-map-name-full'].map((item) => [attributeOf(item, 'id') ?? '', textOf(item)] as const);
  return new Map(items);
}

function ownerOf(key: string, held: HeldMap[], names: Map<string, string>): Owner | undefined {
  const linked = held.find(({ map }) => map.mapStatsId !== null && digitsIn(key, map.mapName).includes(map.mapStatsId));
  if (linked !== undefined) {
    return { mapNumber: linked.map.mapNumber, mapStatsId: null };
  }
  const claims = held.flatMap(({ map }): Owner[] => {
    const [first, mapStatsId = names.get(key) === map.mapName ? first : undefined] = digitsIn(key, map.mapName);
    const isUnlinked = map.state === 'played' && map.mapStatsId === null;
    return isUnlinked && mapStatsId !== undefined ? [{ mapNumber: map.mapNumber, mapStatsId }] : [];
  });
  return claims.length === 1 ? claims[0] : undefined;
}

/** The number at the end of a block's id, and the one behind the map's name: `Dust263700` is map stats 63700 of Dust2. */
function digitsIn(key: string, mapName: string): number[] {
  const isNamed = key.toLowerCase().startsWith(mapName.toLowerCase());
  const parts = [/\d+$/.exec(key)?.[0], isNamed ? key.slice(mapName.length) : undefined];
  return parts.flatMap((digits) => bareId.read(digits ?? '') ?? []);
}

function isOtherClaim(other: Owner | undefined, owner: Owner | undefined): boolean {
  return other !== undefined && other.mapNumber === owner?.mapNumber && owner.mapStatsId !== null;
}

function withClaim(held: HeldMap, claims: (Owner | undefined)[]): HeldMap {
  const claim = claims.find((owner) => owner?.mapNumber === held.map.mapNumber);
  if (claim === undefined || claim.mapStatsId === null) {
    return held;
  }
  const { mapStatsId } = claim;
  return { ...held, map: { ...held.map, mapStatsId, mapStatsPath: mapStatsPath(`/mapstatsid/${mapStatsId}`) } };
}
