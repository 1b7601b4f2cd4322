import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { Uuid } from '../../../kernel/ids.js';
import { Rounds, steadyNow } from '../../../platform/clock/index.js';
import { ConfigError } from '../../../platform/config/index.js';
import { FolderLock, SpoolLog } from '../../../platform/spool/index.js';
import type { SpoolState } from '../domain/index.js';
import { Gate, type GatePorts } from './gate.js';
import { type Leftover, leftoversBeside, leftoverWords, unitsIn } from './leftovers.js';

/** In ms: between looks at what has no answer, and whether what is spooled can be committed. */
const EVERY = 1000;

/** For so long, in ms, a start waits for the server before it to let go of the folder; and between looks at what others left. */
const HAND_OVER = 10_000;
const LOOK = 60_000;

/** Units whose files are committed at a time. */
const AT_ONCE = 4;

export interface SpoolPorts extends Pick<GatePorts, 'forward' | 'saveCursor' | 'observed'> {
  turned: () => void;
}

export interface SpoolSettings {
  directory: string;
  /** of all units together; a unit has its share where they need more than half */
  bytes: number;
  /** ms to wait for the server that has the folder */
  patience?: number;
}

const takenWords = (directory: string): string =>
  `the folder ${directory} is another server's, which runs: servers that share BALLROOM_DATA need a BALLROOM_INSTANCE each`;

/** Gates of all units, each with files of its own. */
export class Spool {
  private readonly log = new Logger('Spool');
  private readonly gates = new Map<Uuid, Gate>();
  private readonly logs = new Map<Uuid, SpoolLog>();
  private readonly draining: Rounds;
  private readonly ticking: Rounds;
  private readonly looking: Rounds;
  private lock: FolderLock | null = null;
  private left: Leftover[] = [];

  /** `isThere`: whether the database answers; `of`: what the rest of the server does for a unit. */
  constructor(
    private readonly settings: SpoolSettings,
    private readonly isThere: () => Promise<unknown>,
    private readonly of: (unit: Uuid) => SpoolPorts,
  ) {
    this.draining = new Rounds(
      EVERY,
      () => this.drainAll(),
      () => undefined,
    );
    const tick = async (): Promise<void> => this.gates.forEach((gate) => gate.tick());
    this.ticking = new Rounds(EVERY, tick, () => undefined);
    this.looking = new Rounds(
      LOOK,
      () => this.look(),
      ({ message }) => this.log.error(`what other servers left is not known: ${message}`),
    );
  }

  /** Before this server says that it is there: its folder is its own. Refuses where another has it. */
  async claim(): Promise<void> {
    const { directory, patience = HAND_OVER } = this.settings;
    for (const until = steadyNow() + patience; ; await sleep(EVERY / 4)) {
      this.lock = await FolderLock.take(directory).catch(({ message }: Error) => {
        throw new ConfigError([`BALLROOM_DATA has a folder ${basename(directory)} that cannot be used: ${message}`]);
      });
      if (this.lock !== null) return;
      if (steadyNow() > until) throw new ConfigError([takenWords(directory)]);
    }
  }

  /** Before any unit is connected: what an earlier run has left comes first. */
  async open(): Promise<void> {
    const { directory } = this.settings;
    for (const name of await unitsIn(directory)) {
      const log = await SpoolLog.open(join(directory, name));
      if (!log.isEmpty || log.isDamaged) this.logs.set(name, log);
      if (!log.isEmpty) this.log.warn(`unit ${name}: ${log.bytes} bytes of before the start are to be committed`);
    }
    for (const name of this.logs.keys()) this.gate(name);
    this.draining.start();
    this.ticking.start();
    this.looking.start();
    this.looking.now();
  }

  /** What servers have left on this data folder that are not there. */
  get leftover(): readonly Leftover[] {
    return this.left;
  }

  gate(unit: Uuid): Gate {
    const known = this.gates.get(unit);
    if (known !== undefined) return known;
    const log = this.logs.get(unit) ?? SpoolLog.at(join(this.settings.directory, unit));
    const { turned, ...ports } = this.of(unit);
    const gate = new Gate(log, {
      ...ports,
      hasRoom: (bytes) => this.hasRoom(unit, bytes),
      turned: (isSpooling) => {
        const words = isSpooling ? 'the database is away: values are spooled' : 'all that was spooled is committed';
        this.log.warn(`unit ${unit}: ${words}`);
        turned();
      },
      now: steadyNow,
    });
    this.gates.set(unit, gate);
    return gate;
  }

  get limit(): number {
    return this.settings.bytes;
  }

  /** Of all units, or of one. */
  state(unit?: Uuid): SpoolState {
    const gates = [...this.gates].flatMap(([id, gate]) => (unit === undefined || id === unit ? [gate] : []));
    const oldest = gates.flatMap((gate) => gate.oldest ?? []).sort();
    return { bytes: gates.reduce((sum, { bytes }) => sum + bytes, 0), oldest: oldest[0] ?? null };
  }

  async close(): Promise<void> {
    await Promise.all([this.ticking.stop(), this.looking.stop()]);
    await Promise.all([...this.gates.values()].map((gate) => gate.close()));
    await this.draining.stop();
    this.lock?.release();
    this.lock = null;
  }

  private async look(): Promise<void> {
    const known = this.left.map(({ folder }) => folder);
    this.left = await leftoversBeside(this.settings.directory);
    for (const one of this.left) if (!known.includes(one.folder)) this.log.warn(leftoverWords(one));
  }

  private hasRoom(unit: Uuid, bytes: number): boolean {
    const { bytes: most } = this.settings;
    const all = this.state().bytes + bytes;
    const own = (this.gates.get(unit)?.bytes ?? 0) + bytes;
    return all <= most / 2 || (all <= most && own <= most / this.gates.size);
  }

  /** One unit's trouble keeps no other's values waiting. */
  private async drainAll(): Promise<void> {
    const closed = [...this.gates].filter(([, { isClosed }]) => isClosed);
    if (closed.length === 0) return;
    await this.isThere();
    const next = async (): Promise<void> => {
      for (let one = closed.shift(); one !== undefined; one = closed.shift()) {
        const [unit, gate] = one;
        await gate.drain().catch((error: Error) => this.log.error(`unit ${unit}: ${error.message}`));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, next));
  }
}
