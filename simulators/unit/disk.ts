import fs from 'node:fs';
import path from 'node:path';
import { type Memory, recalled } from './memory.js';
import type { Tag } from './tags.js';

/** One published value; `time` in units of 100 ns since 1970-01-01T00:00:00Z, `status` an OPC UA status code. */
export interface LedgerLine {
  counter: number;
  time: string;
  tag: Tag;
  value: number | boolean | null;
  status: number;
}

const TAIL = 65_536;
const LARGEST_LEDGER = 200_000_000; // bytes, about two days at 1 Hz; then the older file is dropped

/** A unit's disk: its memory, replaced as a whole, and its ledger, appended before values are published. */
export class Disk {
  private readonly memoryFile: string;
  private readonly ledgerFile: string;
  private ledgerHandle: number;

  constructor(dir: string) {
    fs.mkdirSync(dir, { recursive: true });
    this.memoryFile = path.join(dir, 'state.json');
    this.ledgerFile = path.join(dir, 'ledger.ndjson');
    this.ledgerHandle = fs.openSync(this.ledgerFile, 'a+');
    this.dropTornLine();
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

  append(lines: readonly LedgerLine[]): void {
    if (fs.fstatSync(this.ledgerHandle).size > LARGEST_LEDGER) this.turnOver();
    fs.writeSync(this.ledgerHandle, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  }

  /** The ledger from this counter on. */
  ledger(from = 0): LedgerLine[] {
    const text = fs.readFileSync(this.ledgerFile, 'utf8');
    const lines = text.split('\n').filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line) as LedgerLine).filter((line) => line.counter >= from);
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
    const last = this.tail().tail.toString('utf8').trimEnd().split('\n').at(-1);
    return last ? (JSON.parse(last) as LedgerLine).counter : 0;
  }

  private tail(): { tail: Buffer; size: number } {
    const { size } = fs.fstatSync(this.ledgerHandle);
    const tail = Buffer.alloc(Math.min(size, TAIL));
    fs.readSync(this.ledgerHandle, tail, 0, tail.length, size - tail.length);
    return { tail, size };
  }
}
