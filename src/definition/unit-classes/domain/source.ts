import { Decimal } from 'decimal.js';
import { isAlias, isMap, isPair, isScalar, isSeq, LineCounter, parseDocument, type Node, type Pair } from 'yaml';
import { pathText, type Fault, type Finding, type Path } from './finding.js';

/** The largest file that is read, in bytes of UTF-8, its deepest nesting, and how many findings are told at once. */
export const LIMITS = { bytes: 262_144, depth: 40, findings: 100 };

const CODES: Record<string, string> = {
  TAG_RESOLVE_FAILED: 'yaml.tag',
  MULTIPLE_TAGS: 'yaml.tag',
  MULTIPLE_ANCHORS: 'yaml.alias',
  BAD_ALIAS: 'yaml.alias',
  RESOURCE_EXHAUSTION: 'yaml.too-deep',
};

/** A YAML file as plain JSON values that still know their lines. */
export interface Source {
  value: unknown;
  findings: (faults: readonly Fault[]) => Finding[];
}

/**
 * Reads one YAML 1.2 document. Anchors, aliases, merges and tags are refused: a record shows what it says.
 * Never throws; a text that is no such document comes back as findings.
 */
export function readSource(text: string, most = LIMITS.bytes): { source: Source } | { findings: Finding[] } {
  if (Buffer.byteLength(text, 'utf8') > most) {
    return { findings: [whole('yaml.too-large', `larger than ${most} bytes`)] };
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false, merge: false });
  const place = (offset: number): { line: number; column: number } => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const told = [...document.errors, ...document.warnings].slice(0, LIMITS.findings);
  if (told.length > 0) {
    return {
      findings: told.map((error) => {
        return {
          code: CODES[error.code] ?? 'yaml.syntax',
          path: '',
          ...place(error.pos[0]),
          severity: 'error',
          message: error.message,
        };
      }),
    };
  }
  const root = document.contents;
  const offsetAt = (path: Path, onKey = false): number => offsetOf(root, path, onKey);
  const findings = (faults: readonly Fault[]): Finding[] =>
    faults.slice(0, LIMITS.findings).map(({ code, path, message, onKey, severity = 'error', why }) => ({
      code,
      path: pathText(path),
      ...place(offsetAt(path, onKey)),
      severity,
      message,
      ...(why === undefined ? {} : { why }),
    }));
  const faults: Fault[] = [];
  const value = read(root, [], faults);
  return faults.length > 0 ? { findings: findings(faults) } : { source: { value, findings } };
}

const whole = (code: string, message: string): Finding => ({
  code,
  path: '',
  line: 1,
  column: 1,
  severity: 'error',
  message,
});

function read(node: unknown, path: Path, faults: Fault[]): unknown {
  const fault = (code: string, message: string): undefined => {
    if (faults.length < LIMITS.findings) faults.push({ code, path, message });
    return undefined;
  };
  if (node === null || node === undefined) return null;
  if (isAlias(node)) return fault('yaml.alias', 'write the value out: aliases are not used here');
  const { anchor, tag } = node as Node & { anchor?: string; tag?: string };
  if (anchor !== undefined) return fault('yaml.alias', 'write the value out: anchors are not used here');
  if (tag !== undefined) return fault('yaml.tag', `tag ${tag} is not used here`);
  if (path.length > LIMITS.depth) return fault('yaml.too-deep', `nested deeper than ${LIMITS.depth} levels`);
  if (isSeq(node)) return node.items.map((item, index) => read(item, [...path, index], faults));
  if (isMap(node)) return readMap(node.items, path, faults);
  if (!isScalar(node)) return fault('yaml.syntax', 'not a value');
  const { value, source } = node;
  if (typeof value === 'number' && !isExact(value, source)) {
    return fault('yaml.number', `${source ?? value} is not a number that keeps all its digits`);
  }
  return value;
}

function readMap(items: unknown[], path: Path, faults: Fault[]): Record<string, unknown> {
  const seen = new Set<string>();
  const entries: [string, unknown][] = [];
  for (const item of items) {
    const pair = isPair(item) ? item : undefined;
    const key = isScalar(pair?.key) ? pair.key.value : undefined;
    if (faults.length >= LIMITS.findings) break;
    if (typeof key !== 'string') faults.push({ code: 'yaml.key', path, message: 'every key is a text' });
    else if (seen.has(key)) {
      faults.push({ code: 'yaml.duplicate-key', path: [...path, key], message: `"${key}" is here twice`, onKey: true });
    } else {
      seen.add(key);
      entries.push([key, read(pair?.value, [...path, key], faults)]);
    }
  }
  return Object.fromEntries(entries);
}

function isExact(value: number, source: string | undefined): boolean {
  if (!Number.isFinite(value) || (value !== 0 && (Math.abs(value) > 1e40 || Math.abs(value) < 1e-40))) return false;
  return new Decimal(source?.replace(/^\+/, '') ?? value).eq(new Decimal(value));
}

/** Where the value at a path starts, or the nearest value above it that is there. The last of doubled keys wins. */
function offsetOf(root: unknown, path: Path, onKey: boolean): number {
  let node = root;
  let offset = startOf(root) ?? 0;
  for (const [depth, part] of path.entries()) {
    const pair = isMap(node) ? findPair(node.items, part) : undefined;
    const next: unknown = isSeq(node) && typeof part === 'number' ? node.items[part] : pair?.value;
    if (pair && onKey && depth === path.length - 1) return startOf(pair.key) ?? offset;
    if (next === undefined || next === null) return pair ? (startOf(pair.key) ?? offset) : offset;
    offset = startOf(next) ?? (pair ? startOf(pair.key) : undefined) ?? offset;
    node = next;
  }
  return offset;
}

const findPair = (items: Pair[], key: string | number): Pair | undefined =>
  items.findLast((pair) => isScalar(pair.key) && pair.key.value === key);

const startOf = (node: unknown): number | undefined => (node as Node | null | undefined)?.range?.[0];
