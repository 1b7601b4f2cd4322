import fs from 'node:fs';
import path from 'node:path';
import { type Memory, recalled } from './memory.js';
import { isNumbered, type Reading } from './wrong.js';

/** One published value; `time` in units of 100 ns since 1970-01-01T00:00:00Z. */
export interface LedgerLine extends Reading {
  /** of the sample */
  counter: number;
  time: string;
  /** of the message where the unit sends one a value; what takes none has none */
  n?: number;
  /** the start of the unit's program in which it was measured */
  boot: string;
}

const TAIL = 65_536;
const LARGEST_LEDGER = 200_000_000; // bytes, about two days at 1 Hz; then the older file is dropped

/** A unit's disk: its memory, replaced as a whole, and its ledger, appended before values are published. */
export class Disk {
  private readonly memoryFile: string;
  private readonly ledgerFile: string;
  private ledgerHandle: number;
  private messages: number;

  constructor(
    dir: string,
    private readonly boot: string,
  ) {
    fs.mkdirSync(dir, { recursive: true });
    this.memoryFile = path.join(dir, 'state.json');
    this.ledgerFile = path.join(dir, 'ledger.ndjson');
    this.ledgerHandle = fs.openSync(this.ledgerFile, 'a+');
    this.dropTornLine();
    this.messages = this.lastLines().findLast(({ n }) => n !== undefined)?.n ?? 0;
  }

  /** The memory as last saved, its counter not behind the ledger's. */
  load(): Memory | undefined {
    if (!fs.existsSync(this.memoryFile)) return undefined;
    const memory = recalled(JSON.parse(fs.readFileSync(this.memoryFile, 'utf8')) as Memory);
    return { ...memory, counter: Math.max(memory.counter, this.lastCounter()) };
  }

  save(memory: Memory): void {
    const next = `${this.memoryFile}.next`;
    fs.writeFileSync(next, JSON.stringify(memory));
    fs.renameSync(next, this.memoryFile);
  }

  /** Notes a sample, before it is published; its lines. */
  append(counter: number, at: number, readings: readonly Reading[]): LedgerLine[] {
    if (fs.fstatSync(this.ledgerHandle).size > LARGEST_LEDGER) this.turnOver();
    const time = (BigInt(at) * 10_000n).toString();
    const lines = readings.map((reading): LedgerLine => ({
      counter,
      time,
      ...reading,
      ...(isNumbered(reading) ? { n: ++this.messages } : {}),
      boot: this.boot,
    }));
    fs.writeSync(this.ledgerHandle, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    return lines;
  }

  /** The ledger from this counter on. */
  ledger(from = 0): LedgerLine[] {
    const { size } = fs.fstatSync(this.ledgerHandle);
    for (let length = TAIL; ; length *= 4) {
      const lines = this.lastLines(length);
      if (length >= size || (lines[0]?.counter ?? 0) < from) return lines.filter((line) => line.counter >= from);
    }
  }

  close(): void {
    fs.closeSync(this.ledgerHandle);
  }

  private turnOver(): void {
    fs.closeSync(this.ledgerHandle);
    fs.renameSync(this.ledgerFile, `${this.ledgerFile}.1`);
    this.ledgerHandle = fs.openSync(this.ledgerFile, 'a+');
  }

  private dropTornLine(): void {
    const { tail, size } = this.tail();
    const whole = tail.lastIndexOf(0x0a) + 1;
    if (whole < tail.length) fs.ftruncateSync(this.ledgerHandle, size - tail.length + whole);
  }

  private lastCounter(): number {
    return this.lastLines().at(-1)?.counter ?? 0;
  }

  /** Whole lines of the ledger's end. */
  private lastLines(length = TAIL): LedgerLine[] {
    const { tail, size } = this.tail(length);
    const lines = tail
      .toString('utf8')
      .split('\n')
      .slice(tail.length < size ? 1 : 0);
    return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as LedgerLine);
  }

  private tail(length = TAIL): { tail: Buffer; size: number } {
    const { size } = fs.fstatSync(this.ledgerHandle);
    const tail = Buffer.alloc(Math.min(size, length));
    fs.readSync(this.ledgerHandle, tail, 0, tail.length, size - tail.length);
    return { tail, size };
  }
}
