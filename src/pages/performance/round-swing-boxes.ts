import { decoded, type ScannedTag, scanTags, type TagHandler } from '../html/tag-scanner.ts';
import { collapse } from '../html/tree.ts';

/**
 * Reads the boxes of the Round swing section from the text of the page. There are about two thousand, ten copies of each
 * event, so they are removed before the tree of the page is built. Identical copies are read once.
 */

/** A block of one player. Missing texts are null. */
type PlayerBlock = { playerId: string | null; team: string | null; nick: string | null; total: string | null };
/** A box with the score after a round: two team names and two numbers. */
export type ScoreBox = { roundNumber: number; teams: string[]; rounds: string[] };
/** A copy of an event. */
export type EventBox = {
  roundNumber: number;
  eventNumber: number;
  title: string | null;
  alive: readonly [string, string] | null;
  chances: string[];
  /** A nick, or a team with the words `equipment value:`, and the text after it. */
  pairs: { label: string; value: string }[];
  /** A value has no label before it. */
  isUnreadable: boolean;
};

export type Boxes = {
  /** The page without the boxes of events and scores. */
  html: string;
  players: PlayerBlock[];
  /** Without identical copies. */
  scores: ScoreBox[];
  events: EventBox[];
  /** Boxes and blocks without a proper end, or nested in another. */
  broken: number;
};

/** Pages without the section do not have these marks. */
const MARK_OF_BLOCK = 'round-swing-player';
const MARK_OF_BOX = 'tooltip_player';
/** Real maps with overtime have up to 6,000 boxes, ten copies of each. */
const MAX_BOXES = 20_000;
const MAX_BLOCKS = 100;
const MAX_BOX_CHARACTERS = 100_000;
const MAX_DEPTH = 60;
const MAX_CONTENTS = 10;

/** Null: the page has no Round swing section. */
export function readBoxes(html: string): Boxes | null {
  if (!html.includes(MARK_OF_BLOCK) && !html.includes(MARK_OF_BOX)) return null;
  const reader = new BoxReader(html);
  scanTags(html, reader);
  return reader.result();
}

const BOX_ID = /^tooltip_player\d+_(match_)?round(\d{1,3})(?:_event(\d{1,3}))?$/;
/** The mark of a program that removes hidden elements from saved pages. */
const HIDDEN = 'sf-hidden';
const READ_ATTRIBUTES: ReadonlySet<string> = new Set(['id', 'class', 'title', 'data-toggle-value']);
const VOID = new Set('area base br col embed hr img input link meta source track wbr'.split(' '));

type Capture = 'title' | 'stat' | 'nick' | 'value' | 'total';
const CAPTURES: readonly { token: string; tag?: string; capture: Capture }[] = [
  { token: 'title', tag: 'strong', capture: 'title' },
  { token: 'team-stat', capture: 'stat' },
  { token: 'player-nick', capture: 'nick' },
  { token: 'player-round-swing-total', capture: 'total' },
  { token: 'stat', tag: 'span', capture: 'value' },
];

/** Event 0: the score after the round. */
type EventKey = { roundNumber: number; eventNumber: number };
/** The relevant properties of a tag. */
type Traits = {
  name: string;
  place: EventKey | null;
  isBlock: boolean;
  isTeam: boolean;
  isHidden: boolean;
  isTeamImage: boolean;
  isSelfClosed: boolean;
  capture: Capture | null;
  title: string;
  playerId: string | null;
};

/** The tag without the player of the copy, which is not needed. */
function essenceOf(tag: string): string {
  const at = tag.indexOf(MARK_OF_BOX);
  if (at < 0) return tag;
  const from = at + MARK_OF_BOX.length;
  const to = tag.indexOf('_', from);
  return to > from && /^\d+$/.test(tag.slice(from, to)) ? `${tag.slice(0, from)}1${tag.slice(to)}` : tag;
}

function traitsOf({ name, attributes, isSelfClosed }: ScannedTag): Traits {
  const tokens = attributes.class?.split(/\s+/) ?? [];
  const found = CAPTURES.find(({ token, tag = name }) => tokens.includes(token) && tag === name);
  return {
    name,
    place: placeOf(attributes.id),
    isBlock: tokens.includes('round-swing-player'),
    isTeam: tokens.includes('team'),
    isHidden: tokens.includes(HIDDEN),
    isTeamImage: tokens.includes('bodyShot-team'),
    isSelfClosed,
    capture: found?.capture ?? null,
    title: collapse(attributes.title ?? ''),
    playerId: /\bplayerId\s*=\s*(\d+)/.exec(attributes['data-toggle-value'] ?? '')?.[1] ?? null,
  };
}

/** The box with this id; null when it is the id of another element. */
function placeOf(id: string | undefined): EventKey | null {
  if (id === undefined || !id.includes('tooltip_player')) return null;
  const [, score, round = '', event] = BOX_ID.exec(collapse(id)) ?? [];
  if (Number(round) === 0 || (score === undefined) === (event === undefined) || event === '0') return null;
  return { roundNumber: Number(round), eventNumber: Number(event ?? 0) };
}

