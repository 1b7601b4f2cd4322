import { type Document, isMap, isSeq, parseDocument, type Scalar, type ScalarTag, visit, YAMLMap, YAMLSeq } from 'yaml';
import { hashOf } from '../../../kernel/canonical-json.js';
import { readSource } from '../../unit-classes/domain/index.js';

const WIDTH = 120;
// a comment may find its place only when the lines around it have theirs
const MOST_ROUNDS = 8;

/**
 * The one layout of a YAML text of ours, byte by byte: two spaces of indent, braces and brackets where they fit on their
 * line and lists below each other where not, single quotes, numbers with their digits as written, one blank line at most,
 * comments where they stood. Formatting twice changes nothing, and the text states what it stated. A text that cannot be
 * read comes back as it is.
 */
export function formatRecipe(text: string): string {
  const plain = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const stated = readSource(plain);
  if ('findings' in stated) return text;
  let written = plain;
  for (let rounds = 0; rounds < MOST_ROUNDS; rounds += 1) {
    const before = written;
    written = laidOut(before);
    if (written === before) break;
  }
  const states = readSource(written);
  return 'source' in states && hashOf(states.source.value) === hashOf(stated.source.value) ? written : text;
}

function laidOut(text: string): string {
  const document = read(text);
  visit(document, {
    Scalar: (_key, node) => {
      // what needs no escape in double quotes needs none in single ones
      if (
        node.type === 'QUOTE_DOUBLE' &&
        !node.source?.includes('\n') &&
        /^[^'\\]*$/.test(JSON.stringify(node.value).slice(1, -1))
      )
        node.type = 'QUOTE_SINGLE';
    },
    Collection: (_key, node) => padded(node),
  });
  for (;;) {
    const written = document.toString({ lineWidth: 0, singleQuote: true });
    if (!blockWhatIsTooLong(document, written)) return written;
  }
}

/** A text whose numbers are written as they were read: `36.0`, `2e6`. */
const read = (text: string): Document =>
  parseDocument(text, {
    ...{ uniqueKeys: false, merge: false },
    customTags: (tags) =>
      tags.map((tag) =>
        typeof tag === 'object' && /:(?:float|int)$/.test(tag.tag)
          ? ({ ...tag, stringify: (node: Scalar) => node.source ?? String(node.value) } as ScalarTag)
          : tag,
      ),
  });

/** `{ a: 1 }` and `[1, 2]`: each kind has its padding, which the library gives to both or none. */
function padded(node: YAMLMap | YAMLSeq): void {
  node.toString = (context, ...rest) => {
    if (isMap(node))
      return YAMLMap.prototype.toString.call(node, context && { ...context, flowCollectionPadding: ' ' }, ...rest);
    return YAMLSeq.prototype.toString.call(node, context && { ...context, flowCollectionPadding: '' }, ...rest);
  };
}

const collectionsOf = (document: Document): (YAMLMap | YAMLSeq)[] => {
  const all: (YAMLMap | YAMLSeq)[] = [];
  visit(document, { Collection: (_key, node) => void (isMap(node) || isSeq(node) ? all.push(node) : 0) });
  return all;
};

/** The outermost braces that do not end in time on their line become lists; whether there were any. */
function blockWhatIsTooLong(document: Document, written: string): boolean {
  const own = collectionsOf(document);
  let done = 0;
  let any = false;
  for (const [index, { flow, items, range }] of collectionsOf(read(written)).entries()) {
    const [from, to] = range ?? [0, 0];
    if (!flow || items.length === 0 || from < done) continue;
    const line = written.lastIndexOf('\n', from) + 1;
    if (to - line <= WIDTH && !written.slice(from, to).includes('\n')) continue;
    own[index]!.flow = false;
    done = to;
    any = true;
  }
  return any;
}
