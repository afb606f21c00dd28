import type { MatchStatus } from '../../records.ts';
import {
  bounded,
  eventLink,
  FieldError,
  integer,
  name,
  optional,
  quoted,
  required,
  teamLink,
  unixMs,
} from '../html/fields.ts';
import type { IssueList } from '../html/issues.ts';
import { countryOf } from '../html/player-cell.ts';
import {
  attributeOf,
  childrenOf,
  collapse,
  type Element,
  firstIn,
  firstOfClass,
  hasClass,
  rawTextOf,
  textOf,
} from '../html/tree.ts';
import type { MatchBlocks } from './blocks.ts';

/** A team in the header. Id and name are null while a team of a future match is undecided. */
export type HeaderTeam = {
  teamId: number | null;
  teamName: string | null;
  country: string | null;
  headerScore: number | null;
};

/** The header above the maps, and the format box beside them. */
export type Header = {
  teams: [HeaderTeam, HeaderTeam];
  status: MatchStatus;
  /** The text of the status when the parser does not know it. */
  unknownStatus: string | null;
  startedAtMs: number;
  eventId: number | null;
  eventName: string | null;
  bestOf: number | null;
  isLan: boolean | null;
  stage: string | null;
  note: string | null;
  /** Lines of the format box that are neither format, stage nor note, or show more than the format. */
  otherLines: string[];
};

/**
 * Reads the header. Identity: the two teams of a match that was played, its status and its date, without which it is
 * unknown which match it is and whether its page will change. Event and format are decorations.
 */
export function readHeader(blocks: MatchBlocks, issues: IssueList): Header {
  const [box] = blocks.teamsBox;
  const { status, unknownStatus } = readStatus(box);
  const dates = [firstOfClass(box, 'date'), firstOfClass(box, 'time')].map((each) => attributeOf(each, 'data-unix'));
  const teams: Header['teams'] = [readTeam(box, 1, status), readTeam(box, 2, status)];
  reportLoneScore(teams, issues);
  return {
    teams,
    status,
    unknownStatus,
    startedAtMs: required('startedAtMs', dates[0] ?? dates[1], unixMs),
    ...readEvent(firstOfClass(box, 'event'), issues),
    ...readFormat(blocks, issues),
  };
}

/** Reports a score of only one team. */
function reportLoneScore(teams: Header['teams'], issues: IssueList): void {
  const missing = teams.findIndex(({ headerScore }) => headerScore === null) + 1;
  if (missing > 0 && teams.some(({ headerScore }) => headerScore !== null)) {
    const field = `team${missing}HeaderScore`;
    issues.report('decoration', new FieldError(field, 'a score, as the other team has one', 'nothing'));
  }
}

/** The name is in the link, or in the block if there is no link. */
function readEvent(block: Element | undefined, issues: IssueList): Pick<Header, 'eventId' | 'eventName'> {
  const link = firstIn(block, (element) => element.name === 'a');
  const text = textOf(link) || attributeOf(link, 'title') || textOf(block);
  return {
    eventId: issues.decoration(() => required('eventId', attributeOf(link, 'href'), eventLink)),
    eventName: issues.decoration(() => required('eventName', text, name)),
  };
}

const STATUS_TEXTS = new Map<string, MatchStatus>([
  ['match over', 'finished'],
  ['match deleted', 'deleted'],
  ['match cancelled', 'deleted'],
  ['match canceled', 'deleted'],
  ['match postponed', 'postponed'],
  ['live', 'live'],
]);

/**
 * The status follows from the text; attributes are not used, because those of a running timer also say LIVE. With an
 * unknown text (a page translated by the browser) the match is finished if both teams have a score and no timer runs.
 */
function readStatus(box: Element | undefined): Pick<Header, 'status' | 'unknownStatus'> {
  const countdown = firstOfClass(box, 'countdown');
  const text = textOf(countdown);
  const status = STATUS_TEXTS.get(text?.toLowerCase() ?? '');
  if (status !== undefined) return { status, unknownStatus: null };
  if (text !== undefined && /^\d+\s*[wdhms](?:[\s:]+\d+\s*[wdhms])*$/.test(text)) {
    return { status: 'upcoming', unknownStatus: null };
  }
  const hasTimer = countdown?.attribs['data-unix'] !== undefined;
  const scores = ([1, 2] as const).map((ordinal) => readHeaderScore(gradientOf(box, ordinal), ordinal));
  if (countdown !== undefined && !hasTimer && scores.every((score) => score !== null)) {
    return { status: 'finished', unknownStatus: text ?? null };
  }
  throw new FieldError('status', 'Match over, LIVE, Match deleted, Match postponed or a running timer', quoted(text));
}

