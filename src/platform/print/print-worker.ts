import { parentPort, workerData } from 'node:worker_threads';
import fonts from 'pdfmake/fonts/Roboto.js';
import pdfmake from 'pdfmake';
import type { Sheet } from './print-sheet.js';

const { title, at, about, heads, widths, rows } = workerData as Sheet;

const numbered = (sign: string): string => `U+${sign.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;

/** What the font may not have, and what is not seen or turns its neighbours round, is said by its number. */
const printable = (text: string): string =>
  text.replaceAll(/[^\n -~\u00a0-\u00ac\u00ae-\u017f–—‘’“”…‹›•€−≤≥≠µΩ°]/gu, numbered);

/** Long words without a place to break, such as hashes, go on in a line of their own; nothing is put into them that copies with them. */
const broken = (text: string): string => printable(text).replaceAll(/\S{18}(?=\S)/gu, '$&\n');

const head = heads.map((text) => ({ text, bold: true }));
const body = rows.map(({ cells, isMarked }) =>
  cells.map((text, at) => ({ text: broken(text), bold: isMarked && at === 2 })),
);

// nothing is fetched, and of files the fonts alone
pdfmake.setUrlAccessPolicy(() => false);
pdfmake.setLocalAccessPolicy((path) => Object.values(fonts.Roboto).includes(path));
pdfmake.setFonts(fonts);

const pdf = await pdfmake
  .createPdf({
    version: '1.7',
    subset: 'PDF/A-3b',
    language: 'en',
    pageSize: 'A4',
    pageOrientation: 'landscape',
    pageMargins: [30, 36, 30, 36],
    info: { title, creationDate: new Date(at), modDate: new Date(at) },
    defaultStyle: { font: 'Roboto', fontSize: 7 },
    content: [
      { text: title, fontSize: 14, bold: true, margin: [0, 0, 0, 4] },
      ...about.map((text) => ({ text: broken(text), margin: [0, 0, 0, 2] })),
      {
        margin: [0, 6, 0, 0],
        table: { headerRows: 1, widths, body: [head, ...body] },
        layout: 'lightHorizontalLines',
      },
    ],
    footer: (page: number, pages: number) => ({
      text: `${title} · ${at} · ${page} / ${pages}`,
      alignment: 'center',
      fontSize: 7,
    }),
  })
  .getBuffer();
parentPort!.postMessage(pdf);
