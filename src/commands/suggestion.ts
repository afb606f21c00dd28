/** Edit distance: the fewest letters to insert, delete, replace or swap with their neighbour. */
function distance(one: string, other: string): number {
  const rows: number[][] = [...one].map(() => []);
  const at = (row: number, column: number): number => {
    if (row < 0 || column < 0) return Math.max(row, column) + 1;
    return rows[row]?.[column] ?? 0;
  };
  for (const [row, letter] of [...one].entries()) {
    for (const [column, otherLetter] of [...other].entries()) {
      const replaced = at(row - 1, column - 1) + (letter === otherLetter ? 0 : 1);
      const isSwapped = letter === other[column - 1] && otherLetter === one[row - 1];
      const swapped = isSwapped ? at(row - 2, column - 2) + 1 : replaced;
      rows[row]?.push(Math.min(at(row - 1, column) + 1, at(row, column - 1) + 1, replaced, swapped));
    }
  }
  return at(one.length - 1, other.length - 1);
}

const MAX_WORD = 40;
const MAX_DISTANCE = 3;

/** ` Did you mean x?` when one of the words is similar to the text, else an empty text. */
export function suggestion(typed: string, words: readonly string[]): string {
  if (typed.length > MAX_WORD) return '';
  const limit = Math.min(MAX_DISTANCE, Math.floor(typed.length * 0.4));
  const ranked = words
    .map((word) => ({ word, far: distance(typed.toLowerCase(), word.toLowerCase()) }))
    .filter(({ far }) => far <= limit)
    .sort((a, b) => a.far - b.far);
  const [best] = ranked;
  return best === undefined ? '' : ` Did you mean ${best.word}?`;
}
