import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** SQLite's answer where another connection has the lock. */
const BUSY = 5;

/**
 * A folder is one process's at a time, by a lock of the kernel on a file in it: it ends with the process, however that ends, and
 * holds over containers that share the folder. Node itself takes no such lock; SQLite does, and stores nothing here.
 */
export class FolderLock {
  private constructor(private readonly file: DatabaseSync) {}

  /** Null where another has it; the folder is made where it is not there. */
  static async take(directory: string): Promise<FolderLock | null> {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const file = new DatabaseSync(join(directory, 'lock'));
    try {
      file.exec('begin exclusive');
      return new FolderLock(file);
    } catch (error) {
      file.close();
      if ((error as { errcode?: number }).errcode === BUSY) return null;
      throw error;
    }
  }

  release(): void {
    this.file.close();
  }
}
