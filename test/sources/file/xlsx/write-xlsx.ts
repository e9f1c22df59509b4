import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

/** A ZIP file with these parts. */
export async function zip(parts: Readonly<Record<string, string | Buffer>>): Promise<Buffer> {
  const file = new ZipFile();
  for (const [name, content] of Object.entries(parts)) file.addBuffer(Buffer.from(content), name);
  file.end();
  return buffer(file.outputStream);
}

const RELATIONSHIPS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** A workbook with these sheets, each the XML of its rows, and these shared strings, each the XML of one. */
export async function workbook(
  sheets: readonly { readonly rows: string; readonly state?: string }[],
  strings: readonly string[] = [],
): Promise<Buffer> {
  const numbers = sheets.map((_, index) => index + 1);
  const parts: Record<string, string> = {
    'xl/workbook.xml': `<workbook xmlns:r="${RELATIONSHIPS}"><sheets>${numbers
      .map(
        (number) =>
          `<sheet name="${number}" sheetId="${number}" state="${sheets[number - 1]?.state ?? 'visible'}" r:id="r${number}"/>`,
      )
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships>${numbers
      .map(
        (number) =>
          `<Relationship Id="r${number}" Type="${RELATIONSHIPS}/worksheet" Target="worksheets/${number}.xml"/>`,
      )
      .join(
        '',
      )}<Relationship Id="s" Type="${RELATIONSHIPS}/sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>`,
    'xl/sharedStrings.xml': `<sst>${strings.map((string) => `<si>${string}</si>`).join('')}</sst>`,
  };
  for (const [index, { rows }] of sheets.entries()) {
    parts[`xl/worksheets/${index + 1}.xml`] = `<worksheet><sheetData>${rows}</sheetData></worksheet>`;
  }
  return zip(parts);
}

/** The XML of rows whose cells hold these texts or numbers. */
export function rowsXml(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((cells) => `<row>${cells.map((cell) => cellXml(cell)).join('')}</row>`).join('');
}

function cellXml(value: string | number): string {
  return typeof value === 'number' ? `<c><v>${value}</v></c>` : `<c t="inlineStr"><is><t>${value}</t></is></c>`;
}