type OpenElement = { name: string; isTeam: boolean; capture: Capture | null };
type Box = EventKey & {
  /** Offsets of its tag. */
  from: number;
  start: number;
  depth: number;
  isHidden: boolean;
  score: ScoreBox;
  /** Names of the current team: its logo can occur twice, for day and night mode. */
  namesOfTeam: Set<string>;
  event: EventBox;
  /** Texts outside of titles and values. */
  loose: string[];
};

/** Tracks the open elements of a box or player block, and finds the next one outside of them. */
class BoxReader implements TagHandler<Traits> {
  readonly wanted = READ_ATTRIBUTES;
  readonly traitsOf = traitsOf;
  readonly essenceOf = essenceOf;
  readonly #html: string;
  readonly #kept: string[] = [];
  readonly #players: PlayerBlock[] = [];
  readonly #scores: ScoreBox[] = [];
  readonly #events: EventBox[] = [];
  readonly #texts = new Map<string, string>();
  /** The content of the boxes of each event, without their first tags. */
  readonly #contents = new Map<number, string[]>();
  /** The next marks, or the end of the page. */
  #nextBox = -1;
  #nextBlock = -1;
  #quietUntil = 0;
  #from = 0;
  #boxes = 0;
  #broken = 0;
  #open: OpenElement[] = [];
  #foreign = 0;
  #box: Box | null = null;
  #block: PlayerBlock | null = null;
  /** Texts of the innermost element whose text is collected. */
  #captured: string[] = [];

  constructor(html: string) {
    this.#html = html;
    this.#rest(0);
  }

  get quietUntil(): number {
    return this.#quietUntil;
  }