function gradientOf(box: Element | undefined, ordinal: 1 | 2): Element | undefined {
  return firstOfClass(box, `team${ordinal}-gradient`);
}

function readTeam(box: Element | undefined, ordinal: 1 | 2, status: MatchStatus): HeaderTeam {
  const gradient = gradientOf(box, ordinal);
  const flag = firstIn(box, (element) => element.name === 'img' && hasClass(element, `team${ordinal}`));
  const link = firstIn(gradient, (element) => element.name === 'a');
  const href = attributeOf(link, 'href');
  const teamName = textOf(firstOfClass(gradient, 'teamName'));
  const isUndecided = status === 'upcoming' || status === 'postponed' || status === 'deleted';
  const read = isUndecided ? optional : required;
  return {
    teamId: read(`team${ordinal}Id`, href, teamLink),
    teamName: read(`team${ordinal}Name`, teamName, name),
    country: countryOf(flag),
    headerScore: readHeaderScore(gradient, ordinal),
  };
}

/** The score is a block of digits beside the link of the team. Its class depends on the outcome, so it is not used. */
function readHeaderScore(gradient: Element | undefined, ordinal: 1 | 2): number | null {
  const blocks = gradient === undefined ? [] : childrenOf(gradient).filter((child) => child.name === 'div');
  const text = blocks.map((block) => textOf(block)).find((block) => /^(?:\d+|-)$/.test(block));
  return optional(`team${ordinal}HeaderScore`, text, integer);
}

const mapCount = bounded(integer, [1, 99]);

type Format = Pick<Header, 'bestOf' | 'isLan' | 'stage' | 'note' | 'otherLines'>;

/** The format box: `Best of 3 (LAN)`, then a line with one star (stage) and lines with more (notes). */
function readFormat(blocks: MatchBlocks, issues: IssueList): Format {
  const [box] = blocks['preformatted-text'];
  const lines = box === undefined ? [] : linesOf(rawTextOf(box)).filter((line) => line !== '');
  const format = lines.find((line) => /\bbest of \d/i.test(line)) ?? lines.find((line) => !line.startsWith('*'));
  const [, count] = /\bbest of (\d+)/i.exec(format ?? '') ?? [];
  const stage = lines.find((line) => /^\*(?!\*)/.test(line));
  const notes = lines.filter((line) => line.startsWith('**'));
  // More than format and place.
  const hasMore = count !== undefined && !/^best of \d+\s*(?:\([^()]*\))?$/i.test(format ?? '');
  const read = [stage, ...notes, hasMore ? undefined : format];
  return {
    // The number of listed maps is not used: a team may start with a map won.
    bestOf: issues.decoration(() => required('bestOf', count ?? lines[0], mapCount)),
    isLan: issues.decoration(() => readPlace(format ?? '')),
    stage: stage === undefined ? null : withoutStars(stage) || null,
    note: notes.map(withoutStars).filter(Boolean).join('\n') || null,
    otherLines: lines.filter((line) => !read.includes(line)),
  };
}

/** Whether the match is played on LAN; null when nothing in brackets says where. */
function readPlace(format: string): boolean | null {
  const [, place] = /\((LAN|Online)\)/i.exec(format) ?? [];
  if (place === undefined && format.includes('(')) throw new FieldError('isLan', '(LAN) or (Online)', quoted(format));
  return place === undefined ? null : place.toLowerCase() === 'lan';
}

/** Minifiers replace line breaks by spaces, or remove them; the stars at the start of a line remain. */
function linesOf(text: string): string[] {
  const lines = text.trim().split('\n');
  return (lines.length > 1 ? lines : text.split(/(?<!\*)(?=\*+\s)/)).map(collapse);
}

function withoutStars(line: string): string {
  return line.replace(/^\*+\s*/, '');
}
