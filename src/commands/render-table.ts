const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** Lines of a table; columns whose cells are all numbers stand right. */
export function renderTable(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const columns = head.map((title, column) => {
    const cells = rows.map((row) => row[column] ?? '');
    const width = Math.max(...[title, ...cells].map((cell) => String(cell).length));
    return { width, right: cells.every((cell) => typeof cell === 'number') };
  });
  const renderLine = (cells: readonly (string | number)[]): string => {
    const padded = columns.map(({ width, right }, column) => {
      const text = String(cells[column] ?? '');
      return right ? text.padStart(width) : text.padEnd(width);
    });
    return `${padded.join('  ').trimEnd()}\n`;
  };
  return [head, ...rows].map(renderLine).join('');
}

/** A bar as long as `value` is of `most`, which is `width` characters long; exact to an eighth of a character. */
export function renderBar(value: number, most: number, width: number): string {
  const eighths = most === 0 ? 0 : Math.round((value / most) * width * 8);
  return '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '');
}