  /** Outside of boxes and blocks, everything before the next mark is skipped. */
  #rest(from: number): void {
    const isInside = this.#box !== null || this.#block !== null;
    this.#quietUntil = isInside ? 0 : this.#nextMark(from);
  }

  /** Searches the text between boxes for blocks, never the boxes, which are most of the page. */
  #nextMark(from: number): number {
    if (this.#nextBox < from) {
      const box = this.#html.indexOf(MARK_OF_BOX, from);
      this.#nextBox = box < 0 ? this.#html.length : box;
    }
    if (this.#nextBlock < from) {
      const block = this.#html.slice(from, this.#nextBox).indexOf(MARK_OF_BLOCK);
      this.#nextBlock = block < 0 ? this.#nextBox : from + block;
    }
    return this.#nextBlock;
  }

  result(): Boxes {
    if (this.#box !== null || this.#block !== null) this.#broken += 1;
    return {
      html: this.#kept.join('') + this.#html.slice(this.#from),
      players: this.#players,
      scores: this.#scores,
      events: this.#events,
      broken: this.#broken,
    };
  }

  open(tag: Traits, from: number, to: number): number {
    if (tag.place !== null) {
      const end = this.#endOfCopy(tag.place, to);
      if (end > 0 && this.#box === null) return this.#cut(from, end);
      this.#begin(tag.place, from, to);
    } else if (tag.isBlock && this.#box === null) this.#beginBlock();
    if (this.#box === null && this.#block === null) {
      this.#rest(to);
      return to;
    }
    this.#quietUntil = 0;
    this.#readAttributes(tag);
    this.#push(tag);
    return to;
  }

  /** Void elements, and those of a drawing that close themselves, have no end tag. */
  #push(tag: Traits): void {
    const isForeign = tag.name === 'svg' || tag.name === 'math';
    if (VOID.has(tag.name) || (tag.isSelfClosed && (isForeign || this.#foreign > 0))) return;
    if (isForeign) this.#foreign += 1;
    this.#open.push(tag);
    if (tag.capture !== null) this.#captured = [];
    if (this.#open.length > MAX_DEPTH) this.#abandon();
  }

  /**
   * The end of a box with the same content as an earlier one of its event; 0 when it differs. Slices are compared because
   * `startsWith` is forty times slower.
   */
  #endOfCopy(place: EventKey, to: number): number {
    const contents = this.#contents.get(keyOf(place)) ?? [];
    const content = contents.find((each) => this.#html.slice(to, to + each.length) === each);
    return content === undefined ? 0 : to + content.length;
  }

  #readAttributes({ isHidden, isTeam, title, playerId, isTeamImage }: Traits): void {
    const box = this.#box;
    if (box !== null) {
      box.isHidden ||= isHidden;
      if (isTeam) box.namesOfTeam.clear();
      const isInTeam = title !== '' && this.#open.some(({ isTeam }, at) => isTeam && at >= box.depth);
      if (isInTeam && !box.namesOfTeam.has(title)) box.score.teams.push(title);
      if (isInTeam) box.namesOfTeam.add(title);
    } else if (this.#block !== null) {
      this.#block.playerId ??= playerId;
      if (isTeamImage && title !== '') this.#block.team ??= title;
    }
  }

  close(name: string, to: number): void {
    if (this.#box === null && this.#block === null) return;
    const floor = this.#box?.depth ?? 0;
    const isLast = this.#open.at(-1)?.name === name;
    const depth = isLast ? this.#open.length - 1 : this.#open.findLastIndex((element) => element.name === name);
    if (depth < floor) return;
    if (name === 'svg' || name === 'math') this.#foreign = 0;
    while (this.#open.length > depth) this.#closeLast();
    if (depth > floor) return;
    if (this.#box !== null) this.#end(this.#box, to);
    else this.#endBlock();
    this.#rest(to);
  }

  #closeLast(): void {
    const capture = this.#open.pop()?.capture ?? null;
    if (capture !== null) this.#store(capture, this.#captured.splice(0).join(' '));
  }

  text(from: number, to: number): void {
    if (this.#box === null && this.#block === null) return;
    const text = this.#textOf(this.#html.slice(from, to));
    if (text === '') return;
    const floor = this.#box?.depth ?? 0;
    const isCaptured = this.#open.findLastIndex(({ capture }) => capture !== null) >= floor;
    if (isCaptured) this.#captured.push(text);
    else this.#box?.loose.push(text);
  }

  #textOf(raw: string): string {
    const known = this.#texts.get(raw);
    if (known !== undefined) return known;
    const text = collapse(decoded(raw));
    this.#texts.set(raw, text);
    return text;
  }

  #store(capture: Capture, text: string): void {
    if (this.#box === null) this.#storeOfBlock(capture, text);
    else if (this.#box.eventNumber > 0) storeOfEvent(this.#box.event, capture, text);
    else if (capture === 'stat') this.#box.score.rounds.push(text);
  }

  #storeOfBlock(capture: Capture, text: string): void {
    if (this.#block === null || text === '') return;
    if (capture === 'nick') this.#block.nick ??= text;
    if (capture === 'total') this.#block.total ??= text;
  }

  #beginBlock(): void {
    if (this.#block !== null) this.#broken += 1;
    this.#open = [];
    this.#foreign = 0;
    this.#block = { playerId: null, team: null, nick: null, total: null };
  }

  #endBlock(): void {
    if (this.#block === null) return;
    if (this.#players.length < MAX_BLOCKS) this.#players.push(this.#block);
    else this.#broken += 1;
    this.#block = null;
  }

  #begin(place: EventKey, from: number, start: number): void {
    if (this.#box !== null) this.#abandon();
    if (this.#block === null) this.#open = [];
    this.#foreign = 0;
    this.#box = {
      ...{ ...place, from, start, depth: this.#open.length, isHidden: false, loose: [] },
      score: { roundNumber: place.roundNumber, teams: [], rounds: [] },
      namesOfTeam: new Set(),
      event: { ...place, title: null, alive: null, chances: [], pairs: [], isUnreadable: false },
    };
  }

  /** A box that a program hid stays on the page, because it identifies that program. */
  #end(box: Box, to: number): void {
    this.#box = null;
    if (box.isHidden) return;
    if (to - box.from > MAX_BOX_CHARACTERS || this.#boxes >= MAX_BOXES) {
      this.#broken += 1;
      return;
    }
    this.#remember(box, to);
    this.#cut(box.from, to);
    if (box.eventNumber > 0) this.#events.push({ ...box.event, alive: aliveIn(box.loose) });
    else this.#scores.push(box.score);
  }

  #remember(box: Box, to: number): void {
    const contents = this.#contents.get(keyOf(box)) ?? [];
    if (contents.length < MAX_CONTENTS) contents.push(this.#html.slice(box.start, to));
    this.#contents.set(keyOf(box), contents);
  }

  #cut(from: number, to: number): number {
    this.#boxes += 1;
    this.#kept.push(this.#html.slice(this.#from, from));
    this.#from = to;
    this.#rest(to);
    return to;
  }

  /** Leaves a box or block without a proper end on the page, unread. */
  #abandon(): void {
    this.#broken += 1;
    this.#open = this.#open.slice(0, this.#box?.depth ?? 0);
    if (this.#box === null) this.#block = null;
    this.#box = null;
  }
}

function keyOf({ roundNumber, eventNumber }: EventKey): number {
  return roundNumber * 1_000 + eventNumber;
}

function storeOfEvent(event: EventBox, capture: Capture, text: string): void {
  if (capture === 'title' && text !== '') event.title ??= text;
  if (capture === 'stat') event.chances.push(text);
  if (capture === 'nick') event.pairs.push({ label: text, value: '' });
  if (capture !== 'value') return;
  const last = event.pairs.at(-1);
  if (last === undefined || last.value !== '' || text === '') event.isUnreadable = true;
  else last.value = text;
}

/** The single text of the form `4 vs 5` outside of titles and values; its parts can be in separate elements. */
function aliveIn(texts: readonly string[]): readonly [string, string] | null {
  const whole = texts.flatMap((text) => /^(\d) vs\.? (\d)$/i.exec(text) ?? []);
  const [, first, second] = whole.length > 0 ? whole : (/(?:^| )(\d) vs\.? (\d)(?: |$)/i.exec(texts.join(' ')) ?? []);
  return whole.length > 3 || first === undefined || second === undefined ? null : [first, second];
}
