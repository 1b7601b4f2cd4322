import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { constants, lstat, mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
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

/** Looks for which a file that was moved is still watched: who wrote it may not have been done. */
const WATCHED_LOOKS = 60;

/** In bytes; file systems take 255, of which `.reason` needs some. */
const LONGEST_NAME = 240;

/** What is not taken from: where files go, and names that begin with a dot. */
const isOurs = (name: string): boolean => name === 'done' || name === 'refused' || name.startsWith('.');

/** A file that was moved away, as it was then, and where it lay. */
interface Moved {
  stamp: string;
  from: string;
  looks: number;
}

/**
 * Files that devices drop into `<INBOX_DIR>/<mapping>/`: each is taken once a round has found it as the round before did, and
 * moved to `done/`, or to `refused/` beside a `.reason`. What fails in between is taken again, and is the same file. What is
 * moved and was not what was taken, or grows there, comes back to be taken.
 */
@Injectable()
export class WatchFolder implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('Inbox folder');
  /** each file as the last round found it */
  private seen = new Map<string, string>();
  private readonly moved = new Map<string, Moved>();
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
    for (const kept of this.moved.keys()) await this.tried(kept, () => this.lookAgain(kept));
    const found = new Map<string, string>();
    for (const path of await filesIn(this.config.inboxDir!)) {
      const stamp = await stampAt(path);
      // an empty one is only begun
      if (stamp === null || stamp.startsWith('0 ')) continue;
      if (this.seen.get(path) === stamp) await this.tried(path, () => this.take(path, stamp));
      found.set(path, stamp);
    }
    this.seen = found;
  }

  /** One that fails keeps no other waiting. */
  private async tried(path: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.log.warn(`${path} not taken, tried again: ${(error as Error).message}`);
    }
  }

  private async take(path: string, stamp: string): Promise<void> {
    const dir = this.config.inboxDir!;
    const mapping = relative(dir, dirname(path));
    const mediaType = MEDIA_TYPES[extname(path).toLowerCase()];
    const bytes = await readAs(path, stamp);
    // another file by now, for the next rounds
    if (bytes === null) return;
    const refusal =
      bytes.length > LARGEST_RESULTS
        ? new Refusal('unprocessable', 'result.too-large', { largest: LARGEST_RESULTS })
        : mediaType === undefined
          ? new Refusal('unprocessable', 'file.type-refused', { allowed: Object.keys(MEDIA_TYPES) })
          : await this.put(bytes, { name: basename(path), mediaType, mapping });
    const under = join(dir, refusal === null ? 'done' : 'refused');
    const told = bytes.length > LARGEST_RESULTS ? Buffer.from(stamp) : bytes;
    const kept = join(under, nameFor(told, mapping, basename(path)));
    await mkdir(under, { recursive: true });
    // moved by another server, or another file by now
    if ((await stampAt(path)) !== stamp) return;
    if (refusal !== null)
      await writeFile(`${kept}.reason`, `${JSON.stringify({ code: refusal.code, values: refusal.values })}\n`);
    await rename(path, kept);
    this.moved.set(kept, { stamp, from: path, looks: WATCHED_LOOKS });
    await this.lookAgain(kept);
  }

  /** What is not as it was taken comes back under a name of its own. */
  private async lookAgain(kept: string): Promise<void> {
    const moved = this.moved.get(kept)!;
    const stamp = await stampAt(kept);
    if (stamp === null || --moved.looks <= 0) this.moved.delete(kept);
    if (stamp === null || stamp === moved.stamp) return;
    await rename(kept, join(dirname(moved.from), nameFor(Buffer.from(stamp), '', basename(moved.from))));
    await rm(`${kept}.reason`, { force: true });
    this.moved.delete(kept);
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

/** Which file it is, and how it stands: another one, or one that has grown, has another. */
const stampOf = ({ size, mtimeMs, ino }: Stats): string => `${size} ${mtimeMs} ${ino}`;

/** Null where there is no plain file. */
async function stampAt(path: string): Promise<string | null> {
  const stands = await lstat(path).catch(() => null);
  return stands?.isFile() === true ? stampOf(stands) : null;
}

/** A file's bytes, of a too large one some more than the largest; null where it is not the one of the stamp, before or after. */
async function readAs(path: string, stamp: string): Promise<Buffer | null> {
  // a link that took its place leads nowhere, and a pipe does not make us wait
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(gone);
  if (file === null) return null;
  try {
    const before = await file.stat();
    if (stampOf(before) !== stamp) return null;
    const bytes = Buffer.alloc(Math.min(before.size, LARGEST_RESULTS + 1));
    let read = 0;
    while (read < bytes.length) {
      const { bytesRead } = await file.read(bytes, read, bytes.length - read);
      if (bytesRead === 0) return null;
      read += bytesRead;
    }
    return stampOf(await file.stat()) === stamp ? bytes : null;
  } finally {
    await file.close();
  }
}

/** Another server has moved it. */
function gone(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}

/** A name that no other file's takes: its mapping, the beginning of its hash, and what the device called it. */
function nameFor(content: Buffer, mapping: string, name: string): string {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 12);
  const whole = [...(mapping === '' ? [] : [mapping]), hash, name].join('-');
  const bytes = Buffer.from(whole);
  return bytes.length <= LONGEST_NAME ? whole : `${hash}-${bytes.subarray(20 - LONGEST_NAME).toString()}`;
}
