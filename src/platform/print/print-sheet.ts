import { Worker } from 'node:worker_threads';

/** A table as it is laid out: whoever prints it knows nothing of what it says. */
export interface Sheet {
  title: string;
  /** instant, for the document's own dates, so that the same print is the same bytes */
  at: string;
  about: string[];
  heads: string[];
  widths: (number | string)[];
  rows: { cells: string[]; isMarked: boolean }[];
}

/** ms until a print has failed; two thousand rows take some seconds. */
const PATIENCE = 120_000;

/** A4 across, PDF/A-3b, with its fonts in it; laid out beside the server's own work, which it would hold up for seconds. */
export function printSheet(sheet: Sheet): Promise<Uint8Array> {
  // compiled as this file is: TypeScript beside TypeScript, JavaScript beside JavaScript
  const program = new URL(import.meta.url.replace(/print-sheet(\.[jt]s)/, 'print-worker$1'));
  const worker = new Worker(program, { workerData: sheet });
  const patience = setTimeout(() => void worker.terminate(), PATIENCE);
  return new Promise<Uint8Array>((done, failed) => {
    worker.once('message', (pdf: Uint8Array) => done(pdf));
    worker.once('error', failed);
    worker.once('exit', () => failed(new Error('the print ended without a document')));
  }).finally(() => clearTimeout(patience));
}
