/** A line of two columns with at least two spaces between them: indent, left text, gap, right text. */
const TWO_COLUMNS = /^(\s*)(\S(?:.*?\S)?)(\s{2,})(\S.*)$/;

/**
 * Wraps lines that are longer than `width` between words and keeps their indent. If a left column is so wide that the
 * right one has too little space, the right column is moved below it in all lines of the paragraph. `hang`: additional
 * indent of the following lines of a line with one column.
 */
export function wrapText(text: string, width: number, hang = 0): string {
  return text
    .split(/\n{2,}(?=.)/)
    .map((paragraph) => wrapParagraph(paragraph.split('\n'), width, hang).join('\n'))
    .join('\n\n');
}

/** Wraps help: the lines of a paragraph without indents are one text, which is filled anew. */
export function wrapHelp(text: string, width: number): string {
  const paragraphs = text.split(/\n{2,}(?=.)/).map((paragraph) => {
    return paragraph.split('\n').some((line) => line.startsWith(' ')) ? paragraph : joinLines(paragraph);
  });
  return wrapText(paragraphs.join('\n\n'), width);
}

function joinLines(paragraph: string): string {
  return paragraph.replaceAll(/(?<=.)\n(?=.)/g, ' ');
}

function wrapParagraph(lines: string[], width: number, hang: number): string[] {
  const tooLong = lines.filter((line) => line.length > width);
  const stacked = tooLong.map(startOfRight).filter((start) => start > width / 3);
  return lines.flatMap((line) => {
    if (stacked.includes(startOfRight(line))) return stack(line, width);
    return line.length <= width ? [line] : wrapLine(line, width, hang);
  });
}

/** The start of the right column; 0: the line has one column. */
function startOfRight(line: string): number {
  const [, indent = '', left = '', gap = ''] = TWO_COLUMNS.exec(line) ?? [];
  return indent.length + left.length + gap.length;
}

/** The start of the last column that leaves its text two thirds of the width; 0: the line has one column. */
function startOfLast(line: string, width: number): number {
  let start = startOfRight(line);
  let further = startOfRight(line.slice(start));
  while (start > 0 && further > 0 && start + further <= width / 3) {
    start += further;
    further = startOfRight(line.slice(start));
  }
  return start;
}

function stack(line: string, width: number): string[] {
  const [, indent = '', left = '', , right = ''] = TWO_COLUMNS.exec(line) ?? [];
  const below = `${indent}    `;
  return [...fill(left, { first: indent, next: below, width }), ...fill(right, { first: below, next: below, width })];
}

function wrapLine(line: string, width: number, hang: number): string[] {
  const right = startOfLast(line, width);
  const start = right || /^\s*/.exec(line)?.[0].length || 0;
  const indent = right === 0 ? start + hang : start;
  return fill(line.slice(start), { first: line.slice(0, start), next: ' '.repeat(indent), width });
}

type Layout = { first: string; next: string; width: number };

/** Fills lines of this width with words. A longer word has a line of its own. */
function fill(text: string, { first, next, width }: Layout): string[] {
  const [word = '', ...words] = text.split(/\s+/);
  const lines: string[] = [];
  let line = first + word;
  for (const following of words) {
    const isFull = line.length + 1 + following.length > width;
    if (isFull) lines.push(line);
    line = isFull ? next + following : `${line} ${following}`;
  }
  return [...lines, line];
}
