import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');

/** A file that breaks a rule on purpose: `source` stands at `file`, and `rule` must be found there. */
export interface Plant {
  rule: string;
  file: string;
  source: string;
}

/** Files laid out as in the repository, in a folder of their own that ends with the test. */
export class PlantedTree {
  readonly folder = mkdtempSync(join(tmpdir(), 'ballroom-planted-'));

  constructor(files: Record<string, string>) {
    for (const name of ['node_modules', 'package.json', 'tsconfig.json'])
      symlinkSync(join(ROOT, name), join(this.folder, name));
    for (const [file, source] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, file)), { recursive: true });
      writeFileSync(join(this.folder, file), source);
    }
  }

  /** Standard output of a program of node_modules/.bin run in the tree; a finding's exit code is no error. */
  run(program: string, args: string[]): Promise<string> {
    const script = join(ROOT, 'node_modules/.bin', program);
    return new Promise((done, fail) =>
      execFile(process.execPath, [script, ...args], { cwd: this.folder, maxBuffer: 1e8 }, (error, stdout, stderr) =>
        stdout ? done(stdout) : fail(new Error(`${program} said nothing: ${stderr || error?.message}`)),
      ),
    );
  }

  [Symbol.dispose]() {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** `rule at file`, sorted, so that what was planted and what was found compare as lists. */
export const places = (found: { rule: string; file: string }[]) =>
  [...new Set(found.map(({ rule, file }) => `${rule} at ${file}`))].sort();
