import { readFileSync } from 'node:fs';
import { lintPlant } from './lint.js';
import { type Plant, type PlantFinding, readPlantFiles } from './plant-file.js';

/** What a command cannot begin with: it ends with exit code 2. */
export class Unusable extends Error {}

/** Files that say something wrong, and where. */
export class Wrong extends Error {
  constructor(readonly findings: readonly PlantFinding[]) {
    super('the plant is not valid');
  }
}

export interface Linted {
  /** null where it has errors of form */
  plant: Plant | null;
  findings: PlantFinding[];
}

/** Reads and lints the files of one plant. */
export function lintFiles(files: readonly string[]): Linted {
  const read = readPlantFiles(files.map((file) => ({ file, text: textOf(file) })));
  if ('findings' in read) return { plant: null, findings: read.findings };
  return { plant: read.plant, findings: read.told(lintPlant(read.plant)) };
}

/** A plant without an error; warnings are the reader's to weigh. */
export function soundPlant(files: readonly string[]): Plant {
  const { plant, findings } = lintFiles(files);
  const isWrong = findings.some(({ severity }) => severity === 'error');
  if (plant === null || isWrong) throw new Wrong(findings);
  return plant;
}

function textOf(file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    throw new Unusable(`${file} cannot be read: ${(error as Error).message}`);
  }
}

/** `plant.yaml:12:5 error tag.missing tagMaps.culture: what is wrong` and, below it, why it matters. */
export function findingText({ file, line, column, severity, code, path, message, why }: PlantFinding): string {
  const where = path === '' ? '' : ` ${path}`;
  const first = `${file}:${line}:${column} ${severity} ${code}${where}: ${message}`;
  return why === undefined ? first : `${first}\n    ${why}`;
}
