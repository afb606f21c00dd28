import type { Inventory, TokenUse } from './inventory.ts';

/** A class, id or data attribute that only one of two pages has. */
type TokenChange = {
  name: string;
  change: 'vanished' | 'appeared';
  /** Number of elements with the name, on the page that has it. */
  count: number;
  /** The name that encloses the first of these elements. */
  within: string | null;
  /** The name that only the other page has, in the same place on a similar number of elements; or null. */
  counterpart: string | null;
  /** Fields of the record whose selector contains this name. */
  fields: string[];
};

/** Elements in a place where the other page has none, although it has both names. */
type BlockChange = { name: string; change: 'vanished' | 'appeared'; count: number; fields: string[] };

export type StructureDiff = { tokens: TokenChange[]; blocks: BlockChange[] };

/** Selectors of a kind of page by field. */
type Selectors = ReadonlyMap<string, { selector: string }>;

/**
 * The names that only one of two pages has, the most relevant first: names in selectors of fields and their counterparts,
 * then classes before ids and data attributes, which can be random, then names with a counterpart, then outer before inner
 * names, then the more frequent ones.
 */
export function compareStructure(good: Inventory, bad: Inventory, selectors: Selectors): StructureDiff {
  const vanished = onlyIn(good.tokens, bad.tokens);
  const came = onlyIn(bad.tokens, good.tokens);
  const renamed = counterparts(vanished, came);
  const origins = new Map([...renamed].map(([from, to]) => [to, from]));
  const changes = [
    ...[...vanished].map(([name, use]) => tokenChange(name, use, { change: 'vanished', others: renamed, selectors })),
    ...[...came].map(([name, use]) => tokenChange(name, use, { change: 'appeared', others: origins, selectors })),
  ];
  const read = new Set(changes.filter(({ fields }) => fields.length > 0).map(({ name }) => name));
  const relevance = ({ name, counterpart }: TokenChange) =>
    read.has(name) ? 2 : counterpart !== null && read.has(counterpart) ? 1 : 0;
  const isClass = ({ name }: TokenChange) => name.startsWith('.');
  const isNested = ({ within }: TokenChange) => within !== null && (vanished.has(within) || came.has(within));
  return {
    tokens: changes.sort(
      (a, b) =>
        relevance(b) - relevance(a) ||
        Number(isClass(b)) - Number(isClass(a)) ||
        Number(b.counterpart !== null) - Number(a.counterpart !== null) ||
        Number(isNested(a)) - Number(isNested(b)) ||
        b.count - a.count,
    ),
    blocks: blockChanges(good, bad, selectors),
  };
}

function onlyIn<Value>(own: Map<string, Value>, others: Map<string, Value>): Map<string, Value> {
  return new Map([...own].filter(([name]) => !others.has(name)));
}

type ChangeContext = { change: 'vanished' | 'appeared'; others: Map<string, string>; selectors: Selectors };

function tokenChange(name: string, { count, within }: TokenUse, context: ChangeContext): TokenChange {
  const { change, others, selectors } = context;
  return { name, change, count, within, counterpart: others.get(name) ?? null, fields: fieldsAt([name], selectors) };
}

/**
 * Pairs of old and new names: same tag, same type of name, in the same place or in a place that was renamed, and on a
 * similar number of elements. Each new name belongs to one old name.
 */
function counterparts(vanished: Map<string, TokenUse>, came: Map<string, TokenUse>): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, use] of vanished) {
    const within = use.within === null ? null : (found.get(use.within) ?? use.within);
    const taken = new Set(found.values());
    const candidates = [...came].filter(
      ([other, { tag, within: place, count }]) =>
        !taken.has(other) &&
        other[0] === name[0] &&
        tag === use.tag &&
        place === within &&
        distance(count, use.count) <= MAX_RATIO,
    );
    const [best] = candidates.sort(([, a], [, b]) => distance(a.count, use.count) - distance(b.count, use.count));
    if (best !== undefined) found.set(name, best[0]);
  }
  return found;
}

const MAX_RATIO = 3;
function distance(a: number, b: number): number {
  return Math.max(a, b) / Math.min(a, b);
}

/** Blocks with a name that only one page has are not listed again. */
function blockChanges(good: Inventory, bad: Inventory, selectors: Selectors): BlockChange[] {
  const isInBoth = (name: string) => namesIn(name).every((token) => good.tokens.has(token) && bad.tokens.has(token));
  const changes = (own: Inventory, others: Inventory, change: 'vanished' | 'appeared'): BlockChange[] =>
    [...onlyIn(own.blocks, others.blocks)]
      .filter(([name]) => isInBoth(name))
      .map(([name, count]) => ({ name, change, count, fields: fieldsAt(namesIn(name).slice(1), selectors) }));
  return [...changes(good, bad, 'vanished'), ...changes(bad, good, 'appeared')].sort(
    (a, b) => Number(b.fields.length > 0) - Number(a.fields.length > 0) || b.count - a.count,
  );
}

function namesIn(block: string): string[] {
  return block.match(/[.#][\w-]+|\[[\w-]+\]/g) ?? [];
}

/** The fields whose selector names one of the tokens. */
function fieldsAt(tokens: readonly string[], selectors: Selectors): string[] {
  const isNamed = (selector: string) => namesIn(selector.replace(/\s/g, ' ')).some((name) => tokens.includes(name));
  return [...selectors].filter(([, { selector }]) => isNamed(selector)).map(([field]) => field);
}
