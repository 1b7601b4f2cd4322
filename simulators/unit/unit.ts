import { type Analogs, measured, phOf, truth, viabilityOf } from '../culture/index.js';
import type { Disk, LedgerLine } from './disk.js';
import { BadFault, disturbances, type Fault, type FaultName, shownClock } from './faults.js';
import {
  adjusted,
  afterOutage,
  command,
  type Memory,
  newMemory,
  sampled,
  setpointsOf,
  startProgram,
  type StartRequest,
  supplied,
  type Prompt,
} from './memory.js';
import { checksums } from './checksum.js';
import type { UnitKind } from './kinds.js';
import { hasDoor, measuredIn } from './machines.js';
import type { Property } from './programs.js';
import { asking, type Question, told, withdrawn } from './prompt.js';
import type { Command } from './state-machine.js';
import { ANALOG_TAGS } from './tags.js';
import type { WRONGS } from './wrong.js';
import { type Reading, spoiled, type Wrong } from './wrong.js';

const GOOD = 0;
export const BAD_SENSOR_FAILURE = 0x808c0000;

/** A setpoint as whole units of it. */
const wholly = ({ key, value }: Property): Property => ({
  key,
  value: value.replace(/^-?[\d.]+/, (number) => `${Math.round(Number(number))}`),
});

/** ms; what was due longer ago is not sampled any more */
const LATEST = 5000;

export interface SampleTaken {
  counter: number;
  at: Date;
  /** as on disk, in the order in which they are published */
  lines: readonly LedgerLine[];
  truth: Analogs;
}

export interface Pace {
  /** culture seconds in one of wall time */
  speed: number;
  /** samples a second */
  rate: number;
  seed: number;
  /** closed-bioreactor where none is given */
  kind?: UnitKind;
}

/** Where a unit shows itself; called after what is shown is on disk. */
export interface Panel {
  sample(memory: Memory, sample: SampleTaken): void;
  change(memory: Memory, at: Date): void;
}

/** A unit: it samples, runs programs, and suffers faults, whoever is connected. */
export class CultureUnit {
  private memory: Memory;
  private readonly faults = new Map<FaultName, Fault>();
  private panel: Panel | undefined;
  private timer: NodeJS.Timeout | undefined;
  /** ms since 1970, of the last command */
  private changed = 0;

  constructor(
    private readonly disk: Disk,
    private readonly pace: Pace,
    /** what it can publish wrong, by its protocol */
    private readonly wrongs: readonly (typeof WRONGS)[number][],
    private readonly onFaultEnd: (fault: Fault) => void,
  ) {
    const now = Date.now();
    const kept = disk.load();
    this.memory = kept ? afterOutage(kept, Math.max(now, kept.at), pace.speed) : newMemory(pace.seed, now, pace.kind);
    disk.save(this.memory);
  }

  /** Shows itself on this panel from now on and samples at its rate: as a sensor's clock does, however late the machine is. */
  run(panel: Panel): void {
    this.panel = panel;
    panel.change(this.memory, new Date(this.memory.at));
    let due = Date.now();
    const tick = (): void => {
      if (Date.now() - due > LATEST) due = Date.now();
      this.sample(Math.floor(due));
      due += 1000 / this.pace.rate;
      this.timer = setTimeout(tick, Math.max(0, due - Date.now()));
    };
    tick();
  }

  halt(): void {
    clearTimeout(this.timer);
  }

  /** The new run's id; throws `Refused`. */
  start(request: StartRequest): string {
    this.change(startProgram(this.memory, request, Date.now()));
    return this.memory.runs.at(-1)?.id ?? '';
  }

  /** Throws `Refused`. */
  command(name: Exclude<Command, 'StartProgram'>): void {
    this.change(command(this.memory, name, Date.now()));
  }

  /** Setpoints of its program, or at which that rests while it is held; throws `Refused`. */
  set(properties: readonly Property[]): void {
    const asTaken = this.faults.has('coarse-setpoints') ? properties.map(wholly) : properties;
    this.change(adjusted(this.memory, asTaken));
  }

  /** Somebody loads another version of a program. */
  load(program: string, checksum: string): void {
    this.change({ ...this.memory, loaded: { ...this.memory.loaded, [program]: checksum } });
  }

  /** Somebody puts a kit in, or takes it out (empty); from then on the unit has a reader that tells it. */
  put(kit: string): void {
    this.change({ ...this.memory, kit });
  }

  /** It waits for a person from now on; throws `Refused`. */
  ask(given: Question): Prompt {
    this.change(asking(this.memory, given, Date.now()));
    return this.memory.prompt!;
  }

