import { createHash } from 'node:crypto';
import { lstat, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join, relative } from 'node:path';
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Refusal } from '../../kernel/refusal.js';
import { Rounds } from '../../platform/clock/index.js';
import { CONFIG, type Config } from '../../platform/config/index.js';
import { Database, SYSTEM_SCOPE } from '../../platform/database/index.js';
import type { Actor } from '../../trust/ledger/index.js';
import { LARGEST_RESULTS } from './domain/index.js';
import { TakeFile } from './take-file.service.js';

const FOLDER: Actor = { system: 'inbox-folder', role: 'system' };
const EVERY_MS = 1000;
const MEDIA_TYPES: Record<string, string> = { '.csv': 'text/csv', '.json': 'application/json' };

/** What is not taken from: where files go, and names that begin with a dot. */
const isOurs = (name: string): boolean => name === 'done' || name === 'refused' || name.startsWith('.');

/**
 * Files that devices drop into `<INBOX_DIR>/<mapping>/`: each is taken once a round has found it as the round before did, and
 * moved to `done/`, or to `refused/` beside a `.reason`. What fails in between is taken again, and is the same file.
 */
@Injectable()
export class WatchFolder implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('Inbox folder');
  /** size and time of change of each file as the last round found it */
  private seen = new Map<string, string>();
  private readonly rounds = new Rounds(
    EVERY_MS,
    () => this.look(),
    ({ message }) => this.log.warn(`not looked through, tried again: ${message}`),
  );

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly taking: TakeFile,
  ) {}

  onApplicationBootstrap(): void {
    if (this.config.inboxDir !== null) this.rounds.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.rounds.stop();
  }

  private async look(): Promise<void> {
    const found = new Map<string, string>();
    for (const path of await filesIn(this.config.inboxDir!)) {
      const stands = await lstat(path).catch(() => null);
      if (stands === null || !stands.isFile()) continue;
      const now = `${stands.size} ${stands.mtimeMs} ${stands.ino}`;
      if (this.seen.get(path) === now) await this.tryTake(path, stands.size);
      found.set(path, now);
    }
    this.seen = found;
  }

  /** One that fails keeps no other waiting. */
  private async tryTake(path: string, size: number): Promise<void> {
    try {
      await this.take(path, size);
    } catch (error) {
      this.log.warn(`${path} not taken, tried again: ${(error as Error).message}`);
    }
  }

  private async take(path: string, size: number): Promise<void> {
    const dir = this.config.inboxDir!;
    const mapping = relative(dir, dirname(path));
    const mediaType = MEDIA_TYPES[extname(path).toLowerCase()];
    const refusal =
      size > LARGEST_RESULTS
        ? new Refusal('unprocessable', 'result.too-large', { largest: LARGEST_RESULTS })
        : mediaType === undefined
          ? new Refusal('unprocessable', 'file.type-refused', { allowed: Object.keys(MEDIA_TYPES) })
          : await this.put(await readFile(path), { name: basename(path), mediaType, mapping });
    const under = join(dir, refusal === null ? 'done' : 'refused');
    const kept = join(under, await nameFor(path, mapping));
    await mkdir(under, { recursive: true });
    if (refusal !== null)
      await writeFile(`${kept}.reason`, `${JSON.stringify({ code: refusal.code, values: refusal.values })}\n`);
    await rename(path, kept);
  }

  private async put(
    bytes: Buffer,
    given: { name: string; mediaType: string; mapping: string },
  ): Promise<Refusal | null> {
    try {
      await this.database.write(SYSTEM_SCOPE, (tx) =>
        this.taking.take(tx, FOLDER, { bytes, ...given, source: 'folder' }),
      );
      return null;
    } catch (error) {
      if (error instanceof Refusal) return error;
      throw error;
    }
  }
}

/** Files of the folder itself and of each of its folders, but our own. */
async function filesIn(dir: string): Promise<string[]> {
  const entries = (await readdir(dir, { withFileTypes: true })).filter(({ name }) => !isOurs(name));
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(dir, name));
  const inside = await Promise.all(folders.map((folder) => readdir(folder, { withFileTypes: true })));
  return [...entries, ...inside.flat()]
    .filter((entry) => entry.isFile() && !isOurs(entry.name))
    .map(({ parentPath, name }) => join(parentPath, name));
}

/** A name that no other file's takes: its mapping, the beginning of its hash, and what the device called it. */
async function nameFor(path: string, mapping: string): Promise<string> {
  const hash = createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
  return [...(mapping === '' ? [] : [mapping]), hash.slice(0, 12), basename(path)].join('-');
}
