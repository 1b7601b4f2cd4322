import type { Fault, Path } from '../../unit-classes/domain/index.js';
import type { DocumentReference, Phase } from './phase.js';
import type { DocumentsText, PhaseText } from './recipe-text.js';

export type Documents = ReadonlyMap<string, DocumentReference>;

/** The documents of a file's header by their code. */
export const documentsOf = (text: DocumentsText = {}): Documents =>
  new Map(
    Object.entries(text).map(([document, { title, version }]) => [
      document,
      { document, version: String(version), title },
    ]),
  );

/** What people have before them while they work: pictures, and documents at the version of the header. */
export function attached(
  { pictures, documents }: PhaseText,
  known: Documents,
  path: Path,
  faults: Fault[],
): Pick<Phase, 'pictures' | 'documents'> {
  const resolved = documents?.flatMap((text, index) => {
    const cut = text.lastIndexOf('@');
    const [code, version] = [text.slice(0, cut), text.slice(cut + 1)];
    const document = known.get(code);
    if (document?.version === version) return [document];
    const message = document
      ? `the header has ${code} in version ${document.version}`
      : `the header's documents have no "${code}"`;
    faults.push({
      code: document ? 'document.other-version' : 'document.unknown',
      path: [...path, 'documents', index],
      message,
    });
    return [];
  });
  return { ...(pictures ? { pictures } : {}), ...(resolved ? { documents: resolved } : {}) };
}