  /** What a person says, over a command (`by`) or at its own panel; throws `Refused`. */
  tell(given: { id?: string; answer: string; by: string }): void {
    this.change(told(this.memory, given));
  }

  /** It waits no more. */
  withdraw(): void {
    this.change(withdrawn(this.memory));
  }

  /** Throws `BadFault`. */
  inject(fault: Fault): void {
    if (fault.kind !== undefined && !this.wrongs.includes(fault.kind)) {
      throw new BadFault(`kind must be one of ${this.wrongs.join(', ')}`);
    }
    this.faults.set(fault.name, fault);
  }

  /** False where there is no such fault now. */
  lift(name: FaultName): boolean {
    const fault = this.faults.get(name);
    if (!fault) return false;
    this.faults.delete(name);
    this.onFaultEnd(fault);
    return true;
  }

  snapshot(): object {
    const { counter, at, culture, cellsOf, state, runs, machine } = this.memory;
    const setpoints = setpointsOf(this.memory);
    const { viable, dead, age } = culture;
    const head = { counter, at: new Date(at).toISOString(), speed: this.pace.speed, state };
    const { prompt = null, said = null, kit } = this.memory;
    const now = {
      program: runs.at(-1) ?? null,
      prompt,
      said,
      programs: checksums(this.memory),
      ...(kit === undefined ? {} : { kit }),
      faults: [...this.faults.values()],
    };
    if (machine !== undefined) return { ...head, machine, ...now };
    return {
      ...head,
      culture: { ...truth(culture), ph: phOf(culture), viable, dead, viability: viabilityOf(culture), age, cellsOf },
      setpoints,
      ...now,
    };
  }

  private change(memory: Memory): void {
    this.memory = memory;
    this.changed = Date.now();
    this.disk.save(memory);
    this.panel?.change(memory, new Date(this.changed));
  }

  private sample(due: number): void {
    const at = Math.max(due, this.memory.at + 1, this.changed);
    for (const fault of [...this.faults.values()]) if (fault.until <= at) this.lift(fault.name);
    const faults = [...this.faults.values()];
    const isStarved = faults.some(({ name }) => name === 'starved');
    const known = supplied(this.memory, isStarved, at);
    const analogs = this.measure(sampled(known, at, disturbances(faults, at), this.pace.speed));
    const { counter } = this.memory;
    const readings = this.withWrongs(this.readings(analogs, faults), faults);
    const shown = shownClock(faults, at);
    const lines = this.disk.append(counter, shown, readings);
    this.disk.save(this.memory);
    this.panel?.sample(this.memory, { counter, at: new Date(shown), lines, truth: truth(this.memory.culture) });
  }

  /** What its sensors say of what is in it, and the memory with their noise drawn. */
  private measure(next: Memory): (readonly [tag: string, value: number])[] {
    if (next.machine !== undefined) {
      const { readings, machine } = measuredIn(next.machine);
      this.memory = { ...next, machine };
      return readings;
    }
    const { readings, culture } = measured(next.culture);
    this.memory = { ...next, culture };
    return ANALOG_TAGS.map((tag) => [tag, readings[tag]]);
  }

  private readings(analogs: (readonly [tag: string, value: number])[], faults: readonly Fault[]): Reading[] {
    const bad = faults.find((fault) => fault.name === 'sensor-bad')?.tag;
    const isOpen = faults.some((fault) => fault.name === 'door-open');
    const doors = this.memory.machine === undefined || hasDoor(this.memory.machine.kind) ? ['door'] : [];
    const reading = (tag: string, value: number | boolean): Reading =>
      tag === bad ? { tag, value: null, status: BAD_SENSOR_FAILURE } : { tag, value, status: GOOD };
    return [
      ...analogs.map(([tag, value]) => reading(tag, value)),
      ...doors.map((tag) => reading(tag, isOpen)),
      reading('heartbeat', this.memory.counter),
    ];
  }

  /** Every so many samples, one kind of wrong after the other. */
  private withWrongs(readings: Reading[], faults: readonly Fault[]): Reading[] {
    return faults.reduce((spoilt, { name, every = 1, kind }) => {
      if (this.memory.counter % every !== 0) return spoilt;
      const kinds = kind === undefined ? this.wrongs : [kind];
      const next = kinds[Math.floor(this.memory.counter / every) % kinds.length];
      const wrong: Wrong | undefined = name === 'conflict' ? name : name === 'bad-values' ? next : undefined;
      return wrong === undefined ? spoilt : spoiled(spoilt, wrong, wrong === 'conflict' ? 'temperature' : 'ph');
    }, readings);
  }
}
